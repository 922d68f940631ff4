"""Processes named so that a reused process id is never mistaken for them."""

import dataclasses
import pathlib
import time


@dataclasses.dataclass(frozen=True)
class Identity:
    pid: int
    # Clock ticks since boot, and which boot.
    started: str
    boot: str

    def alive(self) -> bool:
        """A zombie counts as gone: whether somebody reaps it is not the host's affair."""
        return of(self.pid) == self


def _boot() -> str:
    return pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def of(pid: int) -> Identity | None:
    try:
        # The second field is the program's name in parentheses and may contain anything.
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, started = fields[0], fields[19]
    return None if state in "ZX" else Identity(pid, started, _boot())


def wait_until_gone(identity: Identity, timeout_seconds: float) -> bool:
    deadline = time.monotonic() + timeout_seconds
    while identity.alive():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
