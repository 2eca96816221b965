"""`python -m bot` is `cabildo`."""

from bot.cli import main

main()
