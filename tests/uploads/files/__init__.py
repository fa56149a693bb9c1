"""Files as strangers send them, made on the spot: no binary is kept in the repository."""
