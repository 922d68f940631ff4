"""What host tests written in Python share: starting hosts that die with the test, reaching them, and
looking for what they leave behind."""

import os
import pathlib
import subprocess
import sys
import time
import urllib.request

TOOL = pathlib.Path(__file__).resolve().parent.parent / "host/embedded-host"
# What embedded-host and ctest mean by "cannot be done here".
SKIP = 125

sys.path.insert(0, str(TOOL.parent))

from embedded_host import cgroups, processes  # noqa: E402

Host = dict[str, str]


class EmbeddedHosts:
    """The hosts below one directory. They end with this process, however it ends."""

    def __init__(self, directory: pathlib.Path):
        self.directory = directory

    def tool(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(TOOL), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "SLIPWAY_HOSTS_DIR": str(self.directory)},
        )
        if check and done.returncode != 0:
            raise AssertionError(
                f"embedded-host {' '.join(words)} ended with {done.returncode}:\n{done.stderr}"
            )
        return done

    def start(self, name: str, *words: str, owner: int | None = None, command: str = "start") -> Host:
        done = self.tool(command, name, "--owner", str(owner or os.getpid()), *words)
        return dict(line.split("=", 1) for line in done.stdout.splitlines())

    def restart(self, name: str, *words: str) -> Host:
        return self.start(name, *words, command="restart")

    def stop(self, name: str, *words: str) -> None:
        self.tool("stop", name, *words)


def ssh(host: Host, command: str, check: bool = True) -> str:
    """Runs a command as any client would; returns all that it said, on both streams."""
    done = subprocess.run(
        ["ssh", "-F", host["ssh_config"], "-o", "BatchMode=yes", host["name"], command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if check and done.returncode != 0:
        raise AssertionError(f"`{command}` on {host['name']} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def fetch(host: Host, port: int, path: str = "/answer", timeout_seconds: float = 20) -> str:
    """What a service on the host answers, waiting until it does."""
    url = f"http://{host['address']}:{port}{path}"
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as response:
                return response.read().decode().strip()
        except OSError as error:
            if time.monotonic() > deadline:
                raise AssertionError(f"no answer from {url} within {timeout_seconds} s: {error}") from error
            time.sleep(0.05)


class KernelTraces:
    """What the kernel holds for one running host, to look for after it was stopped.

    Namespaces, links and groups get the numbers and names of those that ended before, so hosts that other
    tests start meanwhile must not be taken for this one: everything is known by what is never reused soon.
    """

    def __init__(self, host: Host):
        self._directory = pathlib.Path(host["ssh_config"]).parent
        namespace = os.readlink(f"/proc/{host['pid']}/ns/pid")
        pids = [
            int(entry.name) for entry in pathlib.Path("/proc").glob("[0-9]*") if self._in(namespace, entry)
        ]
        self._processes = [identity for pid in pids if (identity := processes.of(pid))]

        machine_end = ".".join([*host["address"].split(".")[:3], str(int(host["address"].split(".")[3]) - 1)])
        links = subprocess.run(
            ["ip", "-oneline", "address", "show", "to", machine_end],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        name = links.stdout.split()[1]
        self._link = pathlib.Path("/sys/class/net", name, "ifindex")
        self._link_index = self._link.read_text()
        groups = [pathlib.Path(mount_point, name) for mount_point in cgroups.hierarchies().mounts]
        self._groups = {group: group.stat().st_ino for group in groups}

    @staticmethod
    def _in(namespace: str, entry: pathlib.Path) -> bool:
        try:
            return os.readlink(entry / "ns/pid") == namespace
        except OSError:
            return False  # it has ended meanwhile

    def left(self) -> list[str]:
        """One line for each thing that is still there; none after a complete stop."""
        found = [f"process {identity.pid}" for identity in self._processes if identity.alive()]
        if self._link.exists() and self._link.read_text() == self._link_index:
            found.append(f"link {self._link.parent.name}")
        found += [
            f"control group {group}"
            for group, inode in self._groups.items()
            if group.exists() and group.stat().st_ino == inode
        ]
        mounts = pathlib.Path("/proc/self/mounts").read_text().encode().decode("unicode_escape")
        found += [f"mount {line}" for line in mounts.splitlines() if str(self._directory) in line]
        for backing in pathlib.Path("/sys/block").glob("loop*/loop/backing_file"):
            if str(self._directory) in backing.read_text():
                found.append(f"loop device {backing.parts[3]}")
        if self._directory.exists():
            found.append(f"directory {self._directory}")
        return found
