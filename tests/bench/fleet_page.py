"""The page and the picture of the bench `fleet`."""

SERIES = {
    "floor": ("`ssh HOST true` to each, at once", "#777777"),
    "nothing": ("nothing to do", "#1a73b8"),
    "documentation": ("a documentation change", "#2a9d4a"),
    "source": ("one source file, built on each host", "#c0561e"),
    "status": ("`slipway status`", "#8a4fbf"),
}


def page(result: dict) -> str:
    lines = [
        "# Many hosts",
        "",
        "How long one deployment to several hosts takes, beside a login to each of them at once (`tests/bench/fleet`). All hosts are embedded hosts on the "
        f"machine of the client, and share its cores ({result['machine']}), so what is measured is what everything together costs: with hosts of their own, "
        f"more of it happens at once. `WAVES 100%`, `PARALLEL 8`. Medians of {result['runs']} runs, in seconds. {result.get('note', '')}".rstrip(),
        "",
        "| hosts | " + " | ".join(text for text, _ in SERIES.values()) + " | nothing to do / logins | documentation / logins |",
        "| ---: |" + " ---: |" * (len(SERIES) + 2),
    ]
    for row in result["rows"]:
        cells = " | ".join(f"{row[name]:.2f}" for name in SERIES)
        lines.append(f"| {row['hosts']} | {cells} | {row['nothing'] / row['floor']:.1f} | {row['documentation'] / row['floor']:.1f} |")
    simulated = result["simulated"]
    lines += [
        "",
        "![Seconds by number of hosts](fleet.svg)",
        "",
        "What a documentation change takes beyond the logins is the run on each host: about 120 short programs ([processes](processes.md)). It goes on from the look at "
        "the host, over the same connection.",
        "",
        f"`slipway plan` for {simulated['hosts']} hosts, each with a journal, from what is known here: {simulated['seconds']:.2f} s, {simulated['megabytes']:.0f} MB.",
        "",
    ]
    if seam := result.get("seam"):
        lines += [
            f"A deployment to {seam['hosts']} hosts that answer through the interface of the connection, so that no ssh is started (`bench_many_hosts`, the fastest of three runs): planning with what "
            f"each says {seam['planning']:.2f} s; the live view of the whole roll-out, {seam['frames']} frames of 80 × 24, and the summary "
            f"{seam['view_and_summary']:.2f} s; together {seam['processor']:.2f} s of one processor. `slipway status` {seam['status']:.2f} s, "
            f"{seam['status_processor']:.2f} s of one processor. {seam['megabytes']:.0f} MB at most.",
            "",
        ]
    return "\n".join(lines)


def picture(result: dict) -> str:
    width, height, left, bottom, top = 640, 320, 50, 270, 20
    rows = result["rows"]
    most_hosts = max(row["hosts"] for row in rows)
    most_seconds = max(row[name] for row in rows for name in SERIES)
    x = lambda hosts: left + (width - left - 220) * hosts / most_hosts  # noqa: E731
    y = lambda seconds: bottom - (bottom - top) * seconds / most_seconds  # noqa: E731
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<path d="M{left} {top}V{bottom}H{x(most_hosts):.0f}" stroke="black" fill="none"/>',
        f'<text x="{left - 6}" y="{bottom + 4}" text-anchor="end">0</text>',
        f'<text x="{left - 6}" y="{top + 4}" text-anchor="end">{most_seconds:.0f} s</text>',
    ]
    parts += [f'<text x="{x(row["hosts"]):.0f}" y="{bottom + 16}" text-anchor="middle">{row["hosts"]}</text>' for row in rows]
    parts.append(f'<text x="{x(most_hosts) / 2 + left / 2:.0f}" y="{bottom + 34}" text-anchor="middle">hosts</text>')
    for i, (name, (text, colour)) in enumerate(SERIES.items()):
        points = " ".join(f"{x(row['hosts']):.1f},{y(row[name]):.1f}" for row in rows)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{width - 210}" y="{top + 14 + 16 * i}" fill="{colour}">{text.replace("`", "")}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
