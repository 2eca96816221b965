"""Triage at the console: lanes, decisions by forms and by scripts, gists, several at once, kept views, the map."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from bot.concerns import counting, gists, readings
from bot.concerns.lanes import MOST_VIEWS
from bot.concerns.novelty import NO_CATEGORY
from bot.concerns.tables import concern, concern_change
from bot.concerns.triage_tables import concern_gist, concern_reading, triage_view
from bot.messaging.tables import conversation, message
from bot.outbox.tables import outbox
from tests.console.desk import Console, acts, csrf_of, post
from tests.console.residents import LUPE, Counted, drain, says
from tests.console.test_concerns import REASONS, reported, row, written

TRIAGE = "/console/triage"
SCRIPT = {"Accept": "application/json"}


def numbers(page: str) -> list[str]:
    """The reports of a lane, from its top."""
    return re.findall(r'<li class="ticket" id="r-(\w{5})"', page)


def decides(client: FlaskClient, reference: str, **form: str) -> TestResponse:
    return post(client, f"{TRIAGE}/{reference}", page=TRIAGE, **form)


def by_script(client: FlaskClient, reference: str, where: str = "", **form: str) -> TestResponse:
    form["csrf_token"] = csrf_of(client)
    return client.post(f"{TRIAGE}/{reference}{where}", data=form, headers=SCRIPT)


def changes(console: Console) -> list[tuple[str, str]]:
    with console.bot.db.read() as tx:
        found = select(concern.c.reference, concern_change.c.act).join(concern)
        return [tuple(each) for each in tx.execute(found.order_by(concern_change.c.at, concern.c.reference))]


def read(console: Console, reference: str, **values: object) -> None:
    with console.bot.db.begin() as tx:
        id, at = tx.execute(select(concern.c.id, concern.c.created_at).where(concern.c.reference == reference)).one()
        given = {"concern_id": id, "chances": '[["pothole", 0.62], ["tree", 0.2]]', "created_at": at}
        tx.execute(concern_reading.insert(), {**given, **values})


def test_each_lane_shows_what_belongs_there_and_counts_it(console: Console) -> None:
    new, again = written(console), written(console, status="reopened")
    late = written(console, status="answered", promised_on=date(2026, 3, 9))
    done, odd = written(console, status="done"), written(console, kind="", department=None, status="received")
    read(console, odd, novel=NO_CATEGORY)
    client = console.client("coordinator")
    page = client.get(TRIAGE).text
    assert numbers(page) == [odd, again, new]
    assert re.findall(r'count--some">(\d+)', page) == ["3", "1", "1", "1"]
    for lane, expected in (("not_fixed", [again]), ("late", [late]), ("novel", [odd]), ("nonsense", [odd, again, new])):
        assert numbers(client.get(f"{TRIAGE}?lane={lane}").text) == expected, lane
    assert done not in page


def test_a_report_shows_everything_that_helps_to_decide(console: Console) -> None:
    number = written(console, words="hay un <hoyo>", place="Central Ave NW & 4th St", promised_on=date(2026, 3, 12))
    read(console, number)
    page = console.client("coordinator").get(TRIAGE).text
    for words in ("hay un &lt;hoyo&gt;", "Español", "Central Ave NW &amp; 4th St", "Pothole", "62%", "Mar 12, 2026"):
        assert words in page, words
    assert f'data-of="{number}"' in page and "style=" not in page


def test_suggested_departments_are_the_likeliest_and_not_its_own(console: Console) -> None:
    number = written(console, kind="pothole", department="public_works")
    read(console, number, chances='[["tree", 0.6], ["pothole", 0.3], ["water_sewer", 0.1]]')
    page = console.client("coordinator").get(TRIAGE).text
    suggested = re.findall(r'name="do" value="assign:(\w+)"', page)
    assert suggested[:2] == ["parks_and_forestry", "water"] and "public_works" not in suggested


def test_a_decision_is_made_recorded_and_told_to_the_resident(console: Console) -> None:
    number = reported(console)
    client = console.client("coordinator")
    console.time.move(minutes=5)
    moved = decides(client, number, do="assign:water", seen=str(row(console, number)["changes"]))
    assert moved.status_code == 303 and moved.location.startswith(TRIAGE)
    assert row(console, number)["department"] == "water"
    drain(console)
    with console.bot.db.read() as tx:
        last = tx.execute(
            select(message.c.body).where(message.c.direction == "out").order_by(message.c.created_at.desc())
        )
        assert "Agua" in last.scalar() and ("Carmen", "concern.assigned") in acts(tx)


def test_a_script_is_told_in_words_what_became_of_it(console: Console) -> None:
    number = written(console)
    client = console.client("coordinator")
    answer = by_script(client, number, do="answer", outcome="yes", promised_on="2026-03-20", seen="0")
    assert (answer.status_code, answer.json) == (200, {"said": f"{number}: answered: yes"})
    wrong = by_script(client, number, do="answer", outcome="no", seen="1", **{"words.en": "no"})
    assert wrong.status_code == 422 and set(wrong.json["wrong"]) == {"words.en", "words.es"}
    assert changes(console) == [(number, "answer")]


def test_the_same_form_sent_twice_changes_once_and_tells_once(console: Console) -> None:
    number = written(console)
    client = console.client("coordinator")
    first, second = (by_script(client, number, do="begin", seen="0") for _ in range(2))
    assert first.status_code == 200 and second.status_code == 422
    assert "Somebody else has just changed it" in next(iter(second.json["wrong"].values()))
    assert len(changes(console)) == 1
    with console.bot.db.read() as tx:
        news = tx.execute(select(outbox.c.subject).where(outbox.c.kind == "concern_news")).scalars().all()
    assert len(news) == 1


def test_what_is_wrong_without_scripts_comes_back_with_what_was_typed(console: Console) -> None:
    number = written(console)
    answer = decides(
        console.client("coordinator"), number, do="answer", outcome="no", seen="0", **{**REASONS, "words.es": "no"}
    )
    assert answer.status_code == 422
    assert "That street belongs to the state." in answer.text and 'id="answer-words-es-wrong"' in answer.text


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ({"do": "assign:public_works"}, "department"),
        ({"do": "assign", "department": ""}, "department"),
        ({"do": "assign:moon"}, "department"),
        ({"do": "answer"}, "outcome"),
        ({"do": "answer", "outcome": "yes", "promised_on": "2026-03-10"}, "promised_on"),
        ({"do": "hand_over", "agency": "x"}, "agency"),
    ],
)
def test_nothing_wrong_is_kept(console: Console, form: dict[str, str], place: str) -> None:
    number = written(console)
    answer = by_script(console.client("coordinator"), number, seen="0", **form)
    assert answer.status_code == 422 and place in answer.json["wrong"]
    assert changes(console) == []


def test_a_no_promises_no_day_though_one_stands_in_the_form(console: Console) -> None:
    number = written(console)
    by_script(console.client("coordinator"), number, do="answer", outcome="no", promised_on="2026-03-20", **REASONS)
    assert (row(console, number)["status"], row(console, number)["promised_on"]) == ("answered", None)


def test_triage_decides_for_its_own_department_only(console: Console) -> None:
    ours, theirs = written(console), written(console, department="housing")
    client = console.client("triage")
    assert numbers(client.get(TRIAGE).text) == [ours]
    assert by_script(client, theirs, do="begin").status_code == 404
    assert by_script(client, theirs, "/gist").status_code == by_script(client, theirs, "/known").status_code == 404
    assert by_script(client, ours, do="assign:housing", seen="0").status_code == 200
    assert numbers(client.get(TRIAGE).text) == []


def test_grave_words_are_hidden_from_who_may_not_read_them(console: Console) -> None:
    number = reported(console)
    with console.bot.db.begin() as tx:
        tx.execute(update(conversation).values(hidden_since=console.time()))
        tx.execute(update(concern).values(department="public_works"))
    for client, hidden in ((console.client("triage"), True), (console.client("coordinator"), False)):
        page = client.get(TRIAGE).text
        assert numbers(page) == [number] and ("bache enorme" not in page) is hidden
        assert ("Central Ave" not in page) is hidden and (f'data-of="{number}"' not in page) is hidden
    with console.bot.db.begin() as tx:
        tx.execute(update(concern).values(message_id=None))
    assert "bache enorme" not in console.client("triage").get(TRIAGE).text, "the text itself may be gone"


def test_a_gist_is_written_approved_and_never_instead_of_the_words(console: Console) -> None:
    number = written(console, words="hay un hoyote")
    client = console.client("coordinator")
    words = {"gist.en": "A deep hole at the school", "gist.es": "Un hoyo profundo en la escuela"}
    assert by_script(client, number, "/gist", do="draft", **words).json["said"] == "Kept as a draft."
    page = client.get(TRIAGE).text
    assert "A deep hole at the school" in page and "A draft of Carmen" in page and "hay un hoyote" in page
    assert by_script(client, number, "/gist", do="approve", **words).status_code == 200
    assert "A draft of Carmen" not in client.get(TRIAGE).text
    one = client.get(f"/console/concerns/{number}").text
    assert "Un hoyo profundo en la escuela" in one and row(console, number)["words"] == "hay un hoyote"
    with console.bot.db.read() as tx:
        told = [act for _, act in acts(tx) if "gist" in act]
    assert sorted(told) == ["concern.gist_approved", "concern.gist_drafted"]


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Say in a line"), ("x" * 141, "At most 140 letters"), ("Call Lupe, 505-555-0121", "a telephone number")],
)
def test_a_gist_that_is_empty_long_or_has_a_number_is_not_kept(console: Console, words: str, said: str) -> None:
    number = written(console)
    client = console.client("coordinator")
    form = {"gist.en": words, "gist.es": "Un hoyo en la escuela", "from": "concern"}
    answer = post(client, f"{TRIAGE}/{number}/gist", page=TRIAGE, do="approve", **form)
    assert answer.status_code == 422 and said in answer.text and "Un hoyo en la escuela" in answer.text
    with console.bot.db.read() as tx:
        assert not tx.execute(select(concern_gist)).all() and gists.gists(tx, []) == {}


def test_whoever_is_forgotten_takes_gist_and_reading_along(console: Console) -> None:
    from bot.concerns.forgetting import forget

    number = written(console)
    read(console, number)
    by_script(console.client("coordinator"), number, "/gist", do="draft", **{"gist.en": "A hole", "gist.es": "Un hoyo"})
    with console.bot.db.begin() as tx:
        forget(tx, str(row(console, number)["contact_id"]), console.time())
    with console.bot.db.read() as tx:
        assert not tx.execute(select(concern_gist)).all() and not tx.execute(select(concern_reading)).all()


def test_what_somebody_has_seen_is_new_no_longer(console: Console) -> None:
    first, second = written(console, kind=""), written(console, kind="")
    for each in (first, second):
        read(console, each, novel=NO_CATEGORY)
    client = console.client("coordinator")
    assert "new: no category" in client.get(f"{TRIAGE}?lane=novel").text
    assert by_script(client, first, "/known").status_code == 200
    assert numbers(client.get(f"{TRIAGE}?lane=novel").text) == [second]
    by_script(client, second, do="assign:water", seen="0")
    assert numbers(client.get(f"{TRIAGE}?lane=novel").text) == []


def test_several_are_changed_each_on_its_own_and_told_one_by_one(console: Console) -> None:
    first, second, gone = written(console), written(console), written(console, status="done")
    client = console.client("coordinator")
    form = {"of": [first, second, gone, "7K3PX"], "do": "assign", "department": "water", f"seen.{second}": "4"}
    page = post(client, f"{TRIAGE}/together", page=TRIAGE, **form)
    assert page.status_code == 200
    cells = dict(re.findall(r'concerns/(\w{5})">.*?What became of it">(.*?)</td>', page.text, re.DOTALL))
    assert cells[first] == f"{first}: moved to Water"
    assert "Somebody else has just changed it" in cells[second] and "not possible any more" in cells[gone]
    assert "You do not see it any more." in cells["7K3PX"]
    assert changes(console) == [(first, "assign")]
    again = post(client, f"{TRIAGE}/together", page=TRIAGE, do="assign", department="water")
    assert again.status_code == 303
    answered = post(client, f"{TRIAGE}/together", page=TRIAGE, of=[first, second], do="answer", outcome="no", **REASONS)
    assert answered.text.count("answered: no") == 2


def test_a_view_is_kept_shared_and_removed_by_its_owner(console: Console) -> None:
    ours, theirs = console.client("coordinator"), console.client("triage")
    kept = post(ours, f"{TRIAGE}/views?lane=late&area=Midtown", page=TRIAGE, name=" Midtown  late ", shared="1")
    assert kept.status_code == 303
    post(ours, f"{TRIAGE}/views?lane=novel", page=TRIAGE, name="Mine")
    with console.bot.db.read() as tx:
        found = {each.name: each for each in tx.execute(select(triage_view))}
    assert found["Midtown late"].filter == "lane=late&area=Midtown"
    assert "Midtown late" in theirs.get(TRIAGE).text and ">Mine" not in theirs.get(TRIAGE).text
    assert ">Mine" in ours.get(TRIAGE).text
    there = f"{TRIAGE}/views/{found['Midtown late'].id}/remove"
    assert post(theirs, there, page="/console/account").status_code == 404
    assert post(ours, there, page=TRIAGE).status_code == 303
    assert "Midtown late" not in theirs.get(TRIAGE).text
    assert "Give the view a name" in ours.get(post(ours, f"{TRIAGE}/views", page=TRIAGE, name=" ").location).text


def test_nobody_keeps_views_without_end(console: Console) -> None:
    client = console.client("coordinator")
    for number in range(MOST_VIEWS // 2 + 1):
        post(client, f"{TRIAGE}/views", page=TRIAGE, name=f"View {number}")
    with console.bot.db.read() as tx:
        assert len(tx.execute(select(triage_view)).all()) == MOST_VIEWS // 2


def test_filters_and_pages_lose_and_double_nothing(console: Console) -> None:
    made = [written(console) for _ in range(52)]
    english = written(console, language="en", area="Downtown", kind="tree", department="housing")
    client = console.client("coordinator")
    page = client.get(TRIAGE).text
    later = client.get(TRIAGE + re.search(r'id="next-page" href="([^"]+)"', page)[1].replace("&amp;", "&")).text
    assert numbers(page) + numbers(later) == [english, *reversed(made)]
    for query in ("language_spoken=en", "area=Downtown", "kind=tree", "department=housing"):
        assert numbers(client.get(f"{TRIAGE}?{query}").text) == [english], query
    assert numbers(client.get(f"{TRIAGE}?kind=none").text) == []


@pytest.mark.parametrize("lane", ["waiting", "novel", "late"])
def test_a_lane_is_followed_to_its_end_by_its_keys(console: Console, lane: str) -> None:
    from bot.concerns import lanes

    made = {written(console, promised_on=date(2026, 3, 1 + number % 3)) for number in range(7)}
    for each in made:
        read(console, each, novel=NO_CATEGORY)
    seen: list[str] = []
    after = None
    with console.bot.db.read() as tx:
        while found := lanes.waiting(
            tx, lanes.Sought(lane), None, today=date(2026, 3, 10), after=after, most=3
        ):  # fmt: skip
            seen += [each.at.reference for each in found]
            after = lanes.key_of(lane, found[-1])
    assert len(seen) == 7 and set(seen) == made


def test_the_map_of_the_areas_has_its_numbers_beside_it(console: Console) -> None:
    client = console.client("coordinator")
    assert "It has not been counted yet" in client.get(f"{TRIAGE}/areas").text
    for _ in range(3):
        written(console, area="Midtown")
    written(console, area="Downtown", department="housing", promised_on=date(2026, 3, 1))
    counting.perform(console.bot.db, console.bot.library, console.time())
    page = client.get(f"{TRIAGE}/areas").text
    assert "map-shade-4" in page and "map-shade-2" in page
    cells = re.findall(r"area=(\w+)\">.*?number-cell[^>]*>(\d+)<.*?number-cell[^>]*>(\d+)<", page, re.DOTALL)
    assert cells == [("Midtown", "3", "0"), ("Downtown", "1", "1")]
    assert "Downtown</a>" not in console.client("triage").get(f"{TRIAGE}/areas").text


def test_who_may_only_read_decides_nothing(console: Console) -> None:
    written(console)
    assert console.client("analyst").get(TRIAGE).status_code == 403
    assert ">Triage<" not in console.client("analyst").get("/console/concerns").text
    assert ">Triage<" in console.client("triage").get("/console/concerns").text


def test_a_page_asks_the_database_as_often_for_fifty_as_for_one(console: Console) -> None:
    client = console.client("coordinator")
    read(console, written(console))
    counts = []
    for more in (0, 40):
        for _ in range(more):
            read(console, written(console))
        with Counted(console) as counted:
            client.get(TRIAGE)
        counts.append(len(counted.statements))
    assert counts[0] == counts[1] <= 16


def test_in_spanish(console: Console) -> None:
    number = written(console)
    client = console.client("coordinator")
    page = client.get(f"{TRIAGE}?language=es").text
    post(client, "/console/account/language", page="/console/account", language="es")
    page = client.get(TRIAGE).text
    assert "Por decidir" in page and "Bache" in page and "No nos toca" in page
    assert by_script(client, number, do="assign:water", seen="0").json["said"] == f"{number}: pasó a Agua"


def test_a_resident_of_whom_nobody_knows_the_text_is_not_taken_for_hidden(console: Console) -> None:
    says(console, LUPE, "hola")
    number = written(console, message_id="msg_gone")
    assert "hay un pothole" in console.client("triage").get(TRIAGE).text and number
    with console.bot.db.read() as tx:
        assert readings.readings(tx, []) == {}
    console.time.move(hours=1)
    assert timedelta(0) < console.time() - row(console, number)["created_at"]
