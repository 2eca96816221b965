"""Settings: every section shown and changed by a publication, what is refused and where that stands, who may."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from bot.flowfiles.rewriting import value_of
from bot.messaging.tables import message
from bot.releases import requests
from bot.ticking import tick
from tests.console.desk import ROOT, Console, csrf_of, post
from tests.console.residents import LUPE, says

SETTINGS = "/console/settings"
CITY = value_of((ROOT / "flows/city.yaml").read_text(encoding="utf-8"), "city.yaml")
SECTIONS = ("city", "senders", "departments", "quiet-hours", "caps", "words", "facts", "retention", "branding")
QUIETER = (
    '+quiet_hours: {from: "19:30", to: "09:00", sunday_to: "12:00", holidays: US-NM, '
    'closed: ["2026-12-24", "2026-12-31"]}'
)
INPUT = re.compile(
    r'<input class="usa-input[^>]* name="([^"]+)" value="([^"]*)"'
    r'|<input class="usa-checkbox[^>]* name="([^"]+)" value="yes"( checked)?'
)
SELECT = re.compile(r'<select class="usa-select" id="([^"]+)".*?</select>', re.DOTALL)
AREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>')


def form_of(page: str) -> dict[str, str]:
    """What the form of the page holds, as a browser would send it."""
    found: dict[str, str] = {}
    for name, value, ticked, checked in INPUT.findall(page):
        if name:
            found[name] = unescape(value)
        elif checked:
            found[ticked] = "yes"
    for chosen in SELECT.finditer(page):
        selected = re.search(r'<option value="([^"]*)" selected', chosen[0])
        found[chosen[1]] = selected[1] if selected else ""
    return found | {name: unescape(value) for name, value in AREA.findall(page)}


def changed(admin: FlaskClient, section: str, **typed: str | None) -> str:
    """The page that follows when these fields are changed and the rest is left."""
    path = f"{SETTINGS}/{section}"
    form = form_of(admin.get(path).text) | typed
    return post(admin, path, **{name: value for name, value in form.items() if value is not None}).text


def lines(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<span class="diff-\w+">([^<]*)</span>', page)]


def asked(console: Console, admin: FlaskClient, section: str, **typed: str) -> requests.Request:
    """Change it, read the difference, ask for it."""
    page = changed(admin, section, **typed)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answer = admin.post(f"{SETTINGS}/{section}/send", data={**hidden, "note": "because"})
    assert answer.status_code == 303, answer.text
    with console.bot.db.read() as tx:
        return requests.request_by_id(tx, answer.location.rpartition("/")[2])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("section", ["", *(f"/{each}" for each in SECTIONS)])
def test_every_section_is_there_in_both_languages(console: Console, section: str, language: str) -> None:
    browser = console.client("admin")
    post(browser, "/console/account/language", page="/console/account", language=language)
    answer = browser.get(f"{SETTINGS}{section}")
    assert answer.status_code == 200 and f'<html lang="{language}"' in answer.text


@pytest.mark.parametrize("section", SECTIONS)
def test_a_form_that_is_sent_as_it_is_changes_nothing(console: Console, section: str) -> None:
    admin = console.client("admin")
    path = f"{SETTINGS}/{section}"
    answer = post(admin, path, **form_of(admin.get(path).text))
    assert answer.status_code == 302, lines(answer.text)
    assert "Nothing is different" in admin.get(path).text


@pytest.mark.parametrize(
    ("section", "typed", "difference"),
    [
        ("city", {"name.en": "Clear River"}, [
            "-name: {en: CityText, es: Texto de la Ciudad}", "+name: {en: Clear River, es: Texto de la Ciudad}"]),
        ("city", {"time_zone": "America/Chicago"}, ["-time_zone: America/Denver", "+time_zone: America/Chicago"]),
        ("senders", {"new.address": "+15055550199", "new.kind": "toll_free"}, [
            '+  - {address: "+15055550199", kind: toll_free}']),
        ("departments", {"department.water.en": "Water and sewer"}, [
            "-  water: {en: Water, es: Agua}", "+  water: {en: Water and sewer, es: Agua}"]),
        ("departments", {"new.code": "trees", "new.name.en": "Trees", "new.name.es": "Árboles"}, [
            "+  trees: {es: Árboles, en: Trees}"]),
        ("departments", {"retire.schools": "yes"}, [
            "-  schools: {en: Schools (other agency), es: Escuelas (otra agencia)}"]),
        ("quiet-hours", {"from": "19:30", "closed": "2026-12-24\n2026-12-31"}, [
            '-quiet_hours: {from: "20:00", to: "09:00", sunday_to: "12:00", holidays: US-NM}',
            QUIETER]),
        ("caps", {"most_texts_a_month": "3", "cap.city": "4000"}, [
            "-daily_caps: {city: 2000}", "+daily_caps: {city: 4000}",
            "-most_texts_a_month: 4", "+most_texts_a_month: 3"]),
        ("facts", {"fact.site.es": "ciudad.example"}, [
            "-  site: {en: city.example/sms, es: city.example/texto}",
            "+  site: {en: city.example/sms, es: ciudad.example}"]),
        ("retention", {"retention_days": "365"}, ["-retention_days: 730", "+retention_days: 365"]),
        ("branding", {"color": "#54278f", "sign": "RC"}, ["+branding: {sign: RC, color: '#54278f'}"]),
    ],
)  # fmt: skip
def test_the_difference_is_shown_before_anything_is_asked_for(
    console: Console, section: str, typed: dict[str, str], difference: list[str]
) -> None:
    page = changed(console.client("admin"), section, **typed)
    assert lines(page) == difference
    with console.bot.db.read() as tx:
        assert requests.requests(tx, after=None, limit=5).rows == []


def test_what_is_asked_for_is_the_file_with_its_comments(console: Console) -> None:
    wanted = asked(console, console.client("admin"), "retention", retention_days="365")
    before = (ROOT / "flows/city.yaml").read_text(encoding="utf-8")
    assert dict(wanted.wish.changes) == {"flows/city.yaml": before.replace("_days: 730", "_days: 365")}
    assert wanted.wish.note == "because" and wanted.wish.permission == "settings.change"
    assert "because" in console.client("admin").get("/console/audit?act=publication.asked").text


@pytest.mark.parametrize(
    ("section", "typed", "field", "said"),
    [
        ("city", {"name.en": "", "name.es": ""}, None, "name"),
        ("quiet-hours", {"to": "25:00"}, "to", "a time of day is expected"),
        ("quiet-hours", {"closed": "Christmas"}, "closed", "a date is expected"),
        ("quiet-hours", {"from": "08:00"}, None, "nothing could ever be sent"),
        ("caps", {"most_texts_a_month": "none"}, "most_texts_a_month", ""),
        ("caps", {"cap.city": ""}, None, "has no daily cap"),
        ("senders", {"sender0.rate": "fast"}, "sender0.rate", "a rate above 0"),
        ("departments", {"new.code": "Street Lights", "new.name.en": "x"}, "new.code", ""),
        ("retention", {"retention_days": "0"}, "retention_days", "1 or more"),
        ("retention", {"retention_days": "forever"}, "retention_days", ""),
        ("branding", {"color": "teal"}, "color", "this is no colour"),
        ("branding", {"color": "#ffcc00"}, "color", "cannot be read well enough: a contrast"),
        ("branding", {"pale": "#444444"}, "pale", "cannot be read well enough: a contrast"),
        ("branding", {"sign": "CITY"}, "sign", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    console: Console, section: str, typed: dict[str, str], field: str | None, said: str
) -> None:
    admin = console.client("admin")
    path = f"{SETTINGS}/{section}"
    answer = post(admin, path, **(form_of(admin.get(path).text) | typed))
    assert answer.status_code == 422 and said in answer.text
    for name, value in typed.items():
        assert form_of(answer.text).get(name) == value
    if field:
        beside = re.search(rf'id="{re.escape(field)}-wrong">([^<]+)<', answer.text)
        assert beside and said in beside[1]
    else:
        assert "-wrong" in answer.text or 'role="alert"' in answer.text


def test_a_colour_that_cannot_be_read_comes_with_the_nearest_that_can(console: Console) -> None:
    admin = console.client("admin")
    page = changed(admin, "branding", color="#ffcc00")
    offered = re.search(r'name="use" value="(color=#[0-9a-f]{6})"', page)[1]
    taken = changed(admin, "branding", color="#ffcc00", use=offered)
    assert offered.partition("=")[2] in lines(taken)[0]


def test_words_are_added_and_none_is_taken_away(console: Console) -> None:
    page = changed(
        console.client("admin"), "words", **{"word.stop.es": "ya párenle\nALTO\nquítenme", "word.help.en": ""}
    )
    assert any("ya párenle" in each for each in lines(page) if each.startswith("+"))
    before, after = ("".join(each[1:] for each in lines(page) if each[0] == mark) for mark in "-+")
    assert before.replace("quítenme]", "").strip() and "alto por favor" in after and after.count("quítenme") == 1
    form = console.client("admin").get(f"{SETTINGS}/words").text
    assert ">unsubscribe</li>" in form and ">dejen de mandar</li>" in form


def test_words_in_other_hands_cannot_be_posted_away(console: Console) -> None:
    wanted = asked(console, console.client("admin"), "words", **{"word.stop.en": "enough already"})
    before = value_of((ROOT / "flows/words.yaml").read_text(encoding="utf-8"), "x")
    after = value_of(wanted.wish.changes["flows/words.yaml"], "x")
    assert after["stop"]["en"] == [*before["stop"]["en"], "enough already"]
    assert {**after, "stop": before["stop"]} == before


def test_the_form_comes_back_from_the_difference_as_it_was_typed(console: Console) -> None:
    admin = console.client("admin")
    page = changed(admin, "retention", retention_days="365")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    assert form_of(admin.post(f"{SETTINGS}/retention/edit", data=hidden).text)["retention_days"] == "365"


def test_what_somebody_published_in_the_meantime_is_read_first(console: Console) -> None:
    admin = console.client("admin")
    page = changed(admin, "retention", retention_days="365")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answer = admin.post(f"{SETTINGS}/retention/send", data={**hidden, "made_on": "rel_older"})
    assert answer.status_code == 409 and "in the meantime" in answer.text
    with console.bot.db.read() as tx:
        assert requests.requests(tx, after=None, limit=5).rows == []


def test_a_coordinator_reads_and_changes_nothing(console: Console) -> None:
    browser = console.client("coordinator")
    page = browser.get(f"{SETTINGS}/retention").text
    assert "An administrator changes this" in page and "Show the difference" not in page
    token = csrf_of(browser)
    for act in ("", "/edit", "/send"):
        answer = browser.post(f"{SETTINGS}/retention{act}", data={"csrf_token": token, "retention_days": "1"})
        assert answer.status_code == 403


def test_the_environment_is_told_without_a_secret(open_with: Callable[..., Console]) -> None:
    secret = "a-secret-that-nobody-may-read-anywhere"
    console = open_with(
        secret_key=secret, mail_server=f"smtp://name:{secret}@mail.city.example:587", oidc_issuer="https://id.example",
        oidc_client_id="x", oidc_client_secret=secret,
    )  # fmt: skip
    page = console.client("admin").get(SETTINGS).text
    assert "mail.city.example" in page and "https://id.example" in page and secret not in page


def test_the_environment_is_told_in_the_readers_language(console: Console) -> None:
    admin = console.client("admin")
    assert "links for staff are shown, not mailed" in admin.get(SETTINGS).text
    post(admin, "/console/account/language", page="/console/account", language="es")
    page = admin.get(SETTINGS).text
    assert "los enlaces para el personal se muestran" in page and "el simulador; ponga TWILIO_ACCOUNT_SID" in page
    assert "are shown" not in page and "the simulator" not in page


def test_the_page_of_retention_says_what_goes_and_what_went(console: Console) -> None:
    talk = says(console, LUPE, "hola")
    with console.bot.db.begin() as tx:
        tx.execute(update(message).values(status="delivered"))
        texts = tx.execute(select(func.count()).select_from(message)).scalar_one()
    admin = console.client("admin")
    page = admin.get(f"{SETTINGS}/retention").text
    assert "It has not run yet" in page and "0 texts wait" in page
    console.time.move(days=2)
    admin = console.client("admin")
    assert f"words of {texts} texts would be removed" in changed(admin, "retention", retention_days="1")
    console.time.move(days=800)
    assert f"{texts} texts wait for it" in console.client("admin").get(f"{SETTINGS}/retention").text
    for _ in range(2):  # The first promises it.
        tick(console.bot, "clock")
        console.time.move(seconds=20)
    assert f"removed the words of {texts} texts" in console.client("admin").get(f"{SETTINGS}/retention").text
    thread = console.client("admin").get(f"/console/conversations/{talk}").text
    assert thread.count("Its words were removed.") == texts


def test_the_colours_are_served_to_the_public_and_to_staff(console: Console) -> None:
    client = console.app.test_client()
    answer = client.get("/brand.css")
    assert answer.mimetype == "text/css" and "--teal: #0b545c" in answer.text
    for path in ("/", "/console/sign-in"):
        linked = re.search(r'href="(/brand\.css\?v=\w+)"', client.get(path).text)[1]
        assert client.get(linked).headers["Cache-Control"] == "public, max-age=86400"
