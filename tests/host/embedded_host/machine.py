"""What this machine must have to run test hosts; everything missing is named at once."""

import os
import pathlib
import shutil

from .errors import Unsupported

PROGRAMS = {
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "mount": "mount",
    "pivot_root": "util-linux",
    "ip": "iproute2",
    "ssh": "openssh-client",
    "ssh-keygen": "openssh-client",
    "dpkg-deb": "dpkg",
    "apt-get": "apt",
    "tar": "tar",
}


def check() -> None:
    if os.geteuid() != 0:
        raise Unsupported(
            "Test hosts are made of namespaces, mounts and network links, which needs root; "
            f"this is user id {os.geteuid()}. Run it with sudo."
        )
    missing = [
        f"the namespace type {kind} in this kernel"
        for kind in ("mnt", "net", "uts", "ipc", "pid", "cgroup")
        if not pathlib.Path(f"/proc/self/ns/{kind}").exists()
    ]
    if "overlay" not in pathlib.Path("/proc/filesystems").read_text().split() and not _can_load("overlay"):
        missing.append("the overlay file system in this kernel")
    # The order of PATH is the caller's; the administrator's programs may be missing from it.
    os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin"
    missing += [
        f"the program {program} (Debian package {package})"
        for program, package in PROGRAMS.items()
        if shutil.which(program) is None
    ]
    if missing:
        raise Unsupported("Test hosts cannot run here; missing: " + ", ".join(missing) + ".")


def _can_load(module: str) -> bool:
    """A module that is not loaded yet is loaded by the first mount."""
    release = os.uname().release
    listing = pathlib.Path(f"/lib/modules/{release}/modules.dep")
    return listing.is_file() and f"/{module}.ko" in listing.read_text()
