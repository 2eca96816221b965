"""A broadcast to 1,500 people while workers are killed and servers stop: everybody gets it once. The small proof.

How soon residents are answered meanwhile is for `make proof`, which has the machine to itself.
"""

from pathlib import Path

import pytest

from tests.proof.faults import Breakage
from tests.proof.run import Asked, prove

SMALL = Asked(
    people=1_500, breakage=Breakage(kills=3, redis_stops=1), lease=3.0, reconcile=1.0, within=180.0,
    answered_within=None, on_the_wire=1.0,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.redis
@pytest.mark.postgres
def test_everybody_gets_one_text_whatever_breaks(tmp_path: Path) -> None:
    told: list[str] = []
    findings = prove(SMALL, told.append, tmp_path)
    assert not findings.violations, "\n".join([*told, findings.told()])
    texted = findings.figures["recipients: one text at the carrier"]
    assert int(texted.replace(",", "")) > SMALL.people * 0.9, findings.told()
