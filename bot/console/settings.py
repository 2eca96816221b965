"""Settings: what the city is set to, changed by asking for a publication; what the environment says is only shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from difflib import unified_diff
from typing import Any

from babel.dates import format_date, format_time, get_day_names
from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.console import city_forms, file_forms
from bot.console.access import current_staff, product
from bot.console.file_forms import Form, Section, Values
from bot.console.publications import begun
from bot.console.shown import language_name
from bot.console.words import gettext as _
from bot.console.words import ngettext
from bot.doctor import environment
from bot.engine.wording import in_language
from bot.flowfiles.problems import FlowErrors
from bot.flowfiles.quiet import quiet_hours
from bot.flowfiles.rewriting import rewritten, value_of
from bot.messaging import retention
from bot.publishing.requested import base_of, own_folders
from bot.releases import requests
from bot.releases.requests import Wish

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

CHANGE = "settings.change"
HOUR_WIDE, DAY_HIGH, LEFT = 10, 22, 44
"""Of the picture of the week, in its own units."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that is written and not asked for yet: the file's new text and the lines that differ."""

    file: str
    text: str
    lines: tuple[str, ...]
    made_on: str


@blueprint.get("")
def settings() -> str:
    """Every section with what it says now, and what the environment says."""
    bot = product()
    found = list(environment(bot.settings))
    return render_template("console/settings.html", sections=city_forms.sections().values(), said=_said(), found=found)


@blueprint.get("/<section>")
def section(section: str) -> ResponseReturnValue:
    """One section, as it is."""
    shown = _section(section)
    return _page(shown, _values(shown)[0], {})


@blueprint.post("/<section>")
def propose(section: str) -> ResponseReturnValue:
    """What the change would be, line by line, before it is asked for; what is wrong stands beside its field."""
    shown = _section(section)
    form = _form()
    values = _values(shown)[0]
    wrong = file_forms.misfits(shown.file, shown.wanted(values, form))
    if wrong:
        return _page(shown, values, form, wrong), 422
    return _preview(shown, form, "")


@blueprint.post("/<section>/edit")
def edit(section: str) -> ResponseReturnValue:
    """Back from the difference to the form, with what was typed."""
    shown, form = _section(section), _form()
    values = _values(shown)[0]
    return _page(shown, values, form, file_forms.misfits(shown.file, shown.wanted(values, form)))


@blueprint.post("/<section>/send")
def send(section: str) -> ResponseReturnValue:
    """Ask for the change to be published, as it was read in the difference."""
    shown, form, note = _section(section), _form(), " ".join(request.form.get("note", "").split())[:200]
    proposal = _proposal(shown, form)
    if proposal is None or proposal.made_on != request.form.get("made_on"):
        return _preview(shown, form, _("Somebody published in the meantime. Read the difference once more."))
    wish = Wish(
        f"settings:{shown.code}",
        {f"flows/{proposal.file}": proposal.text},
        note or shown.title,
        proposal.made_on,
        CHANGE,
    )
    bot = product()
    with bot.db.begin() as tx:
        request_id = requests.ask(tx, wish, by=current_staff(), now=bot.clock())
    return begun(request_id)


def _section(code: str) -> Section:
    return city_forms.sections().get(code) or abort(404)


def _form() -> Form:
    """What was typed, without what the form itself carries; `use` takes a value that was offered."""
    form = {name: value.replace("\r\n", "\n")[:4000] for name, value in request.form.items()}
    name, __, value = form.pop("use", "").partition("=")
    for own in ("csrf_token", "note", "made_on"):
        form.pop(own, None)
    return {**form, name: value} if name else form


def _values(shown: Section) -> tuple[Values, str, str]:
    """The values of the section's file as it is live, its text, and the release it belongs to."""
    bot = product()
    base = base_of(bot.db, own_folders(bot.settings))
    text = base.files.get(f"flows/{shown.file}", "")
    return value_of(text, shown.file) or {}, text, base.release


def _proposal(shown: Section, form: Form) -> Proposal | None:
    """The change; None when nothing would change, or it no longer fits."""
    values, text, release = _values(shown)
    wanted = shown.wanted(values, form)
    if file_forms.misfits(shown.file, wanted):
        return None
    made = rewritten(text, wanted, shown.file)
    lines = list(unified_diff(text.splitlines(), made.splitlines(), lineterm="", n=1))[2:]
    return Proposal(shown.file, made, tuple(lines), release) if lines else None


