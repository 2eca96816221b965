"""Makes the city's map out of its files; what is on it, and where, is decided in atlas.py and drawing.py."""

from bot.flowfiles.library import Library
from bot.places.atlas import Atlas
from bot.places.drawing import Picture
from bot.places.queries import gazetteer_for


def picture_for(library: Library) -> Picture:
    """The map that this library draws; one without anything on it where the city has none."""
    return Picture(Atlas(gazetteer_for(library.places, library.lexicon), library.city_map.shapes))
