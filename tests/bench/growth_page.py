"""The bench of growth as a page and as a picture."""

import math
from html import escape

HEAD = """\
# What grows, and how

One command on a project made for it, beside `git status` where that is the measure. The least of {runs} runs: wall time, and in
parentheses the time of the processors, which what else the machine does disturbs less. Written by
`tests/bench/growth --out docs/bench` on {date}: {machine}; load {load_before} before and {load_after} after.

On a busy machine a goal is missed by wall time alone: there the figure in parentheses says what the work takes.

The repositories are packed, as a clone has them. While a plan is made, git looks for uncommitted changes; `--no-dirty-check` leaves that out.
Before anything is deployed, a plan looks at the size of every file of an image, because a pointer of Git LFS is known by its content.

![Milliseconds of each command](growth.svg)

| command | took | held against | printed | goal | |
| --- | ---: | ---: | ---: | --- | --- |
"""


def is_missed(row: dict) -> bool:
    return bool(row["goal_ms"]) and row["slipway"]["wall_ms"] > row["goal_ms"]


def page(document: dict) -> str:
    text = HEAD.format(**document)
    for row in document["rows"]:
        ours, theirs = row["slipway"], row["reference"]
        beside = f"git status {theirs['wall_ms']:.0f} ms ({theirs['cpu_ms']:.0f})" if theirs else ""
        text += (
            f"| {row['name']} | {ours['wall_ms']:.0f} ms ({ours['cpu_ms']:.0f}) | {beside} | {ours['bytes'] / 1000:.0f} kB |"
            f" {row['goal']} | {'**missed**' if is_missed(row) else ''} |\n"
        )
    return text + "\nThe figures for programs are in [growth.json](growth.json).\n"


def picture(document: dict) -> str:
    """Bars on a logarithmic scale; a line across a bar is its goal."""
    left, width, step, low, high = 300, 460, 20, 1.0, 100_000.0

    def x(milliseconds: float) -> float:
        share = (math.log10(min(max(milliseconds, low), high)) - math.log10(low)) / (math.log10(high) - math.log10(low))
        return left + width * share

    rows = document["rows"]
    height = 40 + step * len(rows) + 10
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 90} {height}" font-family="system-ui, sans-serif" font-size="11"'
        ' role="img">',
        "<title>Milliseconds that commands take on growing projects</title>",
        f'<rect width="{left + width + 90}" height="{height}" fill="#ffffff"/>',
    ]
    for tick in (1, 10, 100, 1000, 10_000, 100_000):
        name = f"{tick} ms" if tick < 1000 else f"{tick // 1000} s"
        out.append(
            f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="32" y2="{height - 8}" stroke="#e4e7ec"/>'
            f'<text x="{x(tick):.1f}" y="24" text-anchor="middle" fill="#667085">{name}</text>'
        )
    for number, row in enumerate(rows):
        top = 38 + step * number
        took = row["slipway"]["wall_ms"]
        out.append(
            f'<text x="{left - 8}" y="{top + 11}" text-anchor="end">{escape(row["name"])}</text>'
            f'<rect x="{left}" y="{top}" width="{max(1.0, x(took) - left):.1f}" height="14" fill="{"#d1495b" if is_missed(row) else "#6d7b94"}"/>'
            f'<text x="{x(took) + 5:.1f}" y="{top + 11}" fill="#344054">{took:.0f} ms</text>'
        )
        if row["goal_ms"]:
            out.append(f'<line x1="{x(row["goal_ms"]):.1f}" x2="{x(row["goal_ms"]):.1f}" y1="{top - 2}" y2="{top + 16}" stroke="#101828" stroke-width="2"/>')
    return "\n".join([*out, "</svg>"]) + "\n"