def _preview(shown: Section, form: Form, warning: str) -> ResponseReturnValue:
    try:
        proposal = _proposal(shown, form)
    except (ValueError, FlowErrors):
        flash(_("This cannot be written into %(file)s without losing something of it. Change it in the file.",
                file=shown.file), "error")  # fmt: skip
        return redirect(url_for("console.settings.section", section=shown.code))
    if proposal is None:
        flash(_("Nothing is different from what it is now."), "info")
        return redirect(url_for("console.settings.section", section=shown.code))
    page = render_template(
        "console/settings_difference.html", shown=shown, proposal=proposal, form=form, warning=warning,
        going=_going(form.get("retention_days", "")) if shown.code == "retention" else None,
    )  # fmt: skip
    return page, 409 if warning else 200


def _page(
    shown: Section, values: Values, form: Form, wrong: Sequence[tuple[tuple[str | int, ...], str, str]] = ()
) -> str:
    groups = shown.groups(values)
    beside, rest = file_forms.placed(groups, wrong)
    more: dict[str, Any] = {}
    if shown.code == "quiet-hours":
        more["week"] = _week()
    if shown.code == "retention":
        more.update(_retention())
    return render_template(
        "console/settings_section.html", shown=shown, groups=groups, form=form, beside=beside, rest=rest,
        offered=_offered(beside), **more,
    )  # fmt: skip


def _offered(beside: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The colour that a field's remedy offers, by field."""
    words = {name: remedy.rstrip(".").rpartition(" ")[2] for name, (__, remedy) in beside.items()}
    return {name: word for name, word in words.items() if word.startswith("#") and name in ("color", "pale")}


def _said() -> dict[str, str]:
    """What each section says now, in a few words."""
    city, hours = product().library.city, quiet_hours(product().library)
    languages = ", ".join(language_name(each) for each in city.languages)
    return {
        "city": f"{in_language(city.name, g.language)} · {city.time_zone.replace('_', ' ')} · {languages}",
        "senders": ngettext("%(num)s number", "%(num)s numbers", len(city.senders)),
        "departments": ngettext("%(num)s department", "%(num)s departments", len(city.departments)),
        "quiet-hours": _("from %(evening)s to %(morning)s", evening=_clock(hours.starts), morning=_clock(hours.ends)),
        "caps": ngettext("%(num)s text in 30 days", "%(num)s texts in 30 days", city.most_texts_a_month),
        "facts": ngettext("%(num)s fact", "%(num)s facts", len(city.facts) - 1),
        "retention": ngettext("%(num)s day", "%(num)s days", city.retention_days),
        "branding": city.branding.color,
    }


def _clock(at: time) -> str:
    """A time of day as the reader writes it."""
    return format_time(at, "short", locale=g.language).replace("\u202f", " ")


def _retention() -> dict[str, Any]:
    """What would go now, and what the last runs did."""
    bot = product()
    with bot.db.read() as tx:
        going = retention.would_go(tx, bot.library.city.retention_days, bot.clock())
        return {"going": going, "counted": retention.COUNTED, "last": retention.last_run(tx)}


def _going(written: str) -> tuple[int, int]:
    """How many texts would lose their words with that retention, and up to how many was counted."""
    bot = product()
    with bot.db.read() as tx:
        return retention.would_go(tx, min(int(written), 36_500), bot.clock()), retention.COUNTED


def _week() -> dict[str, Any]:
    """Seven days from today: the name of each, from when to when texts leave, and what the picture needs."""
    hours, now = quiet_hours(product().library), product().clock()
    first = now.astimezone(hours.zone).date()
    days = [_day(hours, first + timedelta(days=after)) for after in range(7)]
    return {
        "days": days, "hour_wide": HOUR_WIDE, "day_high": DAY_HIGH, "left": LEFT,
        "marks": [(hour, _clock(time(hour))) for hour in (0, 6, 12, 18)],
    }  # fmt: skip


def _day(hours: Any, day: date) -> dict[str, Any]:
    opens = hours.ends_on_sunday if day.weekday() == 6 else hours.ends
    is_closed = hours.closed_days(day)
    begins, ends = (opens.hour + opens.minute / 60, hours.starts.hour + hours.starts.minute / 60)
    return {
        "name": get_day_names("abbreviated", locale=g.language)[day.weekday()],
        "date": format_date(day, "full", locale=g.language), "closed": is_closed,
        "shut": [(0, 24)] if is_closed else [(0, begins), (ends, 24)],
        "opens": _clock(opens),
        "closes": _clock(hours.starts),
    }  # fmt: skip
