"""Starting, stopping and starting again."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

from . import access, cgroups, flavours, layers, network, processes
from .errors import HostError
from .locks import exclusive
from .records import Host

INIT = pathlib.Path(__file__).with_name("init.py")
READY_SECONDS = 60
# Held while a link and its control groups come or go: they are the machine's, whatever directory a host is in.
MACHINE_LOCK = pathlib.Path("/run/slipway-hosts.lock")
# A root whose file system cannot carry overlays gets a disk image of this size, sparse.
DEFAULT_DISK = "16G"


def start(host: Host, owner: int | None, engine_data: pathlib.Path | None = None) -> None:
    """Starts a host whose directory and settings exist; returns when ssh and the engine answer.

    A fresh host may get what an engine has in `engine_data`, linked where that is possible: engines replace
    their files and never write to the layers they have.
    Marking the host ready is left to the caller: a host counts as starting until all of it is there.
    """
    access.make_keys(host)
    stack = layers.prepare(host.layers)
    owner_descriptor = os.pidfd_open(owner) if owner is not None else None
    (host.directory / "staging").mkdir(exist_ok=True)
    host.storage.mkdir(exist_ok=True)
    disk_image = _disk_image(host)
    if engine_data is not None and not disk_image:
        _copy_engine_data(engine_data, host.storage / "docker")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with (host.directory / "init.log").open("ab") as log:
        # --kill-child ties init to this unshare, so that one process id stands for the whole host.
        launcher = subprocess.Popen(
            [
                "unshare",
                "--mount",
                "--net",
                "--uts",
                "--ipc",
                "--pid",
                "--fork",
                "--kill-child=KILL",
                sys.executable,
                "-I",
                str(INIT),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd="/",
            env=environment,
            start_new_session=True,
            pass_fds=[] if owner_descriptor is None else [owner_descriptor],
        )
    if owner_descriptor is not None:
        os.close(owner_descriptor)
    try:
        first = launcher.stdout.readline().strip()
        identity = processes.of(int(first)) if first else None
        if identity is None:
            raise _broken(host, "The host's namespaces could not be made", "init.log")
        host.init = identity
        host.ready = False
        with exclusive(MACHINE_LOCK):
            host.link = network.connect(identity.pid, host.link.number if host.link else None, host.shape)
            if host.network:
                host.port = network.join(identity.pid, host.network, host.port.number if host.port else None)
            host.save()
            cgroups.place(host.link.name, identity.pid)
        access.write_ssh_config(host)
        specification = _specification(host, stack)
        specification["disk_image"] = disk_image
        specification["engine_data"] = str(engine_data) if engine_data is not None and disk_image else ""
        specification["owner"] = owner_descriptor
        launcher.stdin.write(json.dumps(specification).encode())
        launcher.stdin.close()
        if launcher.stdout.readline().strip() != b"up":
            raise _broken(host, "The host's first process failed", "init.log")
        launcher.stdout.close()
        _wait_until_ready(host)
    except BaseException:
        launcher.kill()
        launcher.wait()
        stop(host, graceful=False)
        raise


def _copy_engine_data(source: pathlib.Path, destination: pathlib.Path) -> None:
    """Links only work within one mount, which is more than one file system: trying is the only way to know."""
    for how in (["--link"], []):
        shutil.rmtree(destination, ignore_errors=True)
        command = ["cp", "--archive", *how, str(source), str(destination)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
    raise HostError(f"Copying the base images into {destination} failed: {done.stderr.strip()[-500:]}")


def _disk_image(host: Host) -> str:
    kind = subprocess.run(
        ["stat", "--file-system", "--format=%T", str(host.directory)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    if not host.disk and kind.stdout.strip() in ("overlayfs", "nfs", "fuseblk", "fuse", "v9fs"):
        host.disk = DEFAULT_DISK
    if not host.disk:
        return ""
    image = host.directory / "disk.img"
    if not image.exists():
        for command in (
            ["truncate", "--size", host.disk, str(image)],
            ["mkfs.ext4", "-q", "-F", "-m", "0", str(image)],
        ):
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                image.unlink(missing_ok=True)
                raise HostError(f"Making a disk of {host.disk} failed: {done.stderr.strip()}")
    return str(image)


def _has_daemon(host: Host) -> bool:
    flavour = flavours.FLAVOURS.get(host.flavour)
    return "docker" not in host.without and (flavour is None or flavour.has_daemon)


def _specification(host: Host, stack: dict[str, pathlib.Path]) -> dict:
    hidden = [path for program in host.without for path in flavours.PROGRAM_FILES[program]]
    flavour = flavours.FLAVOURS.get(host.flavour)
    if host.builder == "containerd" or (flavour is not None and flavour.containerd_store):
        daemon: dict = {"features": {"containerd-snapshotter": True}}
    else:
        daemon = {"storage-driver": "overlay2"}
    if host.builder == "classic":
        hidden.append(flavours.BUILDX_PLUGIN)
        daemon.setdefault("features", {})["buildkit"] = False
    return {
        "name": host.name,
        "address": host.link.host_address,
        "path": flavours.HOST_PATH,
        "staging": str(host.directory / "staging"),
        "storage": str(host.storage),
        "layers": [str(stack[name]) for name in host.layers],
        "hidden": hidden,
        "daemon": daemon,
        "engine": _has_daemon(host),
        "authorized_keys": (host.keys / "identity.pub").read_text(),
        "host_key": (host.keys / "host_key").read_text(),
        "logs": {name: str(host.directory / f"{name}.log") for name in ("sshd", "dockerd")},
    }


def _tail(path: pathlib.Path) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-12:])
    except FileNotFoundError:
        return ""


def _broken(host: Host, what: str, *logs: str) -> HostError:
    tails = [f"{name}:\n{text}" for name in logs if (text := _tail(host.directory / name))]
    return HostError(f"{what} ({host.name}).\n" + "\n".join(tails))


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("localhost", timeout=2)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _ssh_answers(host: Host) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(
        (host.link.host_address, 22), timeout=2
    ) as connection:
        return connection.recv(4) == b"SSH-"
    return False


def _engine_answers(host: Host) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(
        _UnixConnection(f"/proc/{host.init.pid}/root/run/docker.sock")
    ) as connection:
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    return False


def _wait_until_ready(host: Host) -> None:
    missing = {"sshd": _ssh_answers}
    if _has_daemon(host):
        missing["the Docker Engine"] = _engine_answers
    deadline = time.monotonic() + READY_SECONDS
    while missing:
        missing = {name: answers for name, answers in missing.items() if not answers(host)}
        if not missing:
            break
        if not host.running():
            raise _broken(host, "The host ended while it was starting", "init.log")
        if time.monotonic() > deadline:
            what = f"After {READY_SECONDS} s there was still no answer from {' and '.join(missing)}"
            raise _broken(host, what, "sshd.log", "dockerd.log")
        time.sleep(0.02)
    done = subprocess.run(
        ["ssh", "-F", str(host.ssh_config), "-o", "BatchMode=yes", host.name, "true"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise _broken(
            host, f"sshd answers but `ssh {host.name} true` failed: {done.stderr.strip()}", "sshd.log"
        )


def stop(host: Host, graceful: bool) -> None:
    """Takes the host down and everything of it that the kernel holds. The directory stays."""
    if host.init is not None and host.running():
        if graceful:
            with contextlib.suppress(ProcessLookupError):
                os.kill(host.init.pid, signal.SIGTERM)
            processes.wait_until_gone(host.init, 40)
        if host.running():
            with contextlib.suppress(ProcessLookupError):
                os.kill(host.init.pid, signal.SIGKILL)
        if not processes.wait_until_gone(host.init, 30):
            raise HostError(
                f"The host {host.name} did not end within 30 s of SIGKILL (process {host.init.pid})."
            )
    if host.init is not None:
        _wait_for_kernel(host)
        sweep()
    host.init = None
    host.ready = False
    if host.directory.is_dir():
        host.save()


def _held_by_kernel(host: Host) -> list[str]:
    """The kernel takes namespaces down in the background, some time after their last process."""
    held = []
    if host.link is not None and host.link.exists():
        held.append(f"the link {host.link.name}")
    if host.port is not None and host.port.exists():
        held.append(f"the link {host.port.name} of {host.port.namespace}")
    image = str(host.directory / "disk.img")
    for backing in pathlib.Path("/sys/block").glob("loop*/loop/backing_file"):
        with contextlib.suppress(OSError):
            if backing.read_text().strip() == image:
                held.append(f"/dev/{backing.parts[3]}")
    return held


def _wait_for_kernel(host: Host) -> None:
    deadline = time.monotonic() + 20
    while held := _held_by_kernel(host):
        if time.monotonic() > deadline:
            raise HostError(f"The host {host.name} ended, but the kernel still holds {' and '.join(held)}.")
        time.sleep(0.01)


def sweep() -> None:
    """Removes the control groups of hosts that are gone, whoever's they were: their links are gone, too. The same with
    networks that have no host any more."""
    with exclusive(MACHINE_LOCK):
        network.sweep_common()
        for name in cgroups.names():
            number = name.rpartition("-")[2]
            if number.isdigit() and not network.Link(int(number)).name_taken() and cgroups.empty(name):
                left = cgroups.remove(name)
                if left:
                    raise HostError(f"Empty control groups could not be removed: {', '.join(left)}")


def inside(host: Host, command: list[str]) -> list[str]:
    """The command line that runs `command` in the host as root, in its home, with its environment only."""
    return [
        "nsenter",
        f"--target={host.init.pid}",
        "--mount",
        "--net",
        "--uts",
        "--ipc",
        "--pid",
        "--cgroup",
        "--root",
        "--wdns=/root",
        "/usr/bin/env",
        "-i",
        f"PATH={flavours.HOST_PATH}",
        "HOME=/root",
        "LANG=C.UTF-8",
        *command,
    ]
