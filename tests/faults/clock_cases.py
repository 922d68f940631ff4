"""The host's time of day is set by a week while the run waits.

`date` is what tells scripts the time of day; one that stands ahead of it on the PATH is set, for the machine's own clock belongs
to everybody on it."""

import pathlib
from collections.abc import Callable

from cases import Case, Inflict, at, confirming, in_confirm
from world import Running, World

WEEK_SECONDS = 7 * 86400
DATE = """\
#!/bin/sh
offset=$(cat /run/clock-offset 2>/dev/null)
exec /bin/date --date "@$(($(/bin/date +%s) + ${offset:-0}))" "$@"
"""


def clock_set(seconds: int) -> Callable[[World, Running], None]:
    def deed(world: World, _: Running) -> None:
        root = pathlib.Path(f"/proc/{world.host['pid']}/root")
        date = root / "usr/local/bin/date"
        date.write_text(DATE)
        date.chmod(0o755)
        (root / "run/clock-offset").write_text(f"{seconds}\n")

    return deed


def with_clock(inflict: Inflict) -> Inflict:
    """The clock is right again afterwards."""

    def whole(world: World) -> Running | None:
        try:
            return inflict(world)
        finally:
            world.sh("rm -f /usr/local/bin/date /run/clock-offset")

    return whole


def clock_cases() -> list[Case]:
    cases = []
    for words, seconds in (("forwards", WEEK_SECONDS), ("backwards", -WEEK_SECONDS)):
        fault, deed = f"clock set {words} by a week", clock_set(seconds)
        for step in ("Stage, before the checkout", "Build, before it", "Switch, before its marker", "Switch, before compose", "Health",
                     "Record, before it", "Tidy"):
            cases.append(Case(fault, step, "new", with_clock(at(step, deed)), code=0))
        cases.append(Case(fault, "Confirm", "new", with_clock(confirming(in_confirm(deed), 30)), {"smoke.sh": "sleep 2\n"}, code=0))
        never = {"smoke.sh": "sleep 9\n"}
        cases.append(Case(f"{fault}, and no word from the client", "Confirm", "old", with_clock(confirming(in_confirm(deed), 4)), never,
                          "failed", 8, hopeless=True))
    return cases
