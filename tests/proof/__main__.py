"""`python -m tests.proof`: reads what to prove, runs it and prints what was found; exit code 1 on any violation."""

import argparse
import sys
from pathlib import Path

from tests.proof.faults import Breakage
from tests.proof.run import Asked, prove


def main() -> int:
    parser = argparse.ArgumentParser(description="Proves that a broadcast reaches everybody once, whatever breaks.")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10, help="workers killed with -9")
    parser.add_argument("--redis-stops", type=int, default=2)
    parser.add_argument("--postgres-restarts", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1, help="what breaks when, and who texts")
    parser.add_argument("--lease", type=float, default=15.0, help="LEASE_SECONDS of the product")
    parser.add_argument("--reconcile", type=float, default=12.0, help="RECONCILE_SECONDS of the product")
    parser.add_argument("--within", type=float, default=900.0, help="seconds after which it is given up")
    parser.add_argument("--logs", type=Path, help="an empty folder to keep the logs in")
    given = parser.parse_args()
    if given.logs:
        given.logs.mkdir(parents=True, exist_ok=True)
    breakage = Breakage(given.kills, given.redis_stops, given.postgres_restarts)
    asked = Asked(given.people, breakage, given.seed, given.lease, given.reconcile, given.within)
    findings = prove(asked, _tell, given.logs)
    _tell(findings.told())
    _tell("violations" if findings.violations else "no violation")
    return 1 if findings.violations else 0


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
