"""Figures into Markdown: medians, spreads, ratios and the machine they come from; measures nothing."""

import os
import platform
import statistics
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass
class Row:
    """One application under the same load, over all its rounds."""

    name: str
    rounds: list[dict] = field(default_factory=list)
    memory: dict[str, tuple[float, float]] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    left_out: str = ""

    def turns(self) -> list[float]:
        return [one["turns_per_s"] for one in self.rounds]

    def median_turns(self) -> float:
        return statistics.median(self.turns())

    def latency(self, share: str) -> float:
        return statistics.median(one["latency_ms"].get(share, 0.0) for one in self.rounds)

    def bad(self) -> int:
        return sum(count for one in self.rounds for count in one["bad"].values())


def machine() -> str:
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else ():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"{cores} cores ({model}), Python {platform.python_version()}, load {load:.1f} at the start, {when}."


HEAD = [
    "| row | turns/s (min - max) | p50 ms | p95 ms | p99 ms | ratio to stored | RSS / PSS MiB |",
    "|---|---|---|---|---|---|---|",
]


def table(rows: list[Row], reference: str) -> list[str]:
    by_name = {row.name: row for row in rows if row.rounds}
    base = by_name[reference].median_turns() if reference in by_name else 0.0
    lines = [*HEAD]
    notes = []
    for row in rows:
        if row.left_out:
            notes.append(f"{row.name} is left out: {row.left_out}")
        if row.rounds:
            lines.append(_line(row, base))
            if row.bad():
                notes.append(f"{row.name}: {row.bad()} texts were not answered with 2xx.")
            notes += [f"{row.name}: DO NOT USE, a process ended: {words}" for words in row.ended]
            if max(row.turns()) > 1.3 * min(row.turns()):
                notes.append(f"{row.name}: rounds differ by more than 1.3; the machine was not quiet.")
            if any(one["exhausted"] for one in row.rounds):
                notes.append(f"{row.name}: prepared texts ran out; its figure is a lower bound.")
    return [*lines, "", *(f"- {note}" for note in notes)] if notes else lines


def _line(row: Row, base: float) -> str:
    low, high = min(row.turns()), max(row.turns())
    turns = f"**{row.median_turns():,.0f}** ({low:,.0f} - {high:,.0f})"
    latency = " | ".join(f"{row.latency(share):.1f}" for share in ("p50", "p95", "p99"))
    ratio = f"{row.median_turns() / base:.2f}" if base else "-"
    memory = ", ".join(f"{name} {rss:.0f} / {pss:.0f}" for name, (rss, pss) in row.memory.items())
    return f"| {row.name} | {turns} | {latency} | {ratio} | {memory} |"


def half_load(row: Row, rate: float, found: dict) -> list[str]:
    """At half of saturation: how even the answers are, and how soon a reply is at the carrier."""
    latency, reply = found["latency_ms"], found.get("reply_ms")
    if not latency["n"]:
        return [f"{row.name} at half load ({rate:.0f} turns/s): no text was answered."]
    ratio = latency["p99"] / max(latency["p50"], 1e-9)
    first = (
        f"{row.name} at half load ({rate:.0f} turns/s): p50 {latency['p50']:.1f} ms, p99 {latency['p99']:.1f} ms, "
        f"p99/p50 {ratio:.1f} (target <= 10)."
    )
    if reply is None:
        return [first]
    if not reply["n"]:
        return [first, "No reply reached the carrier."]
    second = (
        f"From a text to its reply at the carrier: p50 {reply['p50'] / 1e3:.3f} s, p95 {reply['p95'] / 1e3:.3f} s "
        f"(target <= 0.150), p99 {reply['p99'] / 1e3:.3f} s; {found['messages']} messages, "
        f"{found['unanswered_turns']} turns without one, {found['skipped']} texts not sent for want of a connection."
    )
    return [first, second]
