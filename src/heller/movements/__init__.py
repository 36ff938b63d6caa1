"""The ways money moves, one file each: facts in, transfer or decline out. Pure."""
