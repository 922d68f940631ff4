"""The first process of a host: makes the machine's namespaces look like a host, starts its services, reaps.

Started by lifecycle.py in fresh namespaces. Reads one JSON object from stdin; writes its process id as the
machine sees it, then "up", to stdout. End of file instead of the object means that whoever started it died.
Killing it is a power cut: the kernel ends every process and takes down every mount and link of the host.
"""

import ctypes
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from embedded_host import cgroups  # noqa: E402

CLONE_NEWCGROUP = 0x02000000
MNT_DETACH = 2
GRACE_SECONDS = 30

libc = ctypes.CDLL(None, use_errno=True)


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, check=True)


def mount(kind: str, target: pathlib.Path | str, options: str = "") -> None:
    run("mount", "-n", "-t", kind, *(["-o", options] if options else []), kind, target)


def bind(source: str, target: pathlib.Path | str) -> None:
    pathlib.Path(target).mkdir(parents=True, exist_ok=True)
    run("mount", "-n", "--bind", source, target)


def mount_root(spec: dict) -> pathlib.Path:
    """Stacks the layers. All names are relative and plain: paths with spaces, colons or commas never reach
    the options of the overlay."""
    os.chdir(spec["staging"])
    mount("tmpfs", ".", "mode=700,size=1m")
    os.chdir(spec["staging"])
    pathlib.Path("storage").mkdir()
    if spec["disk_image"]:
        run("mount", "-n", "-o", "loop", spec["disk_image"], "storage")
    else:
        bind(spec["storage"], "storage")
    if spec["engine_data"] and not pathlib.Path("storage/docker").exists():
        run("cp", "--archive", spec["engine_data"], "storage/docker")
    lower = []
    for number, layer in enumerate(spec["layers"]):
        bind(layer, f"layer{number}")
        lower.append(f"layer{number}")
    # The overlay's scratch space. After a power cut a mark in it says that what was not on disk may be lost;
    # here nothing is, since the machine's kernel lives on.
    shutil.rmtree("storage/work", ignore_errors=True)
    for name in ("upper", "work", "home", "docker"):
        pathlib.Path("storage", name).mkdir(exist_ok=True)
    pathlib.Path("storage/home").chmod(0o700)
    pathlib.Path("root").mkdir()
    # Without "volatile" the end of a host waits until all of the machine's file system is on disk.
    options = f"lowerdir={':'.join(lower)},upperdir=storage/upper,workdir=storage/work,volatile"
    mount("overlay", "root", options)
    root = pathlib.Path("root").absolute()
    bind("storage/home", root / "root")
    bind("storage/docker", root / "var/lib/docker")
    return root


def mount_kernel_file_systems(root: pathlib.Path, version: int, mounts: dict[str, str]) -> None:
    mount("proc", root / "proc")
    mount("sysfs", root / "sys")
    mount("tmpfs", root / "run", "mode=755")
    (root / "run/lock").mkdir(mode=0o1777)
    (root / "run/sshd").mkdir(mode=0o755)

    mount("tmpfs", root / "dev", "mode=755")
    for name, major, minor in (
        ("null", 1, 3),
        ("zero", 1, 5),
        ("full", 1, 7),
        ("random", 1, 8),
        ("urandom", 1, 9),
        ("tty", 5, 0),
    ):
        os.mknod(root / "dev" / name, 0o666 | 0o020000, os.makedev(major, minor))
        (root / "dev" / name).chmod(0o666)
    for name, target in (
        ("fd", "/proc/self/fd"),
        ("stdin", "fd/0"),
        ("stdout", "fd/1"),
        ("stderr", "fd/2"),
        ("ptmx", "pts/ptmx"),
    ):
        (root / "dev" / name).symlink_to(target)
    for name, kind, options in (
        ("pts", "devpts", "newinstance,ptmxmode=0666,mode=620,gid=5"),
        ("shm", "tmpfs", "mode=1777"),
        ("mqueue", "mqueue", ""),
    ):
        (root / "dev" / name).mkdir()
        mount(kind, root / "dev" / name, options)

    groups = root / "sys/fs/cgroup"
    if version == 2:
        mount("cgroup2", groups)
        cgroups.delegate_own_namespace(groups)
        return
    mount("tmpfs", groups, "mode=755")
    for mount_point, options in mounts.items():
        folder = groups / pathlib.Path(mount_point).name
        folder.mkdir()
        mount("cgroup", folder, options)


