"""Which flows a text can begin, by asking their first question; pure."""

import re
from collections.abc import Iterable, Iterator

from bot.engine.flow import Flow, Flows
from bot.engine.vocabulary import fold


def problems(flow_id: str, flows: Flows) -> Iterator[tuple[str, str, str]]:
    """Why a text cannot begin this flow: what is wrong, how to mend it, and a code for that."""
    flow = flows.current.get(flow_id)
    if flow is None:
        known = ", ".join(suitable(flows))
        message = f'there is no flow "{flow_id}"' if flow_id else "nobody has said which flow begins"
        yield message, f"Choose one with --flow: {known or 'there is none'}.", "flow" if flow_id else "no-flow"
    elif not _asks_first(flow):
        keyword = flow.starts_on[0].upper() if flow.starts_on else flow.id
        remedy = f"Have a flow begin with an ask or a choose, or send a notice that tells its keyword: {keyword}."
        yield f'the flow "{flow.id}" does not begin with a question that the text could ask', remedy, "flow-first"


def suitable(flows: Flows) -> list[str]:
    """The flows that a text can begin, and that residents can begin by a keyword when it did not."""
    return sorted(each.id for each in flows.current.values() if each.starts_on and _asks_first(each))


def is_open(flow_id: str, flows: Flows) -> bool:
    """Whether any words at all answer the flow's first question."""
    flow = flows.current.get(flow_id)
    return flow is not None and _asks_first(flow) and flow.steps[0].kind == "ask"


def _asks_first(flow: Flow) -> bool:
    """Whether the first thing that the flow does, for everybody, is to ask."""
    return bool(flow.steps) and flow.steps[0].kind in ("ask", "choose") and not flow.steps[0].when


_REPLY_WORD = re.compile(r"\b[A-Z]{3,}\b")


def shut(flow: str | None, bodies: Iterable[str], flows: Flows, closed: frozenset[str]) -> list[str]:
    """The `closed` flows among the one that a text begins and those it sends people to ("send SURVEY")."""
    words = {fold(word) for body in bodies for word in _REPLY_WORD.findall(body)}
    found = {each for each in closed & flows.current.keys() if words & {*flows.current[each].starts_on}}
    return sorted({*found, *({flow} if flow in closed else ())} - {None})
