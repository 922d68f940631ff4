"""The table of faults as files: faults.json for programs, faults.md for people."""

import datetime
import functools
import json
import pathlib
import subprocess

HEAD = """\
# Faults

What happens to a deployment if something breaks in the middle of it. Each row is a case of `tests/faults`, which breaks a real
deployment to a real host (sshd, Docker Engine, compose v2) at that step. The run writes this page and [faults.json](faults.json).
*Serving* is the release that answers requests afterwards, with its image and all files that it mounts. *Lost* would be
data of the application, or entries of the journal. *Recovers* says which commits one plain `deploy`, without options, can deploy
afterwards: the *same*, or a *new* one.

A power cut is a copy of the host's disk, taken at that moment and booted: data that the kernel had not yet written to the disk is lost.

If the outcome says that *the next deployment* put something back, nothing on the host could do it: until then the service may be
down, or its image and its mounted files may be of two releases. Slipway starts nothing with the host unless `RECOVER_AT_BOOT` is on. `slipway status` says that a switch was interrupted.

"""
COMMANDS = """\
`tests/faults/nth_command` counts the calls of programs that a deployment makes on the host, and makes each of them fail, one deployment
for each call. The messages have to be true, one whole release has to be served, and one plain `deploy` has to recover everything. Of
programs that are called while the run waits for something, only the first calls count."""
FLEET = """\
What happens to a [deployment to several hosts](how-to/fleet.md). `tests/faults/fleet_suite` runs the tests that do this to two to six real
hosts, and writes these rows; [faults.json](faults.json) names the test of each. What happens on the host itself is in the table above."""
ROUNDS = """\
`tests/faults/random_kills` deploys random edits, and breaks each deployment in a random way at a random call on the host; a seed
repeats it. After each round the messages have to be true, one whole release has to be served unless `status` says that a switch was
interrupted, data in the volume has to be unchanged, the journal complete, and one plain `deploy` has to work."""


