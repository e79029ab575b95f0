"""How fast the integration is and how long it lasts, measured in a real Home Assistant core."""
