"""The only transition of a conversation: session + what arrived -> next session + what should happen.

Rules
1. Everything that moves a session is in this file; it calls nothing that has a clock, a network or a database.
2. A `find` step asks by returning a Query as the last output; `Found` goes on from there, in the same turn.
3. Stop words come first, then help and language, then the answer to the question, then skip and back, then keywords:
   no keyword steals an answer, no question can hold anybody.
4. A question is asked again twice at most, then the conversation moves on; nobody is trapped.
5. BACK undoes the last answer of a flow and does not cross a `do`: what was done is done.
6. Limits are the numbers below; passing one ends the session as "runaway", it never hangs.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.engine import answers, names, wording
from bot.engine.answers import OTHER
from bot.engine.commands import Command, command_in
from bot.engine.conditions import holds
from bot.engine.flow import Choice, Flow, Flows, Step, Text
from bot.engine.inputs import Begin, Found, Input, Moment, Silence
from bot.engine.inputs import Text as Heard
from bot.engine.outputs import Answered, Effect, Finished, Output, Query, Reply, Turn, Wait
from bot.engine.session import Frame, Given, Session
from bot.engine.vocabulary import fold

STEPS_PER_TURN = 100
TURNS_PER_SESSION = 250
NESTED_FLOWS = 5
ASKED_AGAIN = 2

INTERRUPTIONS = {"help": "help", "language": "language"}
"""The flow that a command interrupts the conversation with; the question waits and is asked again after it."""
LEAVING = "leave"
"""The flow that a stop word replaces everything with."""


def advance(flows: Flows, session: Session, heard: Input, at: Moment) -> Turn:
    """One turn. The same arguments always give the same turn; the ids of outputs are `session.turn.index`."""
    if isinstance(heard, Found):
        walk = _Walk(flows, session, at)
        walk.found(heard)
        return walk.turn()
    started = replace(session, turn=session.turn + 1, index=0, waiting=False)
    walk = _Walk(flows, started, at)
    if session.turn >= TURNS_PER_SESSION:
        walk.finish("runaway")
    elif isinstance(heard, Begin):
        walk.session = replace(started, heard_at=at.now)
        walk.go_on()
    elif isinstance(heard, Silence):
        walk.silent()
    else:
        walk.session = replace(started, heard_at=at.now, nudged=False)
        walk.hear(heard)
    return walk.turn()


class _Walk:
    """One turn being built: the session so far and the outputs so far."""

    def __init__(self, flows: Flows, session: Session, at: Moment) -> None:
        self.flows = flows
        self.session = session
        self.at = at
        self.outputs: list[Output] = []
        self.steps = 0

    def turn(self) -> Turn:
        return Turn(self.session, tuple(self.outputs))

    # What arrived

    def hear(self, heard: Heard) -> None:
        command = command_in(heard.body, self.at.vocabulary)
        if command and command.name == "start":
            command = None  # "YES" and "START" are answers here: whoever is in a conversation has not left.
        if command and command.name == "stop":
            self.session = replace(self.session, frames=())
            self.enter(LEAVING, {"heard": heard.body})
        elif command and command.name in ("help", "language"):
            self.interrupt(INTERRUPTIONS[command.name], {"to": command.language})
        elif not self.answer(heard, command):
            self.not_understood(heard, command)

    def silent(self) -> None:
        flow = self.flow()
        if self.session.nudged or flow is None or not flow.nudge:
            self.finish("expired")
            return
        self.session = replace(self.session, nudged=True)
        self.say(flow.nudge, self.session.frame.step)
        self.wait(flow)

    def found(self, heard: Found) -> None:
        frame = self.session.frame
        options = [[option.code, dict(option.label)] for option in heard.options]
        values = {**frame.values, frame.step: {**heard.values, "options": options, "count": len(options)}}
        self.session = self.session.with_frame(replace(frame, values=values))
        self.leave_step()

    # Answers

    def answer(self, heard: Heard, command: Command | None) -> bool:
        """Take the text as the answer to the waiting question; False when it is not one."""
        step = self.step()
        if step is None:
            self.finish("runaway")
            return True
        frame = self.session.frame
        if step.kind == "choose" and not frame.other:
            return self.answer_choice(step, heard)
        if command or self.keyword(heard, code_only=True):
            return False
        given = answers.free_answer(step, heard, self.at)
        if given is None:
            return False
        if frame.other:
            given = replace(given, codes=(*frame.values.get(f"{step.id}_chosen", ()), OTHER))
        self.take(step, given)
        return True

    def answer_choice(self, step: Step, heard: Heard) -> bool:
        options = self.options(step)
        understand = answers.several_in if step.several else answers.choice_in
        understood = understand(heard.body, options, self.at.vocabulary, bool(step.refuse))
        if understood is None:
            return self.answer_in_own_words(step, heard)
        if understood.refused:
            self.take(step, Given("refused", (), heard.body))
        elif OTHER in understood.codes and step.own_words:
            frame = self.session.frame
            chosen = [code for code in understood.codes if code != OTHER]
            self.session = self.session.with_frame(
                replace(frame, other=True, values={**frame.values, f"{step.id}_chosen": chosen})
            )
            self.say(step.own_words, step.id)
            self.wait(self.flow())
        else:
            self.take(step, Given("answered", understood.codes, heard.body))
        return True

    def answer_in_own_words(self, step: Step, heard: Heard) -> bool:
        """Where "other" is offered, a sentence of one's own is an answer already; one stray word is not."""
        if not step.other or command_in(heard.body, self.at.vocabulary) or self.keyword(heard, code_only=False):
            return False
        if len([word for word in fold(heard.body).split() if not word.isdigit()]) < 2:
            return False
        self.take(step, Given("answered", (OTHER,), heard.body.strip()))
        return True

    def not_understood(self, heard: Heard, command: Command | None) -> None:
        step, frame = self.step(), self.session.frame
        if step is None:
            return
        if command and command.name == "back":
            self.back()
        elif command and command.name in ("skip", "refuse"):
            self.take(step, Given("skipped" if command.name == "skip" else "refused", (), heard.body))
        elif keyword := self.keyword(heard, code_only=False):
            self.interrupt(*keyword)
        elif frame.asked < ASKED_AGAIN:
            self.session = self.session.with_frame(replace(frame, asked=frame.asked + 1))
            self.ask(step, again=True)
        else:
            self.take(step, Given("unclear", (), heard.body.strip()))

    def keyword(self, heard: Heard, *, code_only: bool) -> tuple[str, dict[str, Any]] | None:
        """The other flow this whole message asks for; with `code_only`, only a keyword with a code ("ESTADO 7K3PD")."""
        flow_id, rest = self.flows.started_by(fold(heard.body))
        is_code = bool(rest) and " " not in rest and any(letter.isdigit() for letter in rest)
        if not flow_id or (code_only and not is_code) or flow_id in {frame.flow for frame in self.session.frames}:
            return None
        flow = self.flows.current[flow_id]
        return flow_id, {flow.rest: rest} if rest else {}

    def take(self, step: Step, given: Given) -> None:
        """Keep the answer, tell of it, and go on to where it leads."""
        self.record(step, given)
        frame = self.session.frame
        self.session = self.session.with_frame(
            replace(
                frame, answers={**frame.answers, step.id: given}, trail=(*frame.trail, step.id), asked=0, other=False
            )
        )
        self.leave_step()

    def record(self, step: Step, given: Given) -> None:
        flow, frame = self.flow(), self.session.frame
        survey = flow.survey if flow else ""
        self.put(
            Answered(self.next_id(), frame.flow, frame.digest, step.id, given.status, given.codes, given.words, survey)
        )

    def back(self) -> None:
        """Undo the last answer and ask it again; at the start of an inner flow, the outer one's last answer."""
        frames = list(self.session.frames)
        while len(frames) > 1 and not frames[-1].trail and not frames[-1].interrupts and frames[-2].trail:
            frames.pop()
        frame = frames[-1]
        if frame.trail:
            last = frame.trail[-1]
            kept = {step: given for step, given in frame.answers.items() if step != last}
            frames[-1] = replace(frame, step=last, answers=kept, trail=frame.trail[:-1], asked=0, other=False)
            self.session = replace(self.session, frames=tuple(frames))
            if step := self.step():
                self.record(step, Given("withdrawn"))
        if step := self.step():
            self.ask(step)

    # Walking

    def go_on(self) -> None:
        """Walk from the current step until the conversation waits, asks the database, or ends."""
        while not self.stopped():
            self.steps += 1
            flow = self.flow()
            if flow is None or self.steps > STEPS_PER_TURN:
                self.finish("runaway")
                return
            frame = self.session.frame
            position = flow.position(frame.step) if frame.step else 0
            if frame.step == "end" or position >= len(flow.steps):
                self.leave_flow()
                continue
            step = flow.steps[position]
            if frame.step != step.id:
                self.session = self.session.with_frame(replace(frame, step=step.id))
            if holds(step.when, names.to_judge(self.session, self.at)):
                _STEPS[step.kind](self, step)
            else:
                self.move_to(self.after(flow, step))

    def stopped(self) -> bool:
        last = self.outputs[-1] if self.outputs else None
        return isinstance(last, (Wait, Query, Finished))

    def after(self, flow: Flow, step: Step) -> str:
        """The id of the step that follows in the file; "end" after the last."""
        position = flow.position(step.id) + 1
        return flow.steps[position].id if position < len(flow.steps) else "end"

    def leave_step(self) -> None:
        """Follow the route of the answer, else `next`, else fall through."""
        step, flow = self.step(), self.flow()
        if step is None or flow is None:
            self.finish("runaway")
            return
        given = self.session.frame.answers.get(step.id)
        route = next((step.routes[code] for code in given.codes if code in step.routes), "") if given else ""
        if given and not route and given.status != "answered":
            route = step.routes.get(given.status, "")
        self.move_to(route or step.next or self.after(flow, step))
        self.go_on()

    def move_to(self, step_id: str) -> None:
        self.session = self.session.with_frame(replace(self.session.frame, step=step_id, asked=0, other=False))

    def enter(self, flow_id: str, values: Mapping[str, Any], *, interrupts: bool = False) -> None:
        """Walk another flow on top of this one; its current version, whatever this one is pinned to."""
        if flow_id not in self.flows.current or len(self.session.frames) >= NESTED_FLOWS:
            self.finish("runaway")
            return
        frame = Frame(flow_id, self.flows.digests[flow_id], values=dict(values), interrupts=interrupts)
        self.session = replace(self.session, frames=(*self.session.frames, frame))
        self.go_on()

    def interrupt(self, flow_id: str, values: Mapping[str, Any]) -> None:
        self.enter(flow_id, values, interrupts=True)

    def leave_flow(self) -> None:
        """Back to the flow that started this one; its answers are known there under this flow's name.

        After an interruption the waiting step is walked again, so that its `when` counts: who said ENGLISH is not
        asked for a language.
        """
        *outer, inner = self.session.frames
        if not outer:
            self.finish("left" if inner.flow == LEAVING else "done")
            return
        parent = outer[-1]
        if not inner.interrupts:
            known = {step: list(given.codes) for step, given in inner.answers.items()}
            parent = replace(parent, values={**parent.values, inner.flow: known})
        self.session = replace(self.session, frames=(*outer[:-1], parent))
        step, flow = self.step(), self.flow()
        if step is None or flow is None:
            self.finish("runaway")
        elif not inner.interrupts:
            self.move_to(step.next or self.after(flow, step))

    def finish(self, how: str) -> None:
        self.session = replace(self.session, waiting=False)
        self.put(Finished(how))

    # Steps, by kind

    def do_say(self, step: Step) -> None:
        self.say(step.text, step.id)
        self.move_on(step)

    def do_question(self, step: Step) -> None:
        prefilled = self.session.frame.values.get(step.id)
        if isinstance(prefilled, str) and prefilled and step.id not in self.session.frame.answers:
            if self.answer(Heard(prefilled), None):
                return
        self.ask(step)

    def do_effect(self, step: Step) -> None:
        given = self.filled_in(step)
        if step.verb == "set_language":
            self.session = replace(self.session, language=given["language"])
        self.put(Effect(self.next_id(), step.verb, given))
        frame = self.session.frame
        self.session = self.session.with_frame(replace(frame, trail=()))
        self.move_on(step)

    def do_find(self, step: Step) -> None:
        self.put(Query(self.next_id(), step.verb, self.filled_in(step)))

    def do_start(self, step: Step) -> None:
        flow_id = wording.filled(step.verb, names.to_judge(self.session, self.at), "")
        if flow_id:
            self.enter(flow_id, self.filled_in(step))
        else:
            self.move_on(step)

    def do_hand_off(self, step: Step) -> None:
        self.put(Effect(self.next_id(), "hand_off", self.filled_in(step)))
        if step.text:
            self.say(step.text, step.id)
        self.finish("handed_off")

    def do_end(self, step: Step) -> None:
        self.move_to("end")

    def move_on(self, step: Step) -> None:
        flow = self.flow()
        if flow is not None:
            self.move_to(step.next or self.after(flow, step))

    # Speaking

    def ask(self, step: Step, *, again: bool = False) -> None:
        frame = self.session.frame
        if frame.other:
            self.say(step.own_words, step.id)
        else:
            self.say(step.text, step.id, asks=step, again=again)
        self.wait(self.flow())

    def wait(self, flow: Flow | None) -> None:
        if flow is None:
            self.finish("runaway")
            return
        since = self.session.heard_at or self.at.now
        nudged = self.session.nudged or not flow.nudge
        self.session = replace(self.session, waiting=True)
        self.put(Wait(since + (flow.expires_after if nudged else flow.nudge_after)))

    def say(self, text: Text, step_id: str, *, asks: Step | None = None, again: bool = False) -> None:
        """One Reply; while no language is known, every language of the city, one below the other."""
        lines = []
        for language, words in wording.spoken(text, self.session.language, self.at.languages):
            known = names.to_say(self.flow(), self.session, self.at)
            line = wording.filled(words, known, language)
            if asks and again and asks.help:
                line = f"{wording.filled(wording.in_language(asks.help, language), known, language)} {line}"
            if asks and (options := self.options(asks)):
                line = f"{line} {wording.menu(options, asks.refuse, language)}"
            lines.append(line)
        said = wording.typewritten("\n".join(line for line in lines if line))
        if said:
            self.put(Reply(self.next_id(), said, self.session.language, self.session.frame.flow, step_id))

    def filled_in(self, step: Step) -> dict[str, str]:
        return names.arguments(step, self.session, self.at)

    def options(self, step: Step) -> tuple[Choice, ...]:
        return names.options(step, self.session.frame)

    # Where we are

    def flow(self) -> Flow | None:
        frame = self.session.frame
        return self.flows.version(frame.flow, frame.digest)

    def step(self) -> Step | None:
        flow = self.flow()
        position = flow.position(self.session.frame.step) if flow else -1
        return flow.steps[position] if flow and position >= 0 else None

    def next_id(self) -> str:
        self.session = replace(self.session, index=self.session.index + 1)
        return f"{self.session.id}.{self.session.turn}.{self.session.index}"

    def put(self, output: Output) -> None:
        self.outputs.append(output)


_STEPS = {
    "say": _Walk.do_say,
    "ask": _Walk.do_question,
    "choose": _Walk.do_question,
    "do": _Walk.do_effect,
    "find": _Walk.do_find,
    "start": _Walk.do_start,
    "hand_off": _Walk.do_hand_off,
    "end": _Walk.do_end,
}
"""What each kind of step does."""
