"""What a host is made of: layers of Debian packages, and the flavours stacked from them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Layer:
    """A directory tree unpacked from Debian packages, used as a read-only layer of a host's root."""

    name: str
    suite: str
    packages: tuple[str, ...]
    # Packages of these layers are not unpacked a second time.
    above: tuple[str, ...] = ()
    # False: the named packages alone. Debian 13's engine runs on Debian 12's libraries and runc
    # (its own runc wants a newer libc), so its dependencies must not come with it.
    with_dependencies: bool = True


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Less than any installed Debian has.
USERLAND = _names(
    """
    base-files base-passwd bash coreutils dash debianutils diffutils findutils git grep gzip
    hostname iproute2 iptables mawk mount netbase openssh-server procps runc sed tar tini
    util-linux xz-utils
    """
)

LAYERS = {
    layer.name: layer
    for layer in (
        Layer("userland", "bookworm", USERLAND),
        Layer("userland-newest", "sid", USERLAND),
        Layer("userland-oldest", "bullseye", USERLAND),
        Layer("docker-oldest", "bullseye", ("docker.io",), above=("userland-oldest",)),
        Layer("compose-oldest", "bullseye", ("docker-compose",), above=("userland-oldest",)),
        Layer("docker-20.10", "bookworm", ("docker.io",), above=("userland",)),
        Layer("compose-1.29", "bookworm", ("docker-compose",), above=("userland",)),
        Layer(
            "docker-26.1",
            "trixie",
            ("docker.io", "docker-cli", "docker-buildx", "containerd"),
            with_dependencies=False,
        ),
        Layer("compose-2.26", "trixie", ("docker-compose",), with_dependencies=False),
        Layer(
            "docker-newest",
            "sid",
            ("docker.io", "docker-cli", "docker-buildx", "containerd"),
            above=("userland-newest",),
        ),
        # For tests that want an engine of an ordinary user.
        Layer(
            "rootless-newest",
            "sid",
            ("rootlesskit", "slirp4netns", "uidmap"),
            above=("userland-newest", "docker-newest"),
        ),
        Layer("podman-newest", "sid", ("podman", "podman-docker"), above=("userland-newest",)),
        Layer("compose-newest", "sid", ("docker-compose",), with_dependencies=False),
        Layer(
            "python-image",
            "bookworm",
            ("base-passwd", "bash", "coreutils", "dash", "python3", "python3-pip"),
        ),
        # For tests/cmake, not for hosts: the newest CMake that Debian has, on its own userland.
        Layer(
            "cmake-newest",
            "sid",
            _names("base-files base-passwd bash cmake coreutils dash findutils git grep make ninja-build sed util-linux"),
        ),
        # For clients that build, not for hosts: see tests/support/builders.py.
        Layer("registry", "bookworm", ("docker-registry",), with_dependencies=False),
        # For tests that want a host whose login shell is no POSIX shell.
        Layer("dropbear", "bookworm", ("dropbear-bin", "libtomcrypt1", "libtommath1"), with_dependencies=False),
        Layer("tcsh", "bookworm", ("tcsh",), with_dependencies=False),
        # For tests with a proxy in front of an application.
        Layer("caddy", "bookworm", ("caddy", "libzstd1"), with_dependencies=False),
        # For tests that want a host with cron.
        Layer("cron", "bookworm", ("cron",), with_dependencies=False),
        Layer("busybox-image", "bookworm", ("busybox-static",), with_dependencies=False),
    )
}

# Installing these pulls them in, running the programs does not need them: they would double the size.
UNUSED_PACKAGES = frozenset(
    _names(
        """
        adduser ca-certificates debconf dpkg git-man init-system-helpers libdebconfclient0
        libfile-find-rule-perl libgdbm-compat4 libgdbm6 libnumber-compare-perl libperl5.36
        libtext-glob-perl lsb-base lsb-release openssl perl perl-base perl-modules-5.36 python3-lib2to3
        runit-helper sensible-utils sysvinit-utils ucf usrmerge
        """
    )
)


@dataclasses.dataclass(frozen=True)
class Flavour:
    """An engine and a compose on a common userland."""

    name: str
    description: str
    docker: str
    compose: str
    userland: str = "userland"
    # The engine keeps images in containerd's store, as a newly installed Docker 29 does.
    containerd_store: bool = False
    # False: the docker command starts containers by itself, and there is no daemon and no base image.
    has_daemon: bool = True

    def layers(self, without: frozenset[str]) -> list[str]:
        """The layers, topmost first. A host without docker or compose lacks the layer altogether."""
        stack = []
        if "compose" not in without:
            stack.append(self.compose)
        if "docker" not in without:
            stack.append(self.docker)
        return [*stack, self.userland]


FLAVOURS = {
    flavour.name: flavour
    for flavour in (
        Flavour("debian12", "Debian 12: engine 20.10, docker-compose 1.29", "docker-20.10", "compose-1.29"),
        Flavour(
            "debian13", "Debian 13: engine 26.1, buildx, docker compose 2.26", "docker-26.1", "compose-2.26"
        ),
        Flavour(
            "mixed",
            "engine 26.1 with docker-compose 1.29, which do not work together",
            "docker-26.1",
            "compose-1.29",
        ),
        Flavour(
            "newest",
            "Debian sid with its own userland: the newest engine, buildx, compose and git; images in containerd's store",
            "docker-newest",
            "compose-newest",
            "userland-newest",
            containerd_store=True,
        ),
        Flavour(
            "debian11",
            "Debian 11 with its own userland: engine 20.10.5, docker-compose 1.25, git 2.30",
            "docker-oldest",
            "compose-oldest",
            "userland-oldest",
        ),
        Flavour(
            "podman",
            "Debian sid with podman in the place of docker",
            "podman-newest",
            "compose-newest",
            "userland-newest",
            has_daemon=False,
        ),
    )
}

# What `prepare` fetches unless flavours are named: the others are fetched when the first host of theirs starts.
EVERYDAY = ("debian12", "debian13", "mixed")

# What --without takes away beyond whole layers, and what the classic builder is without.
PROGRAM_FILES = {"git": ("/usr/bin/git",), "docker": (), "compose": ()}
BUILDX_PLUGIN = "/usr/libexec/docker/cli-plugins/docker-buildx"

HOST_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