def configure(root: pathlib.Path, spec: dict) -> None:
    """The files that make this host this host."""
    name = spec["name"]
    for path, text, mode in (
        ("etc/hostname", f"{name}\n", 0o644),
        ("etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {name}\n", 0o644),
        ("etc/docker/daemon.json", json.dumps(spec["daemon"], indent=1), 0o644),
        ("etc/ssh/authorized_keys", spec["authorized_keys"], 0o644),
        ("etc/ssh/host_key", spec["host_key"], 0o600),
        (
            "etc/ssh/sshd_config",
            "HostKey /etc/ssh/host_key\n"
            "AuthorizedKeysFile /etc/ssh/authorized_keys %h/.ssh/authorized_keys\n"
            "StrictModes no\nUsePAM no\nUseDNS no\nPasswordAuthentication no\nPermitRootLogin yes\n"
            "LogLevel VERBOSE\n"
            f"SetEnv PATH={spec['path']}\n"
            "Subsystem sftp /usr/lib/openssh/sftp-server\n",
            0o644,
        ),
    ):
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        file.touch(mode)
        file.write_text(text)
    for path in spec["hidden"]:
        (root / path.lstrip("/")).unlink(missing_ok=True)


def enter(root: pathlib.Path) -> None:
    os.chdir(root)
    run("pivot_root", ".", "mnt")
    os.chdir("/")
    if libc.umount2(b"/mnt", MNT_DETACH) != 0:
        raise OSError(ctypes.get_errno(), "umount of the machine's root")


def choose_iptables() -> None:
    """nf_tables unless this kernel only has the older interface."""
    probe = subprocess.run(
        ["/usr/sbin/iptables-nft", "-t", "nat", "-L", "-n"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if probe.returncode == 0:
        return
    for link in pathlib.Path("/etc/alternatives").glob("ip*tables*"):
        link.unlink()
        link.symlink_to(f"/usr/sbin/{link.name.replace('tables', 'tables-legacy')}")


def start(log: int, *command: str, environment: dict[str, str]) -> int:
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True
    ).pid


def serve(spec: dict, services: dict[str, int], owner: int | None) -> None:
    """Reaps orphans until told to stop. Services that end stay down: tests kill them on purpose."""
    wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake_write)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    poll = select.poll()
    poll.register(wake_read, select.POLLIN)
    if owner is not None:
        poll.register(owner, select.POLLIN)
    deadline = None
    while True:
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            services = {name: service for name, service in services.items() if service != pid}
        if deadline is not None and ("dockerd" not in services or time.monotonic() > deadline):
            return
        for descriptor, _ in poll.poll(None if deadline is None else 100):
            if descriptor == owner:
                return
            if signal.SIGTERM in os.read(wake_read, 4096) and deadline is None:
                deadline = time.monotonic() + GRACE_SECONDS
                if "dockerd" in services:
                    os.kill(services["dockerd"], signal.SIGTERM)


def main() -> None:
    # /proc is still the machine's, so this is the process id that the machine knows.
    print(os.readlink("/proc/self"), flush=True)
    text = sys.stdin.read()
    if not text:
        return
    spec = json.loads(text)
    logs = {
        name: os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        for name, path in spec["logs"].items()
    }
    found = cgroups.hierarchies()

    if libc.unshare(CLONE_NEWCGROUP) != 0:
        raise OSError(ctypes.get_errno(), "unshare of the control group namespace")
    run("mount", "-n", "--make-rprivate", "/")
    os.umask(0o022)
    root = mount_root(spec)
    mount_kernel_file_systems(root, found.version, found.mounts)
    configure(root, spec)
    for command in (
        ("addr", "add", f"{spec['address']}/30", "dev", "eth0"),
        ("link", "set", "eth0", "up"),
        ("link", "set", "lo", "up"),
    ):
        run("ip", *command)
    socket.sethostname(spec["name"])
    enter(root)

    environment = {"PATH": spec["path"], "HOME": "/root", "LANG": "C.UTF-8"}
    services = {"sshd": start(logs["sshd"], "/usr/sbin/sshd", "-D", "-e", environment=environment)}
    if spec["engine"]:
        choose_iptables()
        services["dockerd"] = start(logs["dockerd"], "/usr/sbin/dockerd", environment=environment)
    print("up", flush=True)
    devnull = os.open("/dev/null", os.O_RDWR)
    os.dup2(devnull, 0)
    os.dup2(devnull, 1)
    serve(spec, services, spec["owner"])


if __name__ == "__main__":
    try:
        main()
    except Exception:  # the reason must reach the log, whatever it is
        traceback.print_exc()
        sys.exit(1)
