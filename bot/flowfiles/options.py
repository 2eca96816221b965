"""Rules about the words residents answer and start with: two meanings for one word are refused; nothing is counted."""

from collections.abc import Iterator, Mapping

from bot.engine.answers import OTHER
from bot.engine.conditions import holds, names_in
from bot.engine.flow import Step
from bot.engine.vocabulary import Vocabulary, fold
from bot.engine.wording import REFUSE_DIGIT, in_language
from bot.flowfiles.graph import STATUSES
from bot.flowfiles.problems import Problem
from bot.flowfiles.subject import FOUND_OPTIONS, Finds, Subject, World
from bot.sentences import Sentence

OPTIONS_LIMIT = 20
TAKEN_CODES = frozenset({*STATUSES, "answered", "withdrawn"})


def command_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Every word that means the conversation as a whole, with the command it is."""
    words: dict[str, str] = {}
    for name in ("refuse", "skip", "back", "start", "help", "stop"):
        words.update(dict.fromkeys(getattr(vocabulary, name), name.upper()))
    words.update({word: f"language {code}" for word, code in vocabulary.languages.items()})
    return words


def never_answers(vocabulary: Vocabulary) -> dict[str, str]:
    """Command words that must not be options. YES and SI start only whoever has left, so they remain answers."""
    answers = vocabulary.yes | vocabulary.no | vocabulary.refuse
    return {word: command for word, command in command_words(vocabulary).items() if word not in answers}


def option_problems(subject: Subject, world: World) -> Iterator[Problem]:
    """Too many options, two that read alike, and options that are commands."""
    taken = never_answers(world.library.vocabulary)
    for index, step in enumerate(subject.flow.steps):
        if step.own_words and not step.other:
            remedy = Sentence("Add `other:` with the label of that option, or remove this.")
            yield subject.at(index, "own_words", "option", Sentence("it follows an option that is not offered"), remedy)
        if step.kind == "ask" and step.refuse:
            remedy = Sentence('Remove it; SKIP and "rather not say" are understood without it.')
            yield subject.at(index, "refuse", "option", Sentence("a question without a menu never shows it"), remedy)
        if step.minimum is not None and step.maximum is not None and step.minimum > step.maximum:
            yield subject.at(
                index, "minimum", "option", Sentence("it is above the maximum"), Sentence("Exchange the two numbers.")
            )
        if step.kind == "choose":
            yield from _count_problems(subject, index, step, world)
            yield from _label_problems(subject, index, step, world.library.city.languages)
            yield from _command_problems(subject, index, step, taken)


def _count_problems(subject: Subject, index: int, step: Step, world: World) -> Iterator[Problem]:
    limit = REFUSE_DIGIT - 1 if step.refuse else OPTIONS_LIMIT
    count = len(step.choices) + bool(step.other) + found_options(subject, step, world)
    if count > limit:
        why = Sentence(": %(digit)s is taken by the refusal", digit=REFUSE_DIGIT) if step.refuse else ""
        remedy = Sentence("Ask twice, first for the group and then within it.")
        message = Sentence(
            "%(count)s options are offered, %(limit)s at most may be%(why)s", count=count, limit=limit, why=why
        )
        yield subject.at(index, "choices" if step.choices else "ask", "too-many-options", message, remedy)
    if count == 0:
        yield subject.at(
            index,
            "choices",
            "option",
            Sentence("no option is offered"),
            Sentence("Write at least one under `choices:`."),
        )


def found_options(subject: Subject, step: Step, world: World) -> int:
    """How many options may be found for the question."""
    if not step.choices_from:
        return 0
    finds = {each.id: each.verb for each in subject.flow.steps if each.kind == "find"}
    return world.queries.get(finds.get(step.choices_from, ""), Finds(options=FOUND_OPTIONS)).options


def _label_problems(subject: Subject, index: int, step: Step, languages: tuple[str, ...]) -> Iterator[Problem]:
    for language in languages:
        owners: dict[str, str] = {}
        for code, where, words in _words_of(step, language):
            folded = fold(words)
            if not folded or folded.isdigit():
                message = Sentence('the words "%(words)s" cannot be told from a number of the menu', words=words)
                yield subject.at(
                    index,
                    where[0],
                    "option",
                    message,
                    Sentence("Use words; the number is put before them."),
                    *where[1:],
                )
            elif owners.setdefault(folded, code) != code:
                message = Sentence(
                    '"%(words)s" (%(language)s) means both "%(first)s" and "%(code)s"',
                    words=words,
                    language=language,
                    first=owners[folded],
                    code=code,
                )
                remedy = Sentence("Give each option words of its own; capitals and accents do not tell them apart.")
                yield subject.at(index, where[0], "same-label", message, remedy, *where[1:])
    for code in {choice.code for choice in step.choices} & (TAKEN_CODES | ({OTHER} if step.other else set())):
        message = Sentence('the code "%(code)s" has a meaning of its own', code=code)
        yield subject.at(
            index, "choices", "option", message, Sentence("Choose another code; residents never see it."), code
        )


def _words_of(step: Step, language: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Code, place and words of everything that means an option in that language."""
    for choice in step.choices:
        yield choice.code, ("choices", choice.code), in_language(choice.label, language)
        yield from ((choice.code, ("choices", choice.code, "also"), word) for word in choice.also)
    if step.other:
        yield OTHER, ("other",), in_language(step.other, language)
    if step.refuse:
        yield "refused", ("refuse",), in_language(step.refuse, language)


