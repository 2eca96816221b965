"""Makes, as the console itself would, what a page of its own shows: a draft, a list, a file, a request; no test."""

from sqlalchemy import select, update

from bot.concerns.tables import concern
from bot.conversations.staff_tables import care
from bot.directory import joining
from bot.directory import store as gaps
from bot.flowfiles.release import Folders, digest, files_in
from bot.flowfiles.rewording import text_id
from bot.lib.ids import new_id
from bot.messaging.tables import message, photo
from bot.open311 import store as other_system
from bot.open311.rules import REFUSED
from bot.people import lists, takeout
from bot.people.tables import taken_file
from bot.releases import requests, store
from bot.simulator.picture import pothole
from bot.staff import service as team
from bot.surveys import service as surveys
from bot.surveys.counting import questions_of
from bot.surveys.tables import survey_file, survey_file_part
from tests.console.desk import ROOT, Console


def a_token(console: Console) -> str:
    """An invitation that nobody has used."""
    return team.invite_again(console.bot.db, console.staff("clerk").id, by="test", now=console.time())


def a_survey(console: Console) -> str:
    """A survey that residents can answer."""
    return next(id for id, flow in console.bot.library.flows.current.items() if flow.survey)


def a_draft(console: Console) -> str:
    """A survey that is being written."""
    bot, now = console.bot, console.time()
    title = dict.fromkeys(bot.library.city.languages, f"Bus {new_id('srv', now)}")
    return surveys.begin_draft(bot.db, title, bot.library, made_from=None, by=console.staff("admin"), now=now).id


def a_gap(console: Console) -> str:
    """A question without an entry, with another spelling."""
    with console.bot.db.begin() as tx:
        for id, asked in (("gap_made", "who puts out the volcano"), ("gap_slip", "who puts out the volacno")):
            gaps.note_gap(tx, asked, "en", id, console.time())
        joining.join(tx)
    return "gap_made"


def a_list(console: Console) -> str:
    """A list of residents that somebody brought and has said nothing about yet."""
    bot, now, id = console.bot, console.time(), new_id("lst", console.time())
    content = b"phone,language\n+15055550177,es\n"
    with bot.db.begin() as tx:
        lists.keep(
            tx, bot.vault, bot.library, id, file="people.csv", content=content, by=console.staff("admin").id, now=now
        )  # fmt: skip
    return id


def a_file(console: Console) -> str:
    """A file of residents that is ready for the administrator."""
    id, now = new_id("fil", console.time()), console.time()
    with console.bot.db.begin() as tx:
        takeout.ask(tx, id, form="csv", numbers=False, why="A letter", by=console.staff("admin").id, now=now)
        ready = {"state": takeout.READY, "sealed": console.bot.vault.seal_bytes(b"reference\n")}
        tx.execute(update(taken_file).where(taken_file.c.id == id).values(ready))
    return id


def a_text(console: Console) -> str:
    """The first text of that survey, as addresses name it."""
    flow = console.bot.library.flows.current[a_survey(console)]
    return text_id(flow.id, next(step.text["en"] for step in flow.steps if step.text))


def a_release(console: Console) -> str:
    """The city's own files, published."""
    with console.bot.db.begin() as tx:
        live = store.newest_release(tx)
        if live is None:
            files = files_in(Folders(ROOT / "flows", ROOT / "translations", ROOT / "tests" / "transcripts"))
            live = store.Release(new_id("rel", console.time()), digest(files), "The first", console.time())
            store.add_release(tx, live, files)
    return live.id


def a_download(console: Console) -> str:
    """Every answer of that survey, ready to be taken."""
    id, now = new_id("fil", console.time()), console.time()
    row = {"id": id, "survey": a_survey(console), "form": "csv", "state": "ready", "answers": 1, "asked_at": now}
    with console.bot.db.begin() as tx:
        tx.execute(survey_file.insert(), {**row, "asked_by": console.staff("admin").id})
        tx.execute(survey_file_part.insert(), {"file_id": id, "number": 1, "body": b"answer"})
    return id


def a_question(console: Console) -> str:
    """A question of that survey, as its page asks for it."""
    flow = console.bot.library.flows.current[a_survey(console)]
    return f"question={questions_of([flow])[0].id}"


def a_request(console: Console) -> str:
    """A request to publish that no worker has looked at."""
    wish = requests.Wish("survey:buses", {"buses.yaml": None}, "Not now", "", "flows.publish")
    with console.bot.db.begin() as tx:
        return requests.ask(tx, wish, by=console.staff("admin"), now=console.time())


def a_sent_report(console: Console) -> str:
    """A concern of public works that the city's other system did not take."""
    with console.bot.db.begin() as tx:
        of = select(concern.c.reference, concern.c.id).where(concern.c.department == "public_works").limit(1)
        reference, id = tx.execute(of).one()
        other_system.add_sent(tx, id, REFUSED, console.time())
    return str(reference)


def a_photo(console: Console) -> str:
    """A photo that came with a text of the conversation that every_view looks at."""
    bot, now, id = console.bot, console.time(), new_id("pho", console.time())
    with bot.db.begin() as tx:
        talk = tx.execute(select(care.c.conversation_id).where(care.c.department == "public_works").limit(1)).scalar()
        came_with = tx.execute(select(message.c.id).where(message.c.conversation_id == talk).limit(1)).scalar()
        name = bot.photo_files.keep(pothole(), pothole())
        row = {
            "id": id, "message_id": came_with, "told_type": "image/png", "state": "kept", "file": name, "width": 480,
            "height": 360, "at": now,
        }  # fmt: skip
        tx.execute(photo.insert(), row)
    return id
