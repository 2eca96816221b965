"""The format of a transcript: what its lines mean, how they are printed, and what is refused with its place."""

from datetime import timedelta

import pytest

from bot.rehearsal.script import Unplayable, heard_line, hidden, read_script, shown, spelled, wrong

STORY = """# Two neighbors.
@ +15055550121
> hay un bache
  bien grande [photo]
! language es (guessed)
<2 Texto de la Ciudad: gracias por escribir.
  ¿De qué se trata?
^

~ 1d 2h 5m
>> 1
! [Thu 09:00] conversation.stopped
"""


def test_the_inputs_are_read_and_printed_as_they_were_and_the_outputs_left_out() -> None:
    lines = read_script(STORY, "story.txt")
    assert "\n".join(str(line) for line in lines) == (
        "# Two neighbors.\n@ +15055550121\n> hay un bache\n  bien grande [photo]\n^\n\n~ 1d 2h 5m\n>> 1"
    )
    assert [line.mark for line in lines] == ["#", "@", ">", "^", "", "~", ">"]
    assert lines[2].text == "hay un bache\nbien grande [photo]" and not lines[2].is_alone
    assert lines[5].passing == timedelta(days=1, hours=2, minutes=5)
    assert lines[6].text == "1" and lines[6].is_alone and lines[6].place == "story.txt:11"


@pytest.mark.parametrize(
    ("story", "said"),
    [
        ("# one\nhello\n", "s.txt:2: no line begins with 'h'. Begin what the resident texts with `> `."),
        ("> hi\n~ soon\n", "s.txt:2: `~ soon` is no time. Write days, hours and minutes: `~ 1d 2h 30m`."),
        ("~\n", "s.txt:1: `~` is no time."),
        ("@ +1505\n", "s.txt:1: `@ +1505` is no phone."),
        ("# one\n^\n", "s.txt:2: no text was heard that could arrive again."),
    ],
)
def test_a_line_that_cannot_be_played_is_refused_with_its_place(story: str, said: str) -> None:
    with pytest.raises(Unplayable) as refused:
        read_script(story, "s.txt")
    assert str(refused.value).startswith(said)


def test_references_are_filled_in_and_hidden_again() -> None:
    known = ["7K3PD", "22222"]
    text = spelled("estado REF2? y REF1", lambda: known, "s.txt:1")
    assert text == f"estado {wrong('22222')} y 7K3PD"
    assert hidden(text.lower(), known) == "estado REF2? y REF1"


@pytest.mark.parametrize(("words", "said"), [("REF1", "none was given"), ("REF0", "none was given")])
def test_a_reference_that_was_not_given_is_refused(words: str, said: str) -> None:
    with pytest.raises(Unplayable, match=f"s.txt:9: {words} names a reference .* {said}"):
        spelled(words, list, "s.txt:9")


def test_long_texts_are_written_and_shown_in_short() -> None:
    assert spelled("[12] abc", list, "") == "abc abc abc "
    assert shown("x" * 599) == "x" * 599
    assert shown("x" * 1600) == "x" * 60 + "... (1600 characters)"


def test_a_heard_text_is_printed_with_its_further_lines_indented() -> None:
    assert heard_line("one\ntwo") == "> one\n  two"
    assert heard_line("> later") == ">> later"
    assert heard_line("") == ">"
