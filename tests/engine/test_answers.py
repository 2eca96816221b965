"""Every way people write an answer, in tables: the same code in both languages, and traps that must stay unclear."""

from datetime import date

import pytest

from bot.engine.answers import choice_in, codes_in, date_in, number_in, several_in
from bot.engine.flow import Choice
from bot.engine.vocabulary import fold, vocabulary

WORDS = vocabulary()
OPTIONS = (
    Choice("pothole", {"en": "Pothole", "es": "Bache"}),
    Choice("light", {"en": "Street light", "es": "Alumbrado público"}, ("lamp", "foco")),
    Choice("trash", {"en": "Missed trash", "es": "Basura que no recogieron"}),
    Choice("water", {"en": "Water leak", "es": "Fuga de agua"}),
    Choice("sidewalk", {"en": "Sidewalk", "es": "Banqueta / acera"}),
)
NAMES = [
    ("one", "uno", "first", "primera", "primero", "1st", "1era"),
    ("two", "dos", "second", "segunda", "segundo", "2nd", "2do"),
    ("three", "tres", "third", "tercera", "tercero", "3rd", "3ra"),
    ("four", "cuatro", "fourth", "cuarta", "cuarto", "4th", "4ta"),
    ("five", "cinco", "fifth", "quinta", "quinto", "5th", "5to"),
]
BY_NUMBER = (
    "{n}", " {n} ", "{n}.", "{n})", "({n})", "#{n}", "{n}!", "no. {n}", "Nº {n}", "{n}\ufe0f\u20e3", "\n{n}\n", '"{n}"',
    "la {n}", "La {n}.", "el {n}", "opción {n}", "OPCION {n}", "option {n}", "number {n}", "la número {n}", "the {n}",
    "{n} por favor", "{n} please", "quiero la {n}", "I choose {n}", "mi respuesta es la {n}", "{n}, gracias", "{n}ª",
)  # fmt: skip


def chosen(body: str, options: tuple[Choice, ...] = OPTIONS, *, refusable: bool = False) -> str | None:
    understood = choice_in(body, options, WORDS, refusable=refusable)
    return ("refused" if understood.refused else ",".join(understood.codes)) if understood else None


def accent_free(words: str) -> str:
    return words.translate(str.maketrans("áéíóúüñ", "aeiouun"))


@pytest.mark.parametrize("index", range(len(OPTIONS)))
def test_every_way_to_write_a_number_means_that_option(index: int) -> None:
    full_width = chr(0xFF11 + index)
    written = [form.format(n=index + 1) for form in BY_NUMBER] + [full_width]
    written += [around.format(word) for word in NAMES[index] for around in ("{}", "La {}", "{} please", "¡{}!")]
    written += [f"opción {NAMES[index][1]}", f"option {NAMES[index][0]}", f"the {NAMES[index][2]} one"]
    assert {body: chosen(body) for body in written} == dict.fromkeys(written, OPTIONS[index].code)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("index", range(len(OPTIONS)))
def test_every_way_to_write_a_label_means_that_option(index: int, language: str) -> None:
    label = OPTIONS[index].label[language]
    plain = accent_free(label.lower())
    written = [
        label, label.upper(), label.lower(), label.title(), accent_free(label), f"  {label}  ", f"¡{label}!",
        f"{label}.",
        f"{index + 1} {label}", f"{index + 1}. {label}", f"{index + 1}) {plain}", f"la {plain}", f"{label} por favor",
        f"{plain}, please", f'"{label}"', f"{label} 🙏", f"quiero {plain}", f"{label}\n",
    ]  # fmt: skip
    assert len(written) >= 12
    assert {body: chosen(body) for body in written} == dict.fromkeys(written, OPTIONS[index].code)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("pothol", "pothole"), ("pottole", "pothole"), ("sidwalk", "sidewalk"), ("alumbardo", "light"),
        ("LAMP", "light"),
        ("foco", "light"), ("banquetta", "sidewalk"), ("basura", "trash"), ("vasura que no recogieron", "trash"),
        ("agua", "water"), ("leak", "water"), ("leek water", None), ("watter leak", "water"), ("2 foco", "light"),
        ("2 alumbrado", "light"), ("hay un foco fundido", "light"), ("es lo del bache de mi calle", "pothole"),
        ("street_light", "light"), ("pothole", "pothole"),
    ],
)  # fmt: skip
def test_parts_other_words_and_misspellings_of_a_label(body: str, code: str | None) -> None:
    assert chosen(body) == code