@functools.cache
def stamp() -> dict[str, str]:
    """Which commit this was when the run began, and which day."""
    git = ["git", "-C", str(pathlib.Path(__file__).resolve().parent), "rev-parse", "--short=7", "HEAD"]
    commit = subprocess.run(git, stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
    return {"commit": commit or "unknown", "date": datetime.date.today().isoformat()}


def read(directory: pathlib.Path) -> dict:
    file = directory / "faults.json"
    empty = {"schema": 1, "cases": [], "missing": [], "fleet": [], "fleet_missing": [], "commands": [], "rounds": []}
    return {**empty, **json.loads(file.read_text())} if file.exists() else empty


def write(directory: pathlib.Path, rows: list[dict], missing: list[tuple[str, str]]) -> None:
    """The rows of the cases that were as they have to be, and the names of those that have not passed, or not run."""
    write_all(directory, {**read(directory), "cases": rows, "missing": [{"fault": fault, "step": step} for fault, step in missing]})


def add_rounds(directory: pathlib.Path, played: dict[str, int], lost: int) -> None:
    """Of a run of random_kills: how many rounds of each seed."""
    table = read(directory)
    seeds = {seed: rounds for seed, rounds in played.items() if rounds}
    table["rounds"].append({"seeds": seeds, "rounds": sum(seeds.values()), "lost": lost, **stamp()})
    write_all(directory, table)


def set_commands(directory: pathlib.Path, calls: dict[str, int], failed: int) -> None:
    """Of a run of nth_command: how many calls of each program were made to fail."""
    write_all(directory, {**read(directory), "commands": [{"calls": calls, "failed": failed, **stamp()}]})


def set_fleet(directory: pathlib.Path, rows: list[dict], missing: list[tuple[str, str]]) -> None:
    """Of a run of fleet_suite: the rows of the cases that passed. Those that did not run now keep the row of an earlier run."""
    table = read(directory)
    earlier = {(row["fault"], row["step"]): row for row in table["fleet"]}
    done = {(row["fault"], row["step"]) for row in rows}
    kept = [earlier[key] for key in missing if key in earlier and key not in done]
    table["fleet"] = rows + kept
    table["fleet_missing"] = [{"fault": fault, "step": step} for fault, step in missing if (fault, step) not in earlier]
    write_all(directory, table)


def write_all(directory: pathlib.Path, table: dict) -> None:
    (directory / "faults.json").write_text(json.dumps(table, indent=1) + "\n")
    lines = ["| fault | step | method | outcome | serving | lost | seconds | recovers |", "| --- | --- | --- | --- | --- | --- | ---: | --- |"]
    rows = table["cases"]
    for row in rows:
        fault = row["fault"]
        lost = "**yes**" if row["lost"] else "no"
        lines.append(
            f"| {fault} | {row['step']} | {row['method']} | {row['outcome']} | {row['serving']} | {lost} | {row['seconds']} | "
            f"{', '.join(which for which, works in row['recovers'].items() if works)} |"
        )
    lines += ["", f"{len(rows)} cases{ran(rows)}.", ""]
    if table["missing"]:
        lines += [f"{len(table['missing'])} cases have not run to their end yet, and promise nothing:", ""]
        lines += [f"- {case['fault']} / {case['step']}" for case in table["missing"]] + [""]
    if table["fleet"]:
        lines += ["## Several hosts", "", FLEET, "", "| fault | where | what becomes of the roll-out | hosts with the new release | what brings it to the others | seconds |",
                  "| --- | --- | --- | --- | --- | ---: |"]  # fmt: skip
        lines += [f"| {row['fault']} | {row['step']} | {row['outcome']} | {row['new']} | {row['recovers']} | {row['seconds']} |" for row in table["fleet"]]
        lines += ["", f"{len(table['fleet'])} cases{ran(table['fleet'])}.", ""]
        lines += [f"- has not run to its end yet: {case['fault']} / {case['step']}" for case in table["fleet_missing"]]
        lines += [""] if table["fleet_missing"] else []
    for run in table["commands"]:
        calls = ", ".join(f"{program} {count}" for program, count in sorted(run["calls"].items()))
        lines += ["## Each command in turn", "", COMMANDS, ""]
        lines += [f"{sum(run['calls'].values())} calls{ran([run])}, {run['failed']} not survived: {calls}.", ""]
    if table["rounds"]:
        total, lost = (sum(run[key] for run in table["rounds"]) for key in ("rounds", "lost"))
        lines += ["## Random rounds", "", ROUNDS, "", f"{total} rounds, {lost} lost.", ""]
        lines += ["| commit | date | rounds | lost | seeds | what was lost |", "| --- | --- | ---: | ---: | --- | --- |"]
        for run in table["rounds"]:
            seeds = ", ".join(f"{seed} ({count})" for seed, count in run["seeds"].items())
            lines.append(f"| {run['commit']} | {run['date']} | {run['rounds']} | {run['lost']} | {seeds} | {run.get('note', '')} |")
        lines.append("")
    (directory / "faults.md").write_text(HEAD + "\n".join(lines).rstrip() + "\n")


def ran(runs: list[dict]) -> str:
    """When, and on which commits, in words."""
    commits = list(dict.fromkeys(run["commit"] for run in runs if "commit" in run))
    dates = sorted({run["date"] for run in runs if "date" in run})
    if not commits:
        return ""
    return f", run on {' to '.join(dict.fromkeys((dates[0], dates[-1])))} at {'commit' if len(commits) == 1 else 'commits'} {', '.join(commits)}"


def check(file: pathlib.Path, wanted: list[tuple[str, str]], fleet: list) -> int:
    """0 where the file lists exactly the wanted cases, with nothing empty and nothing lost."""
    table = read(file.parent)
    rows = table["cases"]
    problems = []
    listed = [(row["fault"], row["step"]) for row in [*rows, *table["missing"]]]
    for case in wanted:
        if case not in listed:
            problems.append(f"the suite has a case that the table lacks: {' / '.join(case)}")
    for case in listed:
        if case not in wanted:
            problems.append(f"the table has a case that the suite lacks: {' / '.join(case)}")
    if len(set(wanted)) != len(wanted):
        problems.append("the suite has two cases of the same name")
    for case in [*table["fleet"], *table["fleet_missing"]]:
        if (case["fault"], case["step"]) not in {known.key for known in fleet}:
            problems.append(f"the table has a case of several hosts that fleet_suite lacks: {case['fault']} / {case['step']}")
    for known in fleet:
        if known.key not in {(case["fault"], case["step"]) for case in [*table["fleet"], *table["fleet_missing"]]}:
            problems.append(f"fleet_suite has a case that the table lacks: {' / '.join(known.key)}")
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
    print(f"{len(rows)} cases, nothing lost; {len(table['missing'])} have not run to their end")
    return 0
