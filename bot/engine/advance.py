"""The only transition of a conversation: session + what arrived -> next session + what should happen.

Rules
1. Everything that moves a session is in this file; it calls nothing that has a clock, a network or a database.
2. A `find` step asks by returning a Query as the last output; `Found` goes on from there, in the same turn.
3. Stop words come first, then help and language, then the answer to the question, then skip and back, then keywords:
   no keyword steals an answer, no question can hold anybody.
4. A question is asked again twice at most, then the conversation moves on; nobody is trapped.
5. BACK undoes the last answer, CHANGE 3 the third; neither crosses a `do` or a finished inner flow: done is done.
6. Limits are the numbers below; passing one ends the session as "runaway", it never hangs. STOP knows no limit.
7. Only `go_on` walks, once in every turn: everything else moves the session, speaks, or waits.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.engine import answers, corrections, names, silence, wording
from bot.engine.answers import OTHER
from bot.engine.commands import Command, command_in, keyword_in
from bot.engine.conditions import holds
from bot.engine.flow import END, Choice, Flow, Flows, Step, Text
from bot.engine.inputs import Again, Found, Input, Moment, Silence
from bot.engine.inputs import Text as Heard
from bot.engine.outputs import Answered, Completed, Effect, Finished, Output, Query, Reply, Turn, Wait
from bot.engine.session import Frame, Given, Session, changed

STEPS_PER_TURN = 100
TURNS_PER_SESSION = 250
NESTED_FLOWS = 5
"""Flows that may start each other in a row; an interruption begins a new row."""
ASKED_AGAIN = 2

INTERRUPTIONS = {"help": "help", "language": "language", "unsure_stop": "stay_or_leave"}
"""The commands that interrupt a conversation, with the flow that does; the question that waits is asked after it."""
LEAVING = "leave"
"""The flow that a stop word replaces everything with."""
READ_BACK = "understood"
"""The flow that says an answer back where it was taken from a part of the words; {answer} is what was understood."""


def advance(flows: Flows, session: Session, heard: Input, at: Moment) -> Turn:
    """One turn. The same arguments always give the same turn; the ids of outputs are `session.turn.index`."""
    if not isinstance(heard, Found):
        session = changed(session, turn=session.turn + 1, index=0, waiting=False)
    walk = _Walk(flows, session, at)
    if not session.frames:
        walk.finish("runaway")
    elif isinstance(heard, Found):
        walk.found(heard)
    elif isinstance(heard, Silence):
        walk.silent()
    elif isinstance(heard, Again) and (step := walk.step()):
        walk.ask(step)
    else:
        walk.session = changed(session, heard_at=at.now, nudged=False, expired=False)
        if isinstance(heard, Heard):
            walk.hear(changed(heard, body=heard.body[: answers.WORDS_LIMIT]))
    walk.go_on()
    return walk.turn()


class _Walk:
    """One turn being built: the session so far and the outputs so far."""

    def __init__(self, flows: Flows, session: Session, at: Moment) -> None:
        self.flows = flows
        self.session = session
        self.at = at
        self.index = session.index
        self.outputs: list[Output] = []

    def turn(self) -> Turn:
        return Turn(changed(self.session, index=self.index), tuple(self.outputs))

    # What arrived

    def hear(self, heard: Heard) -> None:
        command = command_in(heard.body, self.at.vocabulary, self.flows)
        if command and (command.name == "start" or command.language not in ("", *self.at.languages)):
            command = None  # "YES" and "START" are answers here: whoever is in a conversation has not left.
        step = self.step()
        unsure = command == Command("unsure_stop")
        if command and (command.name == "stop" or (unsure and self.session.walks(INTERRUPTIONS["unsure_stop"]))):
            self.enter(LEAVING, {"heard": heard.body})
        elif step is None or self.session.turn > TURNS_PER_SESSION:
            self.finish("runaway")
        elif command and command.name in INTERRUPTIONS and not (unsure and step.kind == "choose"):
            self.interrupt(INTERRUPTIONS[command.name], {"to": command.language, "heard": heard.body})
        elif not self.holds(step):
            # The question has become needless: the walk leaves it, and this text is what was heard.
            overtaken = {"heard": heard.body, "overtaken": step.id}
            self.change(values={**self.session.frame.values, **overtaken})
        elif not self.answer(step, heard, command):
            self.not_understood(step, heard, command)

    def silent(self) -> None:
        flow, step = self.flow(), self.step()
        if flow and step and flow.nudge and not self.session.nudged:
            self.session = changed(self.session, nudged=True)
            self.say(flow.nudge, step.id)
            self.ask(step)
        else:
            depth, goes_to = silence.leads_to(self.session, self.flows)
            if self.session.expired or not depth:
                self.finish("expired")
            else:
                self.session = changed(self.session, frames=self.session.frames[:depth], expired=True)
                self.move_to(goes_to)

    def found(self, heard: Found) -> None:
        frame = self.session.frame
        options = [[option.code, dict(option.label)] for option in heard.options]
        self.change(values={**frame.values, frame.step: {**heard.values, "options": options, "count": len(options)}})
        self.leave_step()

    # Answers

    def answer(self, step: Step, heard: Heard, command: Command | None) -> bool:
        """Take the text as the answer to the waiting question; False when it is not one."""
        frame = self.session.frame
        if step.kind == "choose" and not frame.other:
            return self.answer_choice(step, heard, command)
        if command or self.keyword(heard, narrowly=True):
            return False
        given = answers.free_answer(step, heard, self.at, first=not frame.asked)
        if given is None:
            return False
        self.take(step, changed(given, codes=(*frame.chosen, OTHER)) if frame.other else given)
        return True

    def answer_choice(self, step: Step, heard: Heard, command: Command | None) -> bool:
        offered, options = names.options(step, self.session.frame), self.options(step)
        chosen = answers.chosen_in(step, heard.body, options, self.at.vocabulary)
        chosen = chosen or answers.unlisted_in(heard.body, offered, options)
        if chosen is None and not command and not self.keyword(heard, narrowly=False):
            chosen = answers.own_words_in(step, heard.body)
        if chosen is None:
            return False
        if chosen.asks_for_words:
            self.change(other=True, chosen=chosen.given.codes, asked=0)
            self.ask(step)
        else:
            self.take(step, chosen.given)
            if not chosen.sure and READ_BACK in self.flows.current:
                labels = [option.label for option in offered if option.code in chosen.given.codes]
                self.enter(READ_BACK, {"answer": labels[0] if len(labels) == 1 else labels}, interrupts=True)
        return True

    def not_understood(self, step: Step, heard: Heard, command: Command | None) -> None:
        frame = self.session.frame
        if command and command.name in INTERRUPTIONS:
            self.interrupt(INTERRUPTIONS[command.name], {"heard": heard.body})
        elif command and command.name in ("back", "change"):
            self.correct(step, command)
        elif command and command.name in ("skip", "refuse"):
            self.take(step, Given("skipped" if command.name == "skip" else "refused", (), heard.body))
        elif keyword := self.keyword(heard, narrowly=False):
            self.interrupt(*keyword)
        elif frame.asked < ASKED_AGAIN:
            self.change(asked=frame.asked + 1)
            self.ask(step, again=True)
        else:
            self.take(step, Given("unclear", (), heard.body.strip()))

    def keyword(self, heard: Heard, *, narrowly: bool) -> tuple[str, dict[str, str]] | None:
        return keyword_in(heard.body, self.flows, self.session, narrowly=narrowly)

    def take(self, step: Step, given: Given) -> None:
        """Keep the answer, tell of it, and go on to where it leads."""
        self.record(step.id, given)
        frame = self.session.frame
        self.change(answers={**frame.answers, step.id: given}, trail=(*frame.trail, step.id))
        self.leave_step()

    def let_go(self) -> None:
        """Withdraw the answers after a changed one that the walk never came to again."""
        for step_id in self.session.frame.kept:
            self.record(step_id, Given("withdrawn"))
        self.session = corrections.let_go(self.session)

    def record(self, step_id: str, given: Given) -> None:
        flow, frame = self.flow(), self.session.frame
        survey, status = flow.survey if flow else "", given.status
        self.put(Answered(self.next_id(), frame.flow, frame.digest, step_id, status, given.codes, given.words, survey))

    def correct(self, step: Step, command: Command) -> None:
        """Take back the last answer, or that of the question named, and ask it again; nothing to take back, ask on."""
        flow, frame = self.flow(), self.session.frame
        if command.name == "change":
            earlier = corrections.numbered(flow, frame, command.number) if flow else ""
            session = corrections.reopened(self.session, earlier) if earlier else self.session
        elif frame.other:
            session, earlier = self.session, ""
            self.move_to(step.id)
        else:
            session, earlier = corrections.undone(self.session)
        if earlier:
            self.session = session
            self.move_to(earlier)
            self.record(earlier, Given("withdrawn"))
        self.ask(self.step() or step)

    # Walking

    def go_on(self) -> None:
        """Walk from the current step until the conversation waits, asks the database, or ends."""
        steps = 0
        while not (self.outputs and isinstance(self.outputs[-1], (Wait, Query, Finished))):
            steps += 1
            flow, frame = self.flow(), self.session.frame
            position = flow.position(frame.step) if flow and frame.step else 0
            if flow is None or (position < 0 and frame.step != END) or steps > STEPS_PER_TURN:
                self.finish("runaway")
            elif frame.step == END or not flow.steps:
                self.leave_flow()
            else:
                self.walk_step(flow, flow.steps[position])

    def walk_step(self, flow: Flow, step: Step) -> None:
        if self.session.frame.step != step.id:
            self.change(step=step.id)
        if self.holds(step):
            _STEPS[step.kind](self, step)
        else:
            self.move_to(flow.below(step))

    def holds(self, step: Step) -> bool:
        return not step.when or holds(step.when, names.to_judge(self.flow(), self.session, self.at))

    def leave_step(self) -> None:
        """Follow the route of the answer, else `next`, else fall through."""
        flow, step = self.flow(), self.step()
        if flow is None or step is None:
            self.finish("runaway")
            return
        given = self.session.frame.answers.get(step.id)
        said = () if given is None else given.codes if given.status == "answered" else (given.status,)
        route = next((step.routes[code] for code in said if code in step.routes), "")
        self.move_to(route or step.next or flow.below(step))

    def move_to(self, step_id: str) -> None:
        self.change(step=step_id, asked=0, other=False, chosen=())

    def enter(self, flow_id: str, values: Mapping[str, Any], *, interrupts: bool = False) -> None:
        """Walk another flow on top of this one, or instead of everything; its current version, whatever is pinned."""
        if flow_id == LEAVING:
            self.session = changed(self.session, frames=())
        if flow_id not in self.flows.current or (len(self.session.row) >= NESTED_FLOWS and not interrupts):
            self.finish("runaway")
            return
        frame = Frame(flow_id, self.flows.digests[flow_id], values=dict(values), interrupts=interrupts)
        self.session = changed(self.session, frames=(*self.session.frames, frame))

    def interrupt(self, flow_id: str, values: Mapping[str, Any]) -> None:
        """Let another flow go first; where it is being walked already, the question is asked again."""
        step = self.step()
        if step and (self.session.walks(flow_id) or flow_id not in self.flows.current):
            self.ask(step)
        else:
            self.enter(flow_id, values, interrupts=True)

    def leave_flow(self) -> None:
        """Back to the flow that started this one; its answers are known there under this flow's name.

        After an interruption the waiting step is walked again, so that its `when` counts: who said ENGLISH is not
        asked for a language.
        """
        self.let_go()
        *outer, inner = self.session.frames
        flow = self.flow()
        if flow and flow.survey and flow.last_question in inner.answers and not self.session.expired:
            self.put(Completed(self.next_id(), flow.id, inner.digest, flow.survey))
        if not outer:
            self.finish("left" if inner.flow == LEAVING else "expired" if self.session.expired else "done")
            return
        self.session = changed(self.session, frames=tuple(outer))
        if not inner.interrupts:
            frame = self.session.frame
            self.change(
                values={**frame.values, inner.flow: names.answers(flow, inner)},
                trail=() if inner.answers else frame.trail,
            )
            self.leave_step()

    # Steps, by kind

    def do_say(self, step: Step) -> None:
        self.say(step.text, step.id)
        self.leave_step()

    def do_question(self, step: Step) -> None:
        frame = self.session.frame
        beforehand = frame.values.get(step.id)
        if step.id in frame.kept:
            self.session = corrections.taken_up(self.session, step.id)
            self.leave_step()
        elif not (isinstance(beforehand, str) and beforehand) or step.id in frame.answers:
            self.ask(step)
        elif codes := answers.codes_in(beforehand, self.options(step), several=step.several):
            self.take(step, Given("answered", codes, beforehand))
        elif not self.answer(step, Heard(beforehand), None):
            self.ask(step)

    def do_effect(self, step: Step) -> None:
        given = names.arguments(step, self.flow(), self.session, self.at)
        if step.verb == "set_language":
            self.session = changed(self.session, language=given.get("language") or self.session.language)
        self.let_go()
        self.put(Effect(self.next_id(), step.verb, given))
        self.session = self.session.without_way_back()
        self.leave_step()

    def do_find(self, step: Step) -> None:
        self.put(Query(self.next_id(), step.verb, names.arguments(step, self.flow(), self.session, self.at)))

    def do_start(self, step: Step) -> None:
        """Walk the flow, with what followed its keyword where this one was handed that ("STATUS 7K3PD")."""
        flow_id = wording.filled(step.verb, names.to_judge(self.flow(), self.session, self.at), "")
        flow, rest = self.flows.current.get(flow_id), self.session.frame.values.get("rest")
        handed = {flow.rest: rest} if flow and flow.rest and rest else {}
        if flow_id:
            self.enter(flow_id, {**handed, **names.arguments(step, self.flow(), self.session, self.at)})
        else:
            self.leave_step()

    def do_hand_off(self, step: Step) -> None:
        self.put(Effect(self.next_id(), "hand_off", names.arguments(step, self.flow(), self.session, self.at)))
        self.say(step.text, step.id)
        outer = self.session.frames[: len(self.session.frames) - len(self.session.row)]
        if outer:  # What the person was in the middle of waits until they are through with each other.
            self.session = changed(self.session, frames=outer)
            self.wait()
        else:
            self.finish("handed_off")

    # Speaking

    def ask(self, step: Step, *, again: bool = False) -> None:
        if self.session.frame.other:
            self.say(step.own_words, step.id)
        else:
            self.say(step.text, step.id, asks=step, again=again)
        self.wait()

    def wait(self) -> None:
        flow = self.flow()
        if flow is None:
            self.finish("runaway")
            return
        self.session = changed(self.session, waiting=True)
        self.put(Wait(silence.wakes_at(self.session, flow, self.at.now)))

    def say(self, text: Text, step_id: str, *, asks: Step | None = None, again: bool = False) -> None:
        """One Reply; while no language is known, every language of the city, one below the other."""
        known, language = names.to_say(self.flow(), self.session, self.at), self.session.language
        heads = (asks.help, text) if asks and again else (text,)
        options, refuse = (self.options(asks), asks.refuse) if asks else ((), {})
        said = wording.message(heads, known, options, refuse, language, self.at.languages)
        if said:
            self.put(Reply(self.next_id(), said, language, self.session.frame.flow, step_id))

    def options(self, step: Step) -> tuple[Choice, ...]:
        return names.listed(step, self.flow(), self.session, self.at)

    # Where we are

    def flow(self) -> Flow | None:
        frame = self.session.frame
        return self.flows.version(frame.flow, frame.digest)

    def step(self) -> Step | None:
        flow = self.flow()
        return flow.step(self.session.frame.step) if flow else None

    def change(self, **fields: Any) -> None:
        """The innermost flow with these fields changed."""
        self.session = self.session.with_frame(changed(self.session.frame, **fields))

    def next_id(self) -> str:
        self.index += 1
        return f"{self.session.id}.{self.session.turn}.{self.index}"

    def finish(self, how: str) -> None:
        self.put(Finished(how))

    def put(self, output: Output) -> None:
        self.outputs.append(output)


_STEPS: dict[str, Callable[[_Walk, Step], None]] = {
    "say": _Walk.do_say,
    "ask": _Walk.do_question,
    "choose": _Walk.do_question,
    "do": _Walk.do_effect,
    "find": _Walk.do_find,
    "start": _Walk.do_start,
    "hand_off": _Walk.do_hand_off,
    "end": lambda walk, _: walk.move_to(END),
}
"""What each kind of step does."""