@pytest.mark.parametrize(
    "body",
    [
        "", "   ", "?", "🙏", "no es un bache", "no bache", "not the pothole",
        "it is not a pothole", "ni bache ni foco",
        "I don't mean the pothole", "sin agua", "1 2", "1,2", "1 y 2", "1 o 2", "bache y foco", "pothole or light",
        "la basura y el agua", "0", "6", "9", "12", "99", "100", "1000", "-1000", "seis", "sixth", "1.5", "2 bache",
        "5 foco", "no la 2", "not 2", "la 2 no", "quiero una", "one of them", "dos o tres", "hola", "x" * 1600,
        "1 " * 800, "❶", "½", "twenty one", "a", "the", "por favor", "2 2", "no dos",
    ],
)  # fmt: skip
def test_what_must_stay_unclear(body: str) -> None:
    assert chosen(body) is None


def test_nine_is_the_refusal_only_where_one_is_offered() -> None:
    assert chosen("9", refusable=True) == "refused"
    assert chosen("la 9 por favor", refusable=True) == "refused"
    assert chosen("nueve", refusable=True) == "refused"
    assert chosen("8", refusable=True) is None


YES_NO = (Choice("yes", both := {"en": "Now", "es": "Ahora"}), Choice("no", {"en": "Later", "es": "Luego"}))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("yes", "yes"), ("Y", "yes"), ("yeah", "yes"), ("si", "yes"), ("Sí", "yes"), ("¡SÍ!", "yes"),
        ("Si\u0301", "yes"),
        ("simón", "yes"), ("claro que sí", "yes"), ("sí, señor", "yes"), ("si por favor", "yes"), ("ok gracias", "yes"),
        ("yes please", "yes"), ("yes I do", "yes"), ("why not", "yes"), ("👍", "yes"), ("👍🏽👍🏽", "yes"),
        ("si quiero", "yes"),
        ("no", "no"), ("N", "no"), ("nope", "no"), ("No gracias", "no"), ("no quiero", "no"), ("no I don't", "no"),
        ("claro que no", "no"), ("of course not", "no"), ("no no no", "no"), ("para nada", "no"), ("👎", "no"),
        ("👍👎", None), ("quizás", None), ("maybe", None),
        ("si no", None), ("no si", None), ("yes and no", None), ("y que hago", None), ("si puedo mañana", None),
        ("no es un bache", None), ("no idea", None), ("yesterday", None), ("nothing", None), ("sino", None),
    ],
)  # fmt: skip
def test_yes_and_no_in_both_languages(body: str, code: str | None) -> None:
    assert chosen(body, YES_NO) == code


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("1", "pothole"), ("1,3", "pothole trash"), ("1, 3", "pothole trash"), ("1 y 3", "pothole trash"),
        ("1 and 3", "pothole trash"), ("3/1", "trash pothole"), ("1&3", "pothole trash"), ("1+3", "pothole trash"),
        ("1 3", "pothole trash"), ("13", "pothole trash"), ("135", "pothole trash sidewalk"), ("1\n3", "pothole trash"),
        ("1ª y 3ª", "pothole trash"), ("uno y tres", "pothole trash"), ("la 1 y la 3", "pothole trash"),
        ("1, 1, 3", "pothole trash"), ("bache y foco", "pothole light"), ("bache, fuga de agua", "pothole water"),
        ("Pothole; lamp", "pothole light"), ("todas", "pothole light trash water sidewalk"),
        ("ALL", "pothole light trash water sidewalk"), ("fuga de agua y banqueta / acera", "water sidewalk"),
        ("Banqueta / acera", "sidewalk"), ("1, y 3.", "pothole trash"),
        ("1-4", None), ("1 - 4", None), ("6", None), ("1, 6", None), ("16", None), ("555", None), ("5551234", None),
        ("1, hola", None), ("no 1 ni 3", None), ("", None), (",,,", None), ("bache," * 200, "pothole"),
        ("bache, foco," * 200, None),
    ],
)  # fmt: skip
def test_several(body: str, codes: str | None) -> None:
    understood = several_in(body, OPTIONS, WORDS, refusable=False)
    assert (" ".join(understood.codes) if understood else None) == codes


