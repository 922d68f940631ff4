"""The bench of deployments as a page and as a picture."""

from html import escape

from deploy_project import EDITS
from deploy_ways import FLOORS, PATIENT, WAYS

# Ours stand out; people's own ways are shades of one colour.
COLOURS = {"script": "#8d99ae", "compose": "#6d7b94", "save": "#adb5c4", "slipway": "#d1495b", "slipway-here": "#edae49"}
TITLES = {way.name: way.title for way in (*WAYS, *FLOORS)}


def bytes_text(count: float) -> str:
    for unit, size in (("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.1f} {unit}" if count < 10 * size else f"{count / size:.0f} {unit}"
    return f"{count:.0f} B"


def seconds_text(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


def edits_of(line: dict) -> list:
    return [edit for edit in EDITS if edit.name in line]


def table_of(line: dict) -> str:
    """Rows are edits, columns are ways."""
    ways = [way.name for way in WAYS]
    floors = [floor.name for floor in FLOORS]
    rows = ["| edit | " + " | ".join(TITLES[way] for way in [*ways, *floors]) + " |"]
    rows.append("| --- |" + " --- |" * (len(ways) + len(floors)))
    for edit in edits_of(line):
        cells = []
        for way in ways:
            of = line[edit.name][way]
            cells.append(
                f"{seconds_text(of['seconds'])}, {bytes_text(of['bytes'])}, {of['connections']:.0f}/{of['sessions']:.0f}, "
                f"{seconds_text(of['outage'])}"
            )
        cells += [seconds_text(line[edit.name][floor]["seconds"]) for floor in floors]
        rows.append(f"| {edit.title} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def ratios_table(document: dict) -> str:
    rows = ["| ratio | value | goal | |", "| --- | --- | --- | --- |"]
    for name, ratio in document["ratios"].items():
        met = "" if ratio["value"] <= ratio["goal"] else "**missed**"
        rows.append(f"| {name} | {ratio['value']:.2f} | {ratio['goal']:g} | {met} |")
    return "\n".join(rows)


def table(document: dict) -> str:
    parts = []
    for name, line in document["lines"].items():
        login = line["login"]["login"]
        parts.append(
            f"### {name}\n\n`ssh host true` takes {seconds_text(login['seconds'])} and {bytes_text(login['bytes'])} here.\n\n"
            f"{table_of(line)}"
        )
    return "\n\n".join(parts) + "\n\n### Against the goals\n\n" + ratios_table(document)


# Why a goal may be missed: the start of its name, and what the ratio is made of.
REASONS = {
    "nothing": "besides logging in, it starts git and docker on the host, once to list the deployment's containers and once to inspect them.",
    "documentation": "besides logging in, it asks the host what runs, and on the host a run takes its lock, compares and replaces the "
    "files and records the release, each step on disk before the next.",
    f"one source file / {FLOORS[0].title}": "the lower bound is on the host already and returns as soon as the container is started. Slipway "
    "logs in (`ssh host true`, above), asks the host what runs, checks for edits, remembers what runs, waits for the health check's first "
    "success, records and tidies. With `up --wait` the lower bound waits for health too.",
    f"one source file / {FLOORS[1].title}": "the lower bound is on the host already. Slipway logs in (`ssh host true`, above), asks the host "
    "what runs, checks for edits, remembers what runs, records and tidies.",
    "one source file, seconds": "the processor is shared by client, engines and host, which hides what bytes and round trips cost.",
}


def verdict(document: dict) -> str:
    lines = []
    for name, ratio in document["ratios"].items():
        if ratio["value"] > ratio["goal"]:
            over = 100 * (ratio["value"] / ratio["goal"] - 1)
            reason = next((text for start, text in REASONS.items() if name.startswith(start)), "see the table.")
            lines.append(f"* {name}: {ratio['value']:.2f} instead of the goal {ratio['goal']:g}, {over:.0f} % over it: {reason}")
    if not lines:
        return "Every goal is met."
    return "Missed in this run, and why:\n\n" + "\n".join(lines)


def page(document: dict) -> str:
    return f"""# What a deployment costs

The same edits, deployed in different ways to a host over a line of limited speed. Written by `tests/bench/deploy --out docs/bench`
(see `tests/bench/README.md`) on {document['date']}: {document['machine']}, medians of up to {document['runs']} runs; load {document['load_before']}
before and {document['load_after']} after. Client, engines and host share that machine, so times that depend on the processor are
those of this machine, not of a Raspberry Pi. Bytes and round trips would be the same anywhere.

![Seconds of each way](deploy.svg)

Each cell: seconds until the command has returned and the service answers with the new content; all bytes on the line, in both directions;
ssh connections / commands on them; seconds the service did not answer. The last two columns are lower bounds: the same build and
start on the host itself, with the files already there, without a line and without a deployment; seconds only.

A changed dependency or Dockerfile needs a full build, without any cache, which makes every layer again. Layers that are built on the host
stay there; layers that are built here (`BUILD_ON here`) are sent. With `BUILD_ON here` a large file is sent twice: in its layer, and as a file of the release.

{table(document)}

{verdict(document)}

{interval_section(document)}"""


def interval_section(document: dict) -> str:
    """One source file, where the check has an interval of 30 s."""
    if "interval" not in document:
        return ""
    of = document["interval"]
    rows = "\n".join(
        f"| {way.title} | {seconds_text(of['ways'][way.name]['seconds'])} | {seconds_text(of['ways'][way.name]['outage'])} |" for way in PATIENT
    )
    noticed = max(of["noticed_seconds"])
    return f"""### One source file, interval 30 s

The service needs four seconds until it answers, and its check says `interval: 30s` and no more: Docker asks it for the first time after half a
minute. {of['line']}, medians of {of['runs']} runs on {of['date']}, load {of['load']}.

| way | seconds | unanswered |
| --- | --- | --- |
{rows}

That is {of['times_faster']:.1f} times as fast (goal: 5). The command knew that the release is healthy {noticed:.2f} s after the service's first
answer, at the latest (goal: 0.5 s).

"""


def picture(document: dict) -> str:
    """Bars on a logarithmic scale: a factor is a length."""
    import math

    left, width, bar, gap, head = 170, 560, 13, 16, 64
    ways = list(WAYS)
    group = len(ways) * (bar + 2) + gap
    lines = document["lines"]
    height = head + sum(44 + group * len(edits_of(line)) for line in lines.values()) + 12
    low, high = 0.1, 100.0

    def x(seconds: float) -> float:
        return width * (math.log10(min(max(seconds, low), high)) - math.log10(low)) / (math.log10(high) - math.log10(low))

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 190} {height}" '
        'font-family="system-ui, sans-serif" font-size="12" role="img">',
        "<title>Seconds that a deployment takes, by edit and way</title>",
        f'<rect width="{left + width + 190}" height="{height}" fill="#ffffff"/>',
    ]
    at = 12
    for number, way in enumerate(ways):
        column, row = number % 3, number // 3
        out.append(f'<rect x="{12 + column * 300}" y="{at + row * 20}" width="12" height="12" fill="{COLOURS[way.name]}"/>')
        out.append(f'<text x="{30 + column * 300}" y="{at + row * 20 + 10}">{escape(way.title)}</text>')
    y = head
    for name, line in lines.items():
        out.append(f'<text x="12" y="{y + 16}" font-size="15" font-weight="600">{escape(name)}</text>')
        y += 30
        bottom = y + group * len(edits_of(line))
        for tick in (0.1, 0.3, 1, 3, 10, 30, 100):
            out.append(
                f'<line x1="{left + x(tick):.1f}" x2="{left + x(tick):.1f}" y1="{y}" y2="{bottom}" stroke="#e4e7ec"/>'
                f'<text x="{left + x(tick):.1f}" y="{y - 4}" text-anchor="middle" fill="#667085" font-size="10">{tick:g} s</text>'
            )
        for edit in edits_of(line):
            out.append(f'<text x="{left - 10}" y="{y + group / 2}" text-anchor="end">{escape(edit.title)}</text>')
            for number, way in enumerate(ways):
                of = line[edit.name][way.name]
                top = y + 6 + number * (bar + 2)
                length = max(2.0, x(of["seconds"]))
                weight = ' font-weight="600"' if way.name.startswith("slipway") else ""
                out.append(
                    f'<rect x="{left}" y="{top}" width="{length:.1f}" height="{bar}" fill="{COLOURS[way.name]}"/>'
                    f'<text x="{left + length + 5:.1f}" y="{top + 10.5}" font-size="10.5" fill="#344054"{weight}>'
                    f"{seconds_text(of['seconds'])} · {bytes_text(of['bytes'])}</text>"
                )
            y += group
        y += 14
    out.append("</svg>")
    return "\n".join(out) + "\n"
