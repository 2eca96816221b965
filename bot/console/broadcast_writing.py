"""Where a broadcast is written: the form, each text as a phone shows it, and the rule with about how many it finds."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.broadcasts import firsts, service, store, texts
from bot.broadcasts.choices import Choices, choosable, rule_of
from bot.broadcasts.glance import glance
from bot.broadcasts.rules import Broadcast, City, NotAllowed, Variant, fingerprint
from bot.broadcasts.segments import parse
from bot.broadcasts.tokens import NotARule
from bot.broadcasts.tree import spelled
from bot.console import broadcast_words as words
from bot.console.access import current_staff, product
from bot.console.broadcast_form import (
    MOST_VARIANTS,
    Form,
    check_rules,
    read_choices,
    read_form,
    shown_form,
    ticked,
    with_variant,
    without_variant,
)
from bot.console.pricing import weighed
from bot.console.residents import topic_name
from bot.console.words import gettext as _
from bot.engine.wording import in_language
from bot.lib import sms
from bot.lib.ids import new_id
from bot.outbox.put import LATER
from bot.wiring import broadcast_city

WRITTEN_IN = ("en", "es")
"""The languages of rules."""


def new() -> ResponseReturnValue:
    """A new broadcast."""
    now = product().clock()
    blank = Broadcast(new_id("bro", now), "", "", (Variant("", {}),), starts_at=_asked_time())
    return _form(blank, is_new=True)


def edit(broadcast_id: str) -> ResponseReturnValue:
    """Change one that has not begun; whoever changed it meanwhile is not overwritten."""
    found = found_broadcast(broadcast_id)
    if request.method == "GET" and (at := _asked_time()):
        found = replace(found, starts_at=at)
    return _form(found, is_new=False)


def _asked_time() -> datetime | None:
    """The time chosen on the calendar."""
    try:
        at = datetime.fromisoformat(request.args.get("at", ""))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=broadcast_city(product()).zone)


def found_broadcast(broadcast_id: str) -> Broadcast:
    """The broadcast of this address; 404 where there is none."""
    with product().db.read() as tx:
        found = store.broadcast_by_id(tx, broadcast_id[:40])
    if found is None:
        abort(404)
    return found


def _form(before: Broadcast, *, is_new: bool) -> ResponseReturnValue:
    city = broadcast_city(product())
    if request.method == "GET":
        return _page(shown_form(before, city, g.language), city, before, is_new=is_new)
    form, act = read_form(request.form.to_dict(), before, city), request.form.get("act", "")
    if act == "add":
        return _page(with_variant(form) if form.count < MOST_VARIANTS else form, city, before, is_new=is_new)
    if act.startswith("remove-") and act.removeprefix("remove-").isdecimal():
        return _page(without_variant(form, int(act.removeprefix("remove-"))), city, before, is_new=is_new)
    if act == "build":
        form.values["segment"] = _built(city)
        form.of = replace(form.of, segment=form.values["segment"])
        return _page(form, city, before, is_new=is_new)
    check_rules(form, city)
    return _keep(form, city, before, is_new=is_new)


def _keep(form: Form, city: City, before: Broadcast, *, is_new: bool) -> ResponseReturnValue:
    bot, status = product(), 422
    if not form.wrong:
        said, seen = replace(form.of, written_by=()), request.form.get("seen", "")
        if is_new:
            said = replace(said, id=new_id("bro", bot.clock()))
        try:
            kept = service.draft(bot.db, city, said, now=bot.clock(), by=current_staff(), seen=seen or None)
        except NotAllowed as why:
            form.wrong["name" if why.code in ("taken", "name") else ""] = words.refusal(why)
            status = 409 if why.code == "moved" else 422
        else:
            count_soon()
            flash(_("It is kept. Whom it reaches and what it costs is being counted."), "success")
            return redirect(url_for("console.broadcasts.broadcast", broadcast_id=kept.id), 303)
    return _page(form, city, before, is_new=is_new), status


def count_soon() -> None:
    """Have a worker look at what was asked to be counted."""
    if nudger := product().nudger:
        nudger.nudge_soon(LATER)


def _page(form: Form, city: City, before: Broadcast, *, is_new: bool) -> str:
    flows = product().library.flows.current
    bodies = [(f"report-{each}", each) for each in city.words.languages]
    bodies += [(f"text-{number}-{each}", each) for number in range(form.count) for each in city.words.languages]
    said = form.values
    return render_template(
        "console/broadcast_form.html", form=form, said=said, is_new=is_new, before=before,
        seen="" if is_new else fingerprint(before), spoken=city.words.languages,
        bubbles={name: bubble(said.get(name, ""), each, city) for name, each in bodies},
        kinds=words.kinds(), about_kinds=words.about_kinds(), levels=words.levels(),
        topics=[(each, topic_name(each)) for each in sorted(city.topics)],
        flows=[(each, flows[each].title.get(g.language) or each) for each in firsts.suitable(city.flows)],
        longest=sms.LONGEST, most_variants=MOST_VARIANTS, placeholders=_placeholders(city), **_segment_told(said, city),
    )  # fmt: skip


def _segment_told(said: dict[str, str], city: City) -> dict[str, Any]:
    names, choices, library = city.names, ticked(said.get("segment", ""), city), product().library
    kinds = {each.code: each.label.get(g.language) or each.code for each in library.lexicon}
    return {
        "choices": choices or Choices(), "beyond": choices is None, "names": names,
        "door_names": {name: in_language(each.label, g.language) for name, each in library.city.doors.items()},
        "fields": [(name, in_language(library.city.fields[name].label, g.language), _values(name, codes))
                   for name, codes in choosable(names).items()],
        "questions": _questions(names.questions), "kinds_reported": [(each, kinds[each]) for each in names.kinds],
    }  # fmt: skip


def _values(name: str, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    labels = product().library.city.fields[name].choices
    plain = {"yes": _("Yes"), "no": _("No")}
    return [(code, in_language(labels[code], g.language) if code in labels else plain[code]) for code in codes]


def _questions(known: Iterable[str]) -> list[tuple[str, str]]:
    """Surveys and flows, as they are called."""
    flows = product().library.flows.current
    named = [(each, flows[each].title.get(g.language) or each if each in flows else each) for each in known]
    return sorted(named, key=lambda each: each[1].casefold())


def _placeholders(city: City) -> list[tuple[str, str]]:
    """What texts may name, and what it would be for somebody of whom nothing is known."""
    facts = [(f"{{{name}}}", in_fact(name, city)) for name, fact in city.words.facts.items()
             if not isinstance(fact, bool)]  # fmt: skip
    fields = [(f"{{field.{name}|...}}", name) for name, kind in city.words.fields.items() if kind != "yes/no"]
    return [*facts, *fields]


def in_fact(name: str, city: City) -> str:
    """What the city's fact says, in the reader's language."""
    language = g.language if g.language in city.words.languages else city.words.languages[0]
    return texts.filled(f"{{{name}}}", language, city.words, {})


def bubble(body: str, language: str, city: City) -> dict[str, Any]:
    """A text as a phone shows it, and what it costs for one person."""
    filled = texts.filled(body, language, city.words, {})
    price = weighed(filled, language)
    up_to = sms.price(texts.longest(body, language, city.words)).parts if body.strip() else 0
    return {"shown_text": filled, "price": price, "each": price.parts * city.price, "up_to": up_to, "lang": language}


def price() -> ResponseReturnValue:
    """One text of the form as it stands while somebody writes it."""
    city, name = broadcast_city(product()), request.form.get("field", "")
    language = name.rpartition("-")[2]
    if language not in city.words.languages:
        abort(400)
    body = request.form.get(name, "").replace("\r\n", "\n")[: sms.LONGEST]
    return render_template("console/broadcast_bubble.html", **bubble(body, language, city))


def rule() -> ResponseReturnValue:
    """How the rule is read, in both languages, and about how many people it finds; or the rule that was ticked."""
    city = broadcast_city(product())
    if request.form.get("act") == "build":
        said = {"segment": _built(city)}
        return render_template("console/broadcast_segment.html", said=said, wrong={}, reading=_reading(said, city))
    return render_template("console/broadcast_reading.html", reading=_reading(request.form.to_dict(), city))


def _built(city: City) -> str:
    found = rule_of(read_choices(request.form), city.names)
    return spelled(found, "es" if g.language == "es" else "en") if found else ""


def _reading(said: dict[str, str], city: City) -> dict[str, Any]:
    written = said.get("segment", "").strip()
    if not written:
        return {}
    try:
        found = parse(written, city.names)
    except NotARule as error:
        return {"wrong": words.rule_words(error)}
    seen = glance(product().db, found, product().clock(), city.zone)
    return {"rules": {each: spelled(found, each) for each in WRITTEN_IN}, "seen": words.glance_words(seen)}
