"""How fast, how small, how much? Measured on the machine that asks; ratios within one run say more than times."""
