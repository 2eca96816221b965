"""Pictures of every page of the console, in both languages, narrow and wide: python -m tests.browser.screenshots FOLDER

The demo city is made and started for it. The files are FOLDER/es-390/inbox.inbox.png and so on.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import services
from tests.browser.conftest import running_city
from tests.browser.every_page import LANGUAGES, WIDTHS, Address, Console, Walk


def save_all(folder: Path) -> int:
    """How many pictures were saved; what was wrong with a page is told, and keeps no other from its picture."""
    saved = 0
    with (
        tempfile.TemporaryDirectory(prefix="cabildo-") as place, running_city(Path(place), people=True) as city,
        Console(city) as console, sync_playwright() as playwright,
    ):  # fmt: skip
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=["--no-sandbox"])
        for language in LANGUAGES:
            walk = Walk(console, language, []).go(browser, _saving(folder, language))
            saved += len(WIDTHS) * walk.seen
            for fault in walk.faults:
                sys.stderr.write(f"{fault}\n")
        browser.close()
    return saved


def _saving(folder: Path, language: str) -> Callable[[Page, Address, int], Iterator[str]]:
    def look(page: Page, address: Address, width: int) -> Iterator[str]:
        to = folder / f"{language}-{width}" / f"{address.name}.png"
        to.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=to, full_page=True)
        yield from ()

    return look


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(f"{save_all(Path(sys.argv[1]))} pictures in {sys.argv[1]}\n")