def test_several_leaves_other_out_of_all_and_knows_the_refusal() -> None:
    options = (*OPTIONS, Choice("other", {"en": "Other", "es": "Otra"}))
    everything = several_in("todas", options, WORDS, refusable=True)
    assert everything is not None and "other" not in everything.codes
    mixed = several_in("1, 6", options, WORDS, refusable=True)
    assert mixed is not None and mixed.codes == ("pothole", "other")
    refused = several_in("9", options, WORDS, refusable=True)
    assert refused is not None and refused.refused
    assert several_in("1, 9", options, WORDS, refusable=True) is None


def test_a_label_with_and_in_it_is_one_option() -> None:
    options = (Choice("streets", {"en": "Streets and walks"}), Choice("walks", {"en": "Walks"}))
    understood = several_in("streets and walks", options, WORDS, refusable=False)
    assert understood is not None and understood.codes == ("streets",)


@pytest.mark.parametrize(
    ("handed", "several", "codes"),
    [
        ("pothole", False, ("pothole",)), ("pothole,water", True, ("pothole", "water")), ("pothole,water", False, ()),
        ("Pothole", False, ()), ("1", False, ()), ("", True, ()), ("other", True, ()),
    ],
)  # fmt: skip
def test_codes_that_another_flow_hands_over(handed: str, several: bool, codes: tuple[str, ...]) -> None:
    options = (*OPTIONS, Choice("other", {"en": "Other"}))
    assert codes_in(handed, options, several=several) == codes


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("4", 4), ("４", 4), ("4️⃣", 4), ("0", 0), ("007", 7), ("12 personas", 12), ("somos 5 en la casa", 5),
        ("1,412", 1412),
        ("1.412", 1412), ("$300", 300), ("#3", 3), ("4.", 4), ("Son 4, gracias", 4), ("four", 4), ("cuatro", 4),
        ("somos cuatro", 4), ("we are five people here", 5), ("una", 1), ("solo uno", 1), ("dieciséis", 16),
        ("", None), ("hola", None), ("4 o 5", None), ("4-5", None), ("-4", None), ("4.5", None), ("1/2", None),
        ("3 mil", None), ("two hundred", None), ("2 dozen", None), ("12k", None),
        ("tengo una casa con muchos cuartos", None),
        ("just a second", None), ("una casa segura", None), ("un momento", None), ("one child", 1),
        ("no one lives here", None), ("no somos cuatro", None), ("two or three", None),
        ("9" * 10, None), ("9" * 1600, None), ("١٢", 12), ("❹", None), ("²", 2), ("half", None),
        ("two weeks", 14), ("dos semanas", 14), ("2 semanas", 14), ("for a week", 7), ("una semana", 7), ("2weeks", 14),
        ("un mes", 30), ("Un mes, por favor", 30), ("como tres meses", 90), ("14 días", 14), ("diez días", 10),
        ("un año", 365), ("2 años", 730), ("una quincena", 15), ("3 hours", 0), ("a day", 1),
        ("12 families a week", 12), ("40 por semana", 40), ("unas 12 este mes", 12),
        ("1-2 weeks", None), ("1.5 weeks", None), ("two or three weeks", None), ("dos semanas y 3 días", None),
        ("not two weeks", None), ("a few weeks", None), ("half a month", None), ("this month", None), ("weeks", None),
    ],
)  # fmt: skip
def test_numbers(body: str, number: int | None) -> None:
    understood = number_in(body, None, None, WORDS)
    assert (int(understood.codes[0]) if understood else None) == number


