"""What was answered: counts by language side by side, charts with their tables, own words, and files to take away."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from bot.console.access import current_staff, may, product
from bot.console.charts import Chart, bars
from bot.console.lists import PAGE, asked_order
from bot.console.shown import language_name
from bot.console.words import gettext as _
from bot.db.base import Tx
from bot.engine.flow import Flow, Step
from bot.engine.wording import in_language
from bot.lib import suppression
from bot.outbox.put import LATER
from bot.surveys import answers, counting, files, results, store
from bot.surveys.results import ALL, Figure, Result

AT = {"at": (datetime, str)}
FILES_SHOWN = 5
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def survey_results(survey: str) -> ResponseReturnValue:
    """The figures of a survey."""
    bot, now = product(), product().clock()
    with bot.db.read() as tx:
        flows = _flows(tx, survey)
        counted = counting.counted(tx, survey, flows, now)
        made = store.files(tx, survey, most=FILES_SHOWN) if may("results.export") else []
    if counting.is_old(counted, now):
        with bot.db.begin() as tx:
            counting.ask(tx, survey, now)
        if bot.nudger:
            bot.nudger.nudge_soon(LATER)
    title = next((in_language(flow.title, _reader()) for flow in flows if flow.title), survey)
    told: dict[str, Any] = {}
    if counted:
        questions, spoken = counting.questions_of(flows), bot.library.city.languages
        columns = [*results.languages_of(counted.counts, spoken), ALL]
        found = results.results(counted.counts, questions, spoken)
        way = results.way(counted.counts, questions, spoken)
        told = {
            "results": [(each, _chart(each, columns)) for each in found], "way": way, "columns": columns,
            "invited": _invited(counted.invited, columns), "words_of": {each.id: _words_of(each) for each in questions},
            "cautious_names": {each.step.id: ", ".join(column_name(code) for code in columns if code in each.cautious)
                               for each in found},
            "rate": _rate(counted.invited, way),
        }  # fmt: skip
    return render_template(
        "console/survey_results.html", survey=survey, title=title, counted=counted, made=made, now=now,
        column_name=column_name, smallest=suppression.SMALLEST_SHOWN, base=suppression.BASE_FOR_SHARES,
        trust=suppression.BASE_FOR_TRUST, forms=files.FORMS, all=ALL, percent=percent, label=_label, **told,
    )  # fmt: skip


def own_words(survey: str) -> ResponseReturnValue:
    """What people wrote at one question, the newest first."""
    step_id, language = request.args.get("question", ""), request.args.get("language", "")
    order = asked_order(AT, "-at")
    with product().db.read() as tx:
        flows = _flows(tx, survey)
        step = next((each for each in counting.questions_of(flows) if each.id == step_id), None)
        if step is None:
            abort(404)
        page = answers.own_words(
            tx, survey, step.id, only_other=step.kind == "choose", language=language, after=order.after, limit=PAGE
        )
    return render_template(
        "console/survey_own_words.html", survey=survey, step=step, words=_words_of(step), rows=page.rows,
        after=page.after, language=language, spoken=product().library.city.languages,
    )  # fmt: skip


def export(survey: str) -> ResponseReturnValue:
    """Have every answer written into a file; a small one is there at once."""
    bot, form = product(), request.form.get("form", "")
    if form not in files.FORMS:
        abort(400)
    with bot.db.read() as tx:
        _flows(tx, survey)
        is_small = answers.size(tx, survey) <= answers.SMALL
    file_id = files.ask(bot.db, survey, form, by=current_staff(), now=bot.clock())
    if is_small:
        files.write(bot.db, f"{survey}/{file_id}", now=bot.clock())
        return redirect(url_for("console.surveys.download", survey=survey, file_id=file_id), 303)
    if bot.nudger:
        bot.nudger.nudge_soon(LATER)
    flash(_("The file is being written. It appears below when it is ready; you can leave this page."), "info")
    return redirect(url_for("console.surveys.results", survey=survey, _anchor="files"), 303)


def download(survey: str, file_id: str) -> ResponseReturnValue:
    """A file that is ready, piece by piece."""
    db = product().db
    with db.read() as tx:
        found = store.file_by_id(tx, survey, file_id[:40])
    if found is None or found.state != files.READY:
        abort(404)
    name = secure_filename(f"{survey}-{found.asked_at:%Y-%m-%d}.{found.form}")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(files.pieces(db, found.id), mimetype=None, content_type=TYPES[found.form], headers=headers)


def _flows(tx: Tx, survey: str) -> list[Flow]:
    """The flows of the survey; 404 when nobody ever asked it."""
    found = counting.flows_of(tx, product().library, survey)
    return found or abort(404)


def _reader() -> str:
    return current_staff().language


def column_name(code: str) -> str:
    """What a column is called: a language, or everybody."""
    return _("Everybody") if code == ALL else language_name(code) if code else _("Language unknown")


def percent(share: float | None) -> str:
    """A share as people read it: 41%."""
    return "" if share is None else f"{100 * share:.0f}%"


def _words_of(step: Step) -> str:
    return in_language(step.text, _reader())


def _label(code: str, label: Mapping[str, str]) -> str:
    if not code:
        return _("No answer (skipped, rather not say, not understood)")
    if code == "answered" and not label:
        return _("Answered")
    return in_language(label, _reader()) if label else code


def _invited(people: Mapping[str, int], columns: Sequence[str]) -> dict[str, int]:
    told = {each: people.get(each, 0) for each in columns if each != ALL}
    return told | {ALL: sum(people.values())} if people else {}


def _rate(people: Mapping[str, int], way: results.Way) -> float | None:
    """Finished of those who were invited; unknown while nobody was, or where so few have finished."""
    invited, finished = sum(people.values()), way.finished[ALL].count
    return finished / invited if invited >= suppression.BASE_FOR_SHARES and finished is not None else None


def _chart(result: Result, columns: Sequence[str]) -> Chart | None:
    """Bars by language, with intervals; a picture only of what may be shown, and of more than one line."""
    if result.step.kind == "ask" and len(result.lines) < 3:
        return None
    by_language = [each for each in columns if each != ALL]
    drawn = [
        {"label": _short(_label(line.code, line.label)), "series": column_name(language),
         "value": round(100 * figure.share, 1), "low": round(100 * (figure.low or 0), 1),
         "high": round(100 * (figure.high or 0), 1)}
        for line in result.lines for language in by_language
        if (figure := line.figures[language]).share is not None
    ]  # fmt: skip
    heads = [_("Answer"), *(column_name(each) for each in columns)]
    rows = [[_label(line.code, line.label), *(_cell(line.figures[each]) for each in columns)] for line in result.lines]
    rows.append([_("Asked"), *(_cell(result.asked[each]) for each in columns)])
    return bars(
        _words_of(result.step), heads, rows, drawn, unit=_("percent of those asked"),
        names=[column_name(each) for each in by_language],
    )  # fmt: skip


def _short(words: str) -> str:
    return words if len(words) <= 32 else f"{words[:31]}…"


def _cell(figure: Figure) -> str:
    """A count with its share and interval; a dash where it is not shown."""
    if figure.count is None:
        return "–"
    if figure.share is None:
        return f"{figure.count:,}"
    return f"{figure.count:,} · {percent(figure.share)} ({percent(figure.low)}–{percent(figure.high)})"
