"""Concerns that come from and go to other systems over Open311 GeoReport v2; Flask's part is in bot.web."""
