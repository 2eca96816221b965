"""`python -m tests.bench` is `python -m tests.bench.run`; nothing else lives here."""

from tests.bench.run import main

main()
