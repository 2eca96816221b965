"""`python -m tests.bench.language` prints how well texts are understood, on labelled ones; it measures nothing."""

from tests.bench.report import machine
from tests.concerns import measure as concerns
from tests.language import measure as language
from tests.safety import measure as safety

REPORTS = {"Language": language.report, "Danger": safety.report, "Concerns": concerns.report}


def main() -> None:
    """One report after the other, the machine first."""
    print(machine())
    for title, report in REPORTS.items():
        print("", f"## {title}", "", *report(), sep="\n")


if __name__ == "__main__":
    main()
