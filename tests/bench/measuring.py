"""What the benches share: whole processes against whole processes, in turns, and how figures are written down."""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent

# Neither the person's git configuration nor a repository around this one may have a say.
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C",
}
# A shell that a program starts (ssh its ProxyCommand) reads nobody's start-up files.
ENVIRONMENT["SHELL"] = "/bin/sh"
for _role in ("AUTHOR", "COMMITTER"):
    ENVIRONMENT[f"GIT_{_role}_NAME"] = "bench"
    ENVIRONMENT[f"GIT_{_role}_EMAIL"] = "bench@localhost"
    ENVIRONMENT[f"GIT_{_role}_DATE"] = "2024-01-01T00:00:00Z"


def machine() -> str:
    model = [line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]  # fmt: skip
    return f"{os.cpu_count()} cores, {model[0] if model else os.uname().machine}"


def arguments(description: str, runs: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--helper", type=pathlib.Path, default=SOURCE / "build/bench/tools/slipway")
    parser.add_argument("--out", type=pathlib.Path, default=SOURCE / "build/bench", help="where the JSON goes")
    parser.add_argument("--runs", type=int, default=runs, help="of each command (default: %(default)s)")
    chosen = parser.parse_args()
    if not os.access(chosen.helper, os.X_OK):
        parser.error(f"no helper at {chosen.helper}; build it: cmake --preset bench && cmake --build --preset bench")
    chosen.helper = chosen.helper.resolve()
    return chosen


def installed(helper: pathlib.Path, prefix: pathlib.Path) -> pathlib.Path:
    """A copy, as an installation makes it: a linker leaves a file in pieces that are slower to map."""
    return pathlib.Path(shutil.copy(helper, prefix / "slipway"))


def milliseconds(command: list[str], directory: pathlib.Path | None = None) -> float:
    """The wall time of a process that must succeed; its output is read by nobody."""
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=directory,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    took = (time.perf_counter() - start) * 1000
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')}")
    return took


def in_turns(runs: int, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Runs one after the other, so that what else the machine does meets both; the first of each only warms up."""
    ours()
    theirs()
    pairs = [(ours(), theirs()) if turn % 2 == 0 else (theirs(), ours())[::-1] for turn in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def row(name: str, goal: str, ours: list[float], theirs: list[float]) -> dict[str, object]:
    """Medians hold against a busy machine; minima show what the work itself costs."""
    return {
        "name": name,
        "goal": goal,
        "runs": len(ours),
        "slipway_ms": round(statistics.median(ours), 2),
        "reference_ms": round(statistics.median(theirs), 2),
        "slipway_least_ms": round(min(ours), 2),
        "reference_least_ms": round(min(theirs), 2),
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 3),
        "ratio_of_least": round(min(ours) / min(theirs), 3),
        "difference_ms": round(statistics.median(ours) - statistics.median(theirs), 2),
    }


def report(out: pathlib.Path, bench: str, reference: str, rows: list[dict[str, object]], **facts: object) -> None:
    out.mkdir(parents=True, exist_ok=True)
    document = {"bench": bench, "reference": reference, "load": os.getloadavg()[0], **facts, "rows": rows}
    (out / f"{bench}.json").write_text(json.dumps(document, indent=2) + "\n")
    print(f"{bench}: against {reference}; medians in ms, least in parentheses")
    for line in rows:
        print(
            f"  {line['name']:<22} {line['slipway_ms']:>8} ({line['slipway_least_ms']})"
            f"  {line['reference_ms']:>8} ({line['reference_least_ms']})"
            f"  ratio {line['ratio']} ({line['ratio_of_least']})  difference {line['difference_ms']}"
            f"  goal {line['goal']}"
        )
    for name, value in facts.items():
        print(f"  {name}: {value}")
    sys.stdout.flush()
