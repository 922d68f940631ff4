"""What the packages' maintainer scripts would have done, as far as a test host or a base image needs it."""

import pathlib

SSHD_USER = "sshd:x:110:65534::/run/sshd:/usr/sbin/nologin\n"
DOCKER_GROUP = "docker:x:111:\n"


def _link(tree: pathlib.Path, name: str, target: str) -> None:
    path = tree / name
    if not path.exists() and not path.is_symlink():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(target)


def _users(tree: pathlib.Path) -> None:
    masters = tree / "usr/share/base-passwd"
    (tree / "etc").mkdir(exist_ok=True)
    (tree / "etc/passwd").write_text((masters / "passwd.master").read_text().replace("root:*:", "root:x:"))
    (tree / "etc/group").write_text((masters / "group.master").read_text().replace(":*:", ":x:"))


def _folders(tree: pathlib.Path) -> None:
    for name in "dev etc home mnt opt proc root run srv sys usr/local/bin var/lib var/log".split():
        (tree / name).mkdir(parents=True, exist_ok=True)
    for name in ("tmp", "var/tmp"):
        (tree / name).mkdir(exist_ok=True)
        (tree / name).chmod(0o1777)
    _link(tree, "var/run", "/run")
    _link(tree, "var/lock", "/run/lock")


def finish_userland(tree: pathlib.Path) -> None:
    _folders(tree)
    _users(tree)
    with (tree / "etc/passwd").open("a") as passwd:
        passwd.write(SSHD_USER)
    with (tree / "etc/group").open("a") as group:
        group.write(DOCKER_GROUP)
    (tree / "etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
    (tree / "etc/resolv.conf").write_text("")
    (tree / "var/lib/docker").mkdir()
    _link(tree, "usr/bin/sh", "dash")
    _link(tree, "usr/bin/awk", "mawk")
    _link(tree, "usr/bin/which", "which.debianutils")
    # Through /etc, so that a host can choose between the two variants that the kernel may support.
    for family in ("iptables", "ip6tables"):
        for suffix in ("", "-restore", "-save"):
            _link(tree, f"usr/sbin/{family}{suffix}", f"/etc/alternatives/{family}{suffix}")
            _link(tree, f"etc/alternatives/{family}{suffix}", f"/usr/sbin/{family}-nft{suffix}")


def finish_podman(tree: pathlib.Path) -> None:
    """Images and containers lie where the engine of other hosts has them: on a file system that carries overlays."""
    (tree / "etc/containers").mkdir(parents=True, exist_ok=True)
    (tree / "etc/containers/storage.conf").write_text(
        '[storage]\ndriver = "overlay"\ngraphroot = "/var/lib/docker/podman"\nrunroot = "/run/containers/storage"\n'
    )


def finish_python_image(tree: pathlib.Path) -> None:
    """The official python image's ways: `python` and `pip` work, and pip may install."""
    _folders(tree)
    _users(tree)
    _link(tree, "usr/bin/sh", "dash")
    _link(tree, "usr/bin/python", "python3")
    for marker in (tree / "usr/lib").glob("python3*/EXTERNALLY-MANAGED"):
        marker.unlink()
    (tree / "etc/resolv.conf").write_text("")


def finish_tools(tree: pathlib.Path) -> None:
    """Enough to run programs in a chroot."""
    _folders(tree)
    _users(tree)
    _link(tree, "usr/bin/sh", "dash")


def finish_busybox_image(tree: pathlib.Path) -> None:
    _folders(tree)
    (tree / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (tree / "etc/group").write_text("root:x:0:\n")
    for applet in BUSYBOX_APPLETS:
        _link(tree, f"usr/bin/{applet}", "busybox")


# The applets of Debian's busybox-static that test images use; `busybox --list` has them all.
BUSYBOX_APPLETS = """
    awk basename cat chmod chown cp cut date dd df dirname du echo env expr false find grep gunzip gzip head
    hostname id kill ln ls md5sum mkdir mktemp mv nc od printf ps pwd readlink rm rmdir sed seq sh sha256sum
    sleep sort stat tail tar tee test touch tr true uname uniq wc wget xargs yes
""".split()
