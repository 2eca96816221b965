"""Publishing: what the city says becomes the live release, checked and rehearsed; it is asked for in bot.releases."""
