"""What a library says that broadcasts need: names for segments, words for texts, numbers to text from; no database."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.broadcasts.rules import City
from bot.broadcasts.segments import Names
from bot.broadcasts.texts import Words
from bot.engine.flow import Step
from bot.flowfiles.library import Library
from bot.lib.hours import Hours
from bot.lib.pace import DEFAULT_RATE, together
from bot.messaging.pacing import rates_of
from bot.people.imports import topics_of


def city_of(library: Library, quiet: Hours) -> City:
    """The city as its broadcasts see it."""
    said = library.city
    known = rates_of(said.senders, said.daily_caps, service="")
    texting = {each.address: known[each.address] for each in said.senders}
    return City(
        names=names_of(library),
        words=Words(
            said.languages, said.facts, {name: each.kind for name, each in said.fields.items()},
            {name: each.choices for name, each in said.fields.items() if each.choices}, library.vocabulary.stop,
        ),
        zone=ZoneInfo(said.time_zone),
        quiet=quiet,
        senders=tuple((each.address, each.language) for each in said.senders),
        rate=min((each.segments_per_second for each in texting.values()), default=DEFAULT_RATE.segments_per_second),
        cap=together(texting).cap,
        price=said.price_per_part,
        alone_up_to=said.approve_alone_up_to,
        most_a_month=said.most_texts_a_month,
        topics=topics_of(library),
        flows=library.flows,
        vocabulary=library.vocabulary,
        shut=library.shut,
    )  # fmt: skip


def names_of(library: Library) -> Names:
    """What the city's segments may speak of."""
    fields = library.city.fields
    areas = dict.fromkeys(
        row.area or row.name for row in library.places if row.area or row.kind == "neighborhood"
    )  # fmt: skip
    return Names(
        languages=library.city.languages,
        areas=tuple(areas),
        doors=tuple(library.city.doors),
        kinds=tuple(each.code for each in library.lexicon),
        fields={name: each.kind for name, each in fields.items()},
        choices={name: tuple(each.choices) for name, each in fields.items() if each.choices},
        questions=_questions(library),
    )


def _questions(library: Library) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The codes of each question, by flow, and by survey with the questions of all its flows."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for flow in library.flows.current.values():
        steps = {step.id: _codes(step) for step in flow.steps if step.kind in ("ask", "choose")}
        for name in dict.fromkeys(filter(None, (flow.id, flow.survey))):
            found.setdefault(name, {}).update(steps)
    return found


def _codes(step: Step) -> tuple[str, ...]:
    """The codes that an answer can have; none where nobody can list them."""
    if step.choices_from:
        return ()
    return (*(choice.code for choice in step.choices), *(["other"] if step.other else []))
