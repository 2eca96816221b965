"""What every carrier must do, asked of the real client at the stand-in and of the simulator's carrier alike."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest

from bot.messaging.carrier import Accepted, Carrier, Letter
from bot.messaging.rules import CARRIER_STATUS
from bot.messaging.simulated import SimulatedCarrier
from bot.messaging.twilio import TwilioCarrier
from tests.standin.signing import ACCOUNT, CITY_NUMBER, TOKEN
from tests.standin.twilio import TwilioStandIn
from tests.web.town import JOHN, NOON, ROSA, Town

BODIES = ("Gracias.", "¿Cuándo? Año nuevo: $5 & 100% 😀", "a\nb", "=cmd", "x" * 1600)


def twilio(town: Town, standin: TwilioStandIn) -> Carrier:
    return TwilioCarrier(
        ACCOUNT, TOKEN, api_url=standin.url, messaging_service="", sender=CITY_NUMBER,
        status_url="https://text.city.example/twilio/status",
    )  # fmt: skip


def simulated(town: Town, _: TwilioStandIn) -> Carrier:
    # Nobody listens at this address: a carrier that cannot tell has delivered all the same.
    nobody = "http://127.0.0.1:9"
    ticks = count()
    return SimulatedCarrier(
        town.bot.db, town.bot.vault, lambda: NOON + timedelta(seconds=next(ticks)), public=nobody, local=nobody,
        token=TOKEN,
    )  # fmt: skip


@pytest.fixture(params=[twilio, simulated], ids=lambda make: make.__name__)
def carrier(request: pytest.FixtureRequest, town: Town, town_carrier: TwilioStandIn) -> Carrier:
    make: Callable[[Town, TwilioStandIn], Carrier] = request.param
    return make(town, town_carrier)


def letter(number: int = 1, *, to: str = ROSA, body: str = "Gracias.") -> Letter:
    return Letter(f"msg_{number}", to, CITY_NUMBER, body)


LONG_AGO = NOON - timedelta(days=3650)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("to", [ROSA, f"whatsapp:{ROSA}"])
def test_a_text_is_accepted_under_an_id_and_found_by_it(carrier: Carrier, to: str, body: str) -> None:
    sent = carrier.send(letter(to=to, body=body))
    assert isinstance(sent, Accepted)
    assert sent.status == "accepted"
    assert 2 <= len(sent.carrier_id) <= 64 and sent.carrier_id.isalnum()
    assert carrier.find(letter(to=to, body=body), LONG_AGO) == [sent.carrier_id]


def test_two_texts_have_two_ids_and_are_found_oldest_first(carrier: Carrier) -> None:
    ids = [sent.carrier_id for number in range(3) if isinstance(sent := carrier.send(letter(number)), Accepted)]
    assert len(set(ids)) == 3
    assert carrier.find(letter(), LONG_AGO) == ids


def test_another_number_another_body_or_an_earlier_time_is_not_found(carrier: Carrier) -> None:
    carrier.send(letter())
    assert carrier.find(letter(to=JOHN), LONG_AGO) == []
    assert carrier.find(letter(body="Gracias"), LONG_AGO) == []
    assert carrier.find(letter(), NOON + timedelta(days=3650)) == []


def test_nothing_was_sent_and_nothing_is_found(carrier: Carrier) -> None:
    assert carrier.find(letter(), LONG_AGO) == []


def test_several_threads_may_send(carrier: Carrier) -> None:
    with ThreadPoolExecutor(8) as threads:
        sent = list(threads.map(lambda number: carrier.send(letter(number, body=f"text {number}")), range(40)))
    assert len({each.carrier_id for each in sent if isinstance(each, Accepted)}) == 40


def test_the_list_of_a_time_has_every_text_of_it_newest_first(carrier: Carrier) -> None:
    ids = []
    for number in range(3):
        sent = carrier.send(letter(number, body=f"text {number}"))
        assert isinstance(sent, Accepted)
        ids.append(sent.carrier_id)
    listed = list(carrier.listed(LONG_AGO, LONG_AGO + timedelta(days=2 * 3650)))
    assert [each.carrier_id for each in listed] == ids[::-1]
    assert [each.at for each in listed] == sorted((each.at for each in listed), reverse=True)
    assert all(each.status in CARRIER_STATUS and each.code is None and not each.answers for each in listed)
    oldest = listed[-1]
    assert oldest in list(carrier.listed(LONG_AGO, oldest.at)), "both ends are part of it"
    assert oldest in list(carrier.listed(oldest.at, oldest.at))
    assert list(carrier.listed(LONG_AGO, LONG_AGO + timedelta(days=1))) == []