def test_a_number_beyond_its_limits_is_not_understood() -> None:
    assert number_in("11", 1, 10, WORDS) is None
    assert number_in("cero", 1, 10, WORDS) is None
    assert number_in("10", 1, 10, WORDS) is not None
    assert number_in("two weeks", 1, 10, WORDS) is None


TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("2026-03-12", "2026-03-12"), ("3/12", "2026-03-12"), ("3/12/26", "2026-03-12"), ("03-12-2026", "2026-03-12"),
        ("25/12", "2026-12-25"), ("3/3", "2026-03-03"), ("3/2", "2027-03-02"), ("12 de marzo", "2026-03-12"),
        ("el 12 de marzo de 2027", "2027-03-12"), ("March 12", "2026-03-12"), ("mar 12th", "2026-03-12"),
        ("12 MARZO", "2026-03-12"), ("1 de enero", "2027-01-01"), ("primero de mayo", "2026-05-01"),
        ("cinco de mayo", "2026-05-05"), ("sept 3", "2026-09-03"), ("Feb 29", "2028-02-29"),
        ("the 4th of July", "2026-07-04"),
        ("friday", "2026-03-06"), ("Fri", "2026-03-06"), ("el viernes", "2026-03-06"), ("sábado", "2026-03-07"),
        ("tuesday", "2026-03-03"), ("miércoles", "2026-03-04"), ("miercoles por la mañana", "2026-03-04"),
        ("viernes en la mañana", "2026-03-06"), ("hoy", "2026-03-03"), ("TODAY", "2026-03-03"),
        ("mañana", "2026-03-04"),
        ("tomorrow morning", "2026-03-04"), ("pasado mañana", "2026-03-05"), ("the day after tomorrow", "2026-03-05"),
        ("ayer", "2026-03-02"), ("mañana por la mañana", "2026-03-04"),
        ("", None), ("hola", None), ("13/13", None), ("2/30", None), ("2026-13-01", None), ("0000-01-01", None),
        ("31 de febrero", None), ("marzo", None), ("12", None), ("soon", None), ("12 o 13 de marzo", None),
        ("505-555-0100", None), ("x" * 1600, None),
    ],
)  # fmt: skip
def test_dates(body: str, day: str | None) -> None:
    understood = date_in(body, TODAY, WORDS)
    assert (understood.codes[0] if understood else None) == day


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("¡Sí!", "si"), ("Si\u0301", "si"), ("SÍ", "si"), ("¿Qué pasó?", "que paso"), ("año", "ano"),
        ("AN\u0303O", "ano"),
        ("2️⃣", "2"), ("２", "2"), ("2️⃣3️⃣", "2 3"), ("①", "1"), ("1º", "1o"), ("2ª", "2a"), ("#2", "#2"), ("#️⃣", "#"),
        ("don't", "dont"), ("don’t", "dont"), ("don´t", "dont"), ("don`t", "dont"), ("no_más", "no mas"),
        ("a\u00a0b\u2003c", "a b c"), ("s\u200bi", "si"), ("so\u00adla", "sola"), ("sí👍no", "si no"), ("ok 👍", "ok"),
        ("👍", "yep"), ("👎🏿", "nah"), ("👍👎", ""),
        ("sí—no", "si no"),
        ("hola…", "hola"), ("straße", "strasse"), ("ﬁn", "fin"), ("", ""), (" \n\t ", ""), ("🙂", ""),
        ("\x00a\x00", "a"),
        ("да", "да"), ("是", "是"), ("ｓｉ", "si"), ("Ñandú", "nandu"), ("co-op", "co op"), ("İ", "i"),
    ],
)  # fmt: skip
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded
