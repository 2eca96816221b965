"""What keeps a broadcast from being sent, and what should be looked at first, each with how to mend it; pure."""

from collections.abc import Iterator
from datetime import datetime

from bot.broadcasts import firsts, texts
from bot.broadcasts.rules import FLOW, LEVELS, NOTICE, Audience, Broadcast, City, Problem
from bot.lib import sms
from bot.messaging.rules import EMERGENCY


def problems(broadcast: Broadcast, audience: Audience, city: City, now: datetime) -> list[Problem]:
    """Everything that keeps it from being sent; empty when nothing does."""
    return [
        *(_promise_problems(broadcast, city, now) if broadcast.kind != EMERGENCY else _haste_problems(broadcast)),
        *_time_problems(broadcast, city, now),
        *_flow_problems(broadcast, city),
        *_audience_problems(broadcast, audience, city),
        *(problem for variant, language, body in _texts(broadcast)
          for problem in _text_problems(broadcast, variant, language, body, city)),
    ]  # fmt: skip


def _promise_problems(broadcast: Broadcast, city: City, now: datetime) -> Iterator[Problem]:
    starts_at = max(broadcast.starts_at or now, now)
    if broadcast.level not in LEVELS:
        remedy = f"Choose a level: --level {', '.join(LEVELS)}."
        yield Problem("nobody has said what this text promises", remedy, "level", "level")
    if broadcast.audience_of:
        return  # What it follows has promised for both.
    if broadcast.report_on is None:
        message = "there is no day on which residents hear what came of it"
        yield Problem(message, "Set one: --report-back 2026-04-01.", "report-day", "report_on")
    elif broadcast.report_on < starts_at.astimezone(city.zone).date():
        message = f"residents would hear what came of it on {broadcast.report_on}, before it begins"
        remedy = "Set a later day with --report-back."
        yield Problem(message, remedy, "report-early", "report_on", {"day": broadcast.report_on})
    for language in city.words.languages:
        if not (broadcast.report or {}).get(language, "").strip():
            message = f"the text that tells what came of it is not prepared in {language}"
            remedy = f'Write it now: --report-text {language}="...".'
            yield Problem(message, remedy, "report-text", f"report.{language}", {"language": language})


def _haste_problems(broadcast: Broadcast) -> Iterator[Problem]:
    """An emergency promises nothing, and nobody is left out of it to compare with."""
    if broadcast.hold_out:
        message = "an emergency is kept from nobody to compare with them"
        yield Problem(message, "Say --hold-out 0.", "hold-out", "hold_out")


def _time_problems(broadcast: Broadcast, city: City, now: datetime) -> Iterator[Problem]:
    if broadcast.starts_at is not None and broadcast.starts_at < now:
        message = f"it was to begin on {broadcast.starts_at.astimezone(city.zone):%Y-%m-%d at %H:%M}, which is over"
        remedy = "Set a later time with --at, or --at now."
        yield Problem(message, remedy, "over", "starts_on", {"at": broadcast.starts_at})
    if broadcast.topic and broadcast.topic not in city.topics:
        remedy = f"Known are {', '.join(sorted(city.topics)) or 'none'}; or leave --topic out."
        message = f'"{broadcast.topic}" is no topic that residents can turn off'
        yield Problem(message, remedy, "topic", "topic", {"topic": broadcast.topic})
    if not city.senders:
        yield Problem("the city has no number to text from", "Name one under `senders:` in city.yaml.", "sender")


def _flow_problems(broadcast: Broadcast, city: City) -> Iterator[Problem]:
    if broadcast.kind == FLOW:
        for message, remedy, code in firsts.problems(broadcast.flow or "", city.flows):
            yield Problem(message, remedy, code, "flow", {"flow": broadcast.flow})
    for flow_id in shut_surveys(broadcast, city):
        message = f'the survey of "{flow_id}" takes no answers now'
        yield Problem(message, "Open it first, or leave it out.", "shut", "flow", {"flow": flow_id})


def shut_surveys(broadcast: Broadcast, city: City) -> list[str]:
    """The closed surveys that it begins or sends people to."""
    return firsts.shut(broadcast.flow, [body for _, _, body in _texts(broadcast)], city.flows, city.shut)


def _audience_problems(broadcast: Broadcast, audience: Audience, city: City) -> Iterator[Problem]:
    if not broadcast.has_audience:
        remedy = "Give a segment: --segment 'language = es'."
        yield Problem("nobody has said whom it is for", remedy, "segment", "segment")
        return
    if not audience.total:
        remedy = "Look at the segment, and at who was left out."
        yield Problem("it would reach nobody", remedy, "nobody", "segment")
    by_name = {each.name: each.texts for each in broadcast.variants}
    for (name, language), people in sorted(audience.people.items(), key=str):
        bodies = by_name.get(name, {})
        needed = city.words.languages if language is None else (language,)
        for each in needed:
            if people and not bodies.get(each, "").strip():
                whose = f' of the variant "{name}"' if name else ""
                reads = "whose language nobody knows" if language is None else f"who read {language}"
                message = f"there is no text in {each} for {_people(people)}{whose} {reads}"
                remedy = f'Write one: --text {f"{name}." if name else ""}{each}="...".'
                told = {"language": each, "people": people, "variant": name}
                code = "no-text" if language else "no-text-unknown"
                yield Problem(message, remedy, code, _field(name, each), told)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _texts(broadcast: Broadcast) -> Iterator[tuple[str, str, str]]:
    for variant in broadcast.variants:
        for language, body in variant.texts.items():
            yield variant.name, language, body


