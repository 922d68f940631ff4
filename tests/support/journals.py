"""Repositories with journals as a clone keeps them, made without a host: what the report and the history show of many releases."""

import math
import os
import pathlib
import random
import subprocess

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "tester@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
DISK = {"full": 620_000_000, "incremental": 18_000_000, "cached": 0}
FILES = {
    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.25)\nproject(App LANGUAGES NONE)\nfind_package(Slipway CONFIG REQUIRED)\n"
    "slipway_add_deployment(app HOST pi DIRECTORY ~/app)\n",
    "compose.yaml": "services:\n  web:\n    build: {context: ., args: {GIT_COMMIT: '${GIT_COMMIT:-unknown}'}}\n",
    "Dockerfile": "FROM scratch\nARG GIT_COMMIT\nCOPY requirements.txt /\nRUN pip install -r requirements.txt\nRUN echo $GIT_COMMIT\n"
    "COPY src /src\nRUN compile\n",
    "requirements.txt": "a==1\n",
    "src/app.py": "one\n",
    ".gitignore": "build/\n",
}
# What a release changes, and what that asks for.
EDITS = [("src/app.py", "incremental", 0.55), ("docs/page.md", "cached", 0.3), ("requirements.txt", "full", 0.1), ("Dockerfile", "full", 0.05)]
START = 1_760_000_000


def run(directory: pathlib.Path, *words: str, data: bytes | None = None) -> str:
    done = subprocess.run(words, cwd=directory, env=ENVIRONMENT, input=data, capture_output=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{words} ended with {done.returncode}:\n{done.stderr.decode(errors='replace')}")
    return done.stdout.decode(errors="replace")


def make(directory: pathlib.Path, source: pathlib.Path, helper: pathlib.Path, journals: dict[str, int]) -> pathlib.Path:
    """A project whose environments have that many releases each. Returns its directory."""
    project = directory / "a project & more"
    (directory / "package").mkdir(parents=True)
    (directory / "package/SlipwayConfig.cmake").write_text(f'include("{source}/cmake/Slipway.cmake")\n')
    for name, text in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    run(project, "git", "init", "-q", "-b", "main")
    run(project, "git", "add", "--all")
    run(project, "git", "commit", "-q", "-m", "Start")
    for environment, count in journals.items():
        if count > 0:
            run(project, "git", "fast-import", "--quiet", data=b"".join(entries(environment, count)))
        run(project, "cmake", "-S", ".", "-B", f"build/{environment}", "-G", "Ninja", f"-DSlipway_DIR={directory}/package",
            f"-DSLIPWAY_EXECUTABLE={helper}", f"-DSLIPWAY_ENVIRONMENT={environment}")  # fmt: skip
    return project


def entries(environment: str, count: int):
    """The journal as git's fast-import reads it: one commit for each release."""
    chance = random.Random(count)
    time = START
    files = dict(FILES)
    deployed_mark = 0
    for number in range(1, count + 1):
        time += int(chance.expovariate(1 / 40_000)) + 900
        path, strategy, _ = chance.choices(EDITS, [weight for _, _, weight in EDITS])[0]
        if number == 1:
            strategy = "full"
        else:
            files[path] = files.get(path, "") + f"# {number}\n"
        bad = number > 1 and chance.random() < 0.05
        outcome, reason = ("failed", "web is unhealthy <script>alert(1)</script>") if bad else ("deployed", "")
        build = {"full": 600, "incremental": 90, "cached": 0}[strategy] * chance.lognormvariate(0, 0.25) * (1 + number / 2 / max(count, 1))
        size = int(7e8 + 2e5 * number + 5e7 * math.sin(number / 40))
        message = "\n".join([
            f"Release {number} of app on {environment}", "", f"Release: {number}", f"Source-Commit: {chance.getrandbits(160):040x}",
            f"Source-Subject: Change {path} & more <b>now</b>", "Source-Branch: main", f"Strategy: {strategy}", "Project: app",
            "Builder: buildkit", "Deployed-By: ada@laptop", f"Started: {iso(time)}", f"Outcome: {outcome}",
            *([f"Reason: {reason}"] if reason else []), f"Image: web sha256:{number:012x} {number} app:slipway-app-{number}",
            f"Disk-Build: {DISK[strategy] + number % 7 * 3_000_000}", f"Disk-Images: {size}",
            f"Image-Size: web {size}", f"Bytes-Sent: {int(chance.lognormvariate(9, 1.5))}", f"Seconds-Build: {build:.2f}",
            f"Seconds-Switch: {chance.uniform(1, 3):.2f}", f"Seconds-Health: {chance.uniform(3, 12):.2f}",
            f"Seconds-Outage: {chance.lognormvariate(-1.5, 0.4):.2f}", f"Until-Healthy: {chance.lognormvariate(0.5, 0.4):.2f}",
            f"Forecast-Seconds: {build + 9:.2f} {build * 0.8 + 5:.2f} {build * 1.2 + 14:.2f}", f"Finished: {iso(time + int(build) + 15)}", ""])  # fmt: skip
        yield commit(f"refs/slipway/app/{environment}/journal", number, message, time, files, deployed_from=number - 1)
        if not bad:
            deployed_mark = number
    yield f"reset refs/slipway/app/{environment}/deployed\nfrom :{deployed_mark}\n\n".encode()


def commit(reference: str, mark: int, message: str, time: int, files: dict[str, str], deployed_from: int) -> bytes:
    parts = [f"commit {reference}\nmark :{mark}\ncommitter Slipway <slipway@localhost> {time} +0000\n"]
    parts.append(f"data {len(message.encode())}\n{message}\n")
    if deployed_from:
        parts.append(f"from :{deployed_from}\n")
    parts.append("deleteall\n")
    for name, text in files.items():
        parts.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    return ("".join(parts) + "\n").encode()


def iso(time: int) -> str:
    import datetime

    return datetime.datetime.fromtimestamp(time, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
