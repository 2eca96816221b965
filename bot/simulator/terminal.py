"""The phone in the terminal."""

from bot.settings import Settings


def talk(settings: Settings, phone: str, city: str) -> None:
    """Talk."""