def _named(variant: str, language: str) -> str:
    return f"the text {f'{variant}.' if variant else ''}{language}"


def _field(variant: str, language: str) -> str:
    return f"text.{variant}.{language}"


def _text_problems(
    broadcast: Broadcast, variant: str, language: str, body: str, city: City
) -> Iterator[Problem]:  # fmt: skip
    which, where = _named(variant, language), _field(variant, language)
    told = {"variant": variant, "language": language}
    if language not in city.words.languages:
        remedy = f"Known are {', '.join(city.words.languages)}."
        yield Problem(f"{which} is in no language of this city", remedy, "text-language", where, told)
    for message, remedy, code, name in texts.name_problems(body, city.words):
        yield Problem(f"{which}: {message}", remedy, code, where, {**told, "name": name})
    if not texts.tells_the_way_out(body, city.words):
        remedy = "End it with: STOP ends. / ALTO para salir."
        yield Problem(f"{which} does not tell how to leave", remedy, "way-out", where, told)
    parts = sms.price(texts.longest(body, language, city.words)).parts
    if parts > broadcast.parts:
        costs = f"{which} costs up to {texts.cost_words(parts)}, and {broadcast.parts} may be spent"
        shorter = f"Shorten it, or allow more with --parts {parts}."
        if dear := _letters(body):
            shorter = f"Shorten it, write it without {dear}, or allow more with --parts {parts}."
        yield Problem(costs, shorter, "parts", where,
                      {**told, "parts": parts, "most": broadcast.parts, "letters": dear})  # fmt: skip


def _letters(body: str) -> str:
    return " ".join(texts.dear_letters(body))


BLANKET_SHARE = 0.5
"""From this share of everybody on, one and the same text is called a blanket."""


def warnings(broadcast: Broadcast, audience: Audience, city: City) -> list[Problem]:
    """What may well be meant, but should be looked at first."""
    return [
        *_blanket(broadcast, audience), *twins(audience), *_flow_warnings(broadcast, city),
        *_text_warnings(broadcast, city),
    ]  # fmt: skip


def _flow_warnings(broadcast: Broadcast, city: City) -> Iterator[Problem]:
    if broadcast.flow and firsts.is_open(broadcast.flow, city.flows):
        message = f'whatever they text next answers the first question of "{broadcast.flow}", a report of a pothole too'
        remedy = "Have it begin with a choice (1 now, 2 later) where that could be."
        yield Problem(message, remedy, "open-flow", "flow", {"flow": broadcast.flow})


def _blanket(broadcast: Broadcast, audience: Audience) -> Iterator[Problem]:
    several = {tuple(sorted(each.texts.items())) for each in broadcast.variants}
    if len(several) == 1 and audience.reachable > 1 and audience.total > audience.reachable * BLANKET_SHARE:
        share = audience.total / audience.reachable
        message = f"{share:.0%} of everybody the city can text would get the same words"
        remedy = "Write variants for those it concerns in different ways, or choose fewer people."
        yield Problem(message, remedy, "blanket", "segment", {"percent": round(share * 100)})


def twins(audience: Audience) -> Iterator[Problem]:
    """Broadcasts of the last two days that told the same people the same."""
    for name, people in (audience.twins or {}).items():
        message = f'"{name}" said the same within the last two days, also to {_people(people)} of these'
        remedy = "If they are to read it again, start it with --again."
        yield Problem(message, remedy, "twin", "segment", {"name": name, "people": people})


def _text_warnings(broadcast: Broadcast, city: City) -> Iterator[Problem]:
    for variant, language, body in _texts(broadcast):
        which, where = _named(variant, language), _field(variant, language)
        told = {"variant": variant, "language": language}
        if dear := texts.dear_letters(body):
            message = f"{which} has {' '.join(dear)}, which leaves room for 70 characters a part instead of 160"
            remedy = "Choose words without them where the sense allows; never just drop an accent."
            yield Problem(message, remedy, "dear", where, {**told, "letters": " ".join(dear)})
        if free := [each for each in texts.fields_in(body) if city.words.fields.get(each) == "text"]:
            names = ", ".join(sorted(free))
            message = f"{which} quotes {names}, and one value with á, í, ó or ú makes that text dearer"
            remedy = "The price below is that of the fallback."
            yield Problem(message, remedy, "quotes", where, {**told, "names": names})
        if broadcast.level == "inform" and "?" in body:
            message = f"{which} asks something, and inform promises only to tell"
            yield Problem(message, "Choose --level consult or more, or ask nothing.", "asks-inform", where, told)
        if broadcast.kind == NOTICE and "?" in body:
            message = f"{which} asks something, and nothing waits for the answer: it would be heard as a new concern"
            yield Problem(message, "Have a flow of one question take it: --flow NAME.", "asks-notice", where, told)
        if "{city}" not in body:
            yield Problem(f"{which} does not say who writes", "Begin it with {city}:", "anonymous", where, told)
