"""What was asked to be published, on the screen: how far it is, what speaks against it, and who may decide."""

from html import unescape

from bot.releases import requests
from bot.releases.requests import Difference, Trouble, Wish
from bot.sentences import Sentence
from tests.console.desk import Console, acts, post


def asked(console: Console, status: str = requests.WAITING, **values: object) -> str:
    """A request of the coordinator's, moved on to that state."""
    wish = Wish("survey:prosperity", {}, "a shorter question", "", "surveys.publish")
    carmen = console.staff("coordinator")
    with console.bot.db.begin() as tx:
        id = requests.ask(tx, wish, by=carmen, now=console.time())
        request = requests.request_by_id(tx, id)
        assert requests.go_on(tx, request, console.time(), status=status, **values)
    return id


def test_the_list_says_what_became_of_each_and_pages(console: Console) -> None:
    client = console.client("coordinator")
    assert "Nothing was published from the console yet" in client.get("/console/publications").text
    for _ in range(51):
        console.time.move(minutes=1)
        asked(console)
    page = client.get("/console/publications")
    assert page.text.count("a shorter question") == 50 and "Next page" in page.text
    after = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert client.get(f"/console/publications{after}").text.count("a shorter question") == 1


def test_progress_is_live_and_silent_while_nothing_moves(console: Console) -> None:
    client, id = console.client("translator"), asked(console, requests.PLAYING, done=3, whole=9)
    path = f"/console/publications/{id}"
    page = client.get(path).text
    assert "3 de 9 conversaciones ensayadas" in page  # The translator reads Spanish.
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert client.get(f"{path}?seen={seen}", headers={"HX-Request": "true"}).status_code == 204


def test_problems_are_told_with_their_remedies(console: Console) -> None:
    trouble = Trouble("flows/x.yaml:3", "the text is too long", "Write it shorter.", "budget")
    page = console.client("coordinator").get(f"/console/publications/{asked(console, 'refused', problems=[trouble])}")
    assert "the text is too long" in page.text and "Write it shorter." in page.text and "flows/x.yaml:3" in page.text


def test_they_are_told_in_the_readers_language_however_long_ago_they_were_found(console: Console) -> None:
    wrong = Sentence('"%(name)s" has no words in %(language)s', name="place", language="so")
    found = Sentence("%(place)s: %(what)s", place="report.place", what=wrong)
    trouble = Trouble("flows/x.yaml:3", found, Sentence("Add `%(language)s:` to it.", language="so"), "missing")
    path = f"/console/publications/{asked(console, 'refused', problems=[trouble])}"
    page = unescape(console.client("translator").get(path).text)
    assert "report.place: «place» no tiene palabras en so" in page and "Agréguele `so:`." in page
    page = unescape(console.client("coordinator").get(path).text)
    assert 'report.place: "place" has no words in so' in page and "Add `so:` to it." in page


def test_whoever_may_publish_surveys_accepts_the_differences_and_nobody_else(console: Console) -> None:
    difference = Difference("transcripts/menu.en.txt", ("-< old words", "+< new words"), "< new words\n")
    id = asked(console, requests.DIFFERS, differences=[difference])
    path = f"/console/publications/{id}"
    translator = console.client("translator")
    assert "new words" in translator.get(path).text and "/accept" not in translator.get(path).text
    assert post(translator, f"{path}/accept", page="/console/account").status_code == 403
    coordinator = console.client("coordinator")
    assert "It is meant so: publish" in coordinator.get(path).text
    assert post(coordinator, f"{path}/accept", page=path).status_code == 303
    with console.bot.db.read() as tx:
        assert requests.request_by_id(tx, id).status == requests.ACCEPTED
        assert ("Carmen", "publication.accepted") in acts(tx)


def test_withdrawn_too_late_it_says_so(console: Console) -> None:
    id = asked(console, requests.PUBLISHED)
    client = console.client("coordinator")
    answer = post(client, f"/console/publications/{id}/withdraw", page="/console/account")
    assert answer.status_code == 303 and "too late" in client.get(answer.location).text
