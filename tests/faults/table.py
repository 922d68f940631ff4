"""The table of faults as files: faults.json for programs, faults.md for people."""

import json
import pathlib

HEAD = """\
# Faults

What happens to a deployment when something breaks in the middle of it. Each row is a case of `tests/faults`, which breaks a real
deployment to a real host (sshd, Docker Engine, compose v2) at that place; this page and [faults.json](faults.json) are written by
the run. *Serving* is the release that answers requests afterwards, complete: its image and the files that it mounts. *Lost* would be
data of the application, or entries of the journal. *Recovers* says what one plain `deploy` afterwards, without an option and without a
hand, has brought onto the host: the *same* commit, or a *new* one.

A power cut is a copy of the host's disk, taken at that moment and booted: what the kernel had not brought to the disk is lost.

Where the outcome is that *the next deployment* put something right, nobody was left on the host to do it: until then the service may be
down, or its image and its mounted files may be of two releases. Slipway has no agent that starts with the host. `slipway status` says so.

"""


def write(directory: pathlib.Path, rows: list[dict]) -> None:
    (directory / "faults.json").write_text(json.dumps({"schema": 1, "cases": rows}, indent=1) + "\n")
    lines = ["| fault | step | method | outcome | serving | lost | seconds | recovers |", "| --- | --- | --- | --- | --- | --- | ---: | --- |"]
    for row in rows:
        fault = row["fault"]
        lost = "**yes**" if row["lost"] else "no"
        lines.append(
            f"| {fault} | {row['step']} | {row['method']} | {row['outcome']} | {row['serving']} | {lost} | {row['seconds']} | "
            f"{', '.join(which for which, works in row['recovers'].items() if works)} |"
        )
    (directory / "faults.md").write_text(HEAD + "\n".join(lines) + f"\n\n{len(rows)} cases.\n")


def check(file: pathlib.Path, wanted: list[tuple[str, str]]) -> int:
    """0 where the file lists exactly the wanted cases, in their order, with nothing empty and nothing lost."""
    rows = json.loads(file.read_text())["cases"]
    problems = []
    listed = [(row["fault"], row["step"]) for row in rows]
    for case in wanted:
        if case not in listed:
            problems.append(f"the suite has a case that the table lacks: {' / '.join(case)}")
    for case in listed:
        if case not in wanted:
            problems.append(f"the table has a case that the suite lacks: {' / '.join(case)}")
    if len(set(wanted)) != len(wanted):
        problems.append("the suite has two cases of the same name")
    for row in rows:
        if row["lost"] or row["serving"] not in ("old", "new") or not all(
            str(row[key]) for key in ("fault", "step", "method", "outcome", "seconds")
        ):
            problems.append(f"an empty cell or a loss: {row}")
        wanted_recoveries = ("same", "new") if row["fault"].startswith("power cut") else ()
        if not any(row["recovers"].values()) or not all(row["recovers"][which] for which in wanted_recoveries):
            problems.append(f"no recovery: {row}")
    for problem in problems:
        print(problem)
    if problems:
        print(f"expected {file} to be the table of the suite; write it anew: tests/faults/fault_suite … --write-docs")
        return 1
    print(f"{len(rows)} cases, nothing lost")
    return 0