def _command_problems(subject: Subject, index: int, step: Step, taken: Mapping[str, str]) -> Iterator[Problem]:
    """START is an answer to whoever is in a conversation, so it may stand under `also`, but not in a menu."""
    seen: set[tuple[tuple[str, ...], str]] = set()
    written: list[tuple[tuple[str, ...], str]] = [
        (("choices", choice.code), choice.code.replace("_", " ")) for choice in step.choices
    ]
    for language in {lang for choice in step.choices for lang in choice.label} | {*step.other, *step.refuse}:
        written += [(where, words) for _, where, words in _words_of(step, language)]
    for where, words in written:
        command = taken.get(fold(words))
        if (command == "START" and where[-1] == "also") or (command and _asks_language(step, where, command)):
            continue
        if command and (where, words) not in seen:
            seen.add((where, words))
            message = Sentence(
                '"%(words)s" is the command %(command)s everywhere and cannot be an answer too',
                words=words,
                command=command,
            )
            yield subject.at(index, where[0], "command-word", message, Sentence("Choose another word."), *where[1:])


def _asks_language(step: Step, where: tuple[str, ...], command: str) -> bool:
    """Whether this is the question which language to use: the word does what the option would, and it is not met again.

    That takes a code that is the language, and a condition that no longer holds once the language is known.
    """
    code = where[1] if len(where) > 1 else ""
    try:
        guarded = "language" in names_in(step.when or "None")
    except ValueError:
        return False
    return guarded and command == f"language {code}" and not holds(step.when, {"language": code})


def keyword_problems(subjects: Mapping[str, Subject], world: World) -> Iterator[Problem]:
    """Keywords that two flows claim, that are commands, or that no message can be."""
    commands = command_words(world.library.vocabulary)
    owners: dict[str, str] = {}
    for flow_id, subject in subjects.items():
        for index, word in enumerate(subject.source.document.starts_on):
            folded = fold(word)
            where = ("starts_on", index)
            page = subject.source.page
            if not folded:
                yield page.problem(
                    where,
                    "keyword",
                    Sentence('"%(word)s" has no letters', word=word),
                    Sentence("Write a word that residents can text."),
                )
            elif folded in commands:
                message = Sentence(
                    '"%(word)s" is the command %(command)s everywhere', word=word, command=commands[folded]
                )
                yield page.problem(
                    where, "command-word", message, Sentence("Choose another word; the command comes first.")
                )
            elif owners.setdefault(folded, flow_id) != flow_id:
                message = Sentence('"%(word)s" already starts "%(flow)s"', word=word, flow=owners[folded])
                yield page.problem(where, "keyword", message, Sentence("Let one of the two flows have it."))
