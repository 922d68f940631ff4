"""The control group of each host: named like its link, directly below the root of each hierarchy."""

import contextlib
import dataclasses
import os
import pathlib
import time

from .errors import Unsupported


@dataclasses.dataclass(frozen=True)
class Hierarchies:
    """Where control groups are mounted. Version 1 has one hierarchy per (group of) controllers."""

    version: int
    # Mount point -> options that mount the same hierarchy again.
    mounts: dict[str, str]


def hierarchies() -> Hierarchies:
    version_1: dict[str, str] = {}
    version_2: dict[str, str] = {}
    controllers = {
        line.split()[0]
        for line in pathlib.Path("/proc/cgroups").read_text().splitlines()
        if not line.startswith("#")
    }
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        mount_point = before.split()[4].encode().decode("unicode_escape")
        kind, _, options = after.split(" ", 2)
        if kind == "cgroup2":
            version_2[mount_point] = ""
        elif kind == "cgroup":
            names = options.split(",")
            kept = [name for name in names if name in controllers]
            named = [name for name in names if name.startswith("name=")]
            version_1[mount_point] = ",".join(kept or ["none", *named])
    if version_1:
        return Hierarchies(1, version_1)
    if version_2:
        return Hierarchies(2, dict([next(iter(version_2.items()))]))
    raise Unsupported("Containers need control groups, but none are mounted (expected below /sys/fs/cgroup).")


def place(name: str, pid: int) -> None:
    """Puts the process into a fresh group of that name in every hierarchy."""
    found = hierarchies()
    remove(name)
    for mount_point in found.mounts:
        root = pathlib.Path(mount_point)
        group = root / name
        group.mkdir(exist_ok=True)
        if found.version == 2:
            _delegate_all(root)
        # A version 1 cpuset takes no process before it has processors and memory nodes.
        for setting in ("cpuset.cpus", "cpuset.mems"):
            if found.version == 1 and (group / setting).exists():
                (group / setting).write_text((root / setting).read_text())
        (group / "cgroup.procs").write_text(str(pid))


def _delegate_all(group: pathlib.Path) -> None:
    """Lets children use the controllers; one that is refused (processes in the group) is done without."""
    for controller in (group / "cgroup.controllers").read_text().split():
        with contextlib.suppress(OSError):
            (group / "cgroup.subtree_control").write_text(f"+{controller}")


def delegate_own_namespace(mount_point: pathlib.Path) -> None:
    """Version 2, inside a host: processes may only sit in leaves, so this one moves into its own."""
    (mount_point / "init").mkdir(exist_ok=True)
    (mount_point / "init/cgroup.procs").write_text("0")
    _delegate_all(mount_point)


def remove(name: str, timeout_seconds: float = 10) -> list[str]:
    """Removes the group from all hierarchies; returns those that did not go away in time."""
    deadline = time.monotonic() + timeout_seconds
    remaining = [pathlib.Path(mount_point) / name for mount_point in hierarchies().mounts]
    while True:
        for group in remaining:
            for folder, _, _ in os.walk(group, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(folder)
        remaining = [group for group in remaining if group.exists()]
        if not remaining or time.monotonic() > deadline:
            return [str(group) for group in remaining]
        time.sleep(0.02)


def empty(name: str) -> bool:
    """Without processes. Hosts of another network namespace may share the groups; theirs are not empty."""
    for mount_point in hierarchies().mounts:
        for folder, _, _ in os.walk(pathlib.Path(mount_point, name)):
            with contextlib.suppress(OSError):  # the group goes away meanwhile
                if pathlib.Path(folder, "cgroup.procs").read_text():
                    return False
    return True


def names() -> set[str]:
    """All groups of test hosts, whoever's they are."""
    return {
        group.name
        for mount_point in hierarchies().mounts
        for group in pathlib.Path(mount_point).glob("slipway-*")
    }
