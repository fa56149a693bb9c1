"""What opens strangers' files, in a process of its own; the only code that may import PIL, pikepdf or pypdfium2.

Nothing here is imported by the portal: `cleaning.py` starts `start.py`, which loads this package by its place.
"""
