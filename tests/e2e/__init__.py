"""End to end: Home Assistant as a program of its own, and both PBXs beside it."""
