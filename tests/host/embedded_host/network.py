"""Each host's link to the machine: a veth pair with a /30 of its own.

The machine's end is named slipway-<number>. The name is the reservation: the kernel makes a link once, so
hosts started at the same time from anywhere on the machine never get the same number, and a host that
dies takes its network namespace, its end of the pair and thereby the name with it.

Hosts of a common network have a second link, `eth1`, to a bridge in a network namespace of its own: the machine forwards nothing
between hosts, and hosts of different networks never meet. Its name in that namespace is the reservation of the address.

A link with a rate and a delay is a pair of TUN devices instead, with tests/support/shaped_link.cpp between them: it ends
with the host's first process, and the devices with it.
"""

import dataclasses
import ipaddress
import json
import pathlib
import re
import subprocess
import zlib

from . import layers
from .errors import HostError, Unsupported

NETWORK = ipaddress.IPv4Network("10.231.0.0/16")
HOSTS = 4096
COMMON_NETWORK = ipaddress.IPv4Network("10.232.0.0/24")
NAMESPACE_PREFIX = "slipway-net-"


RELAY_SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent / "support/shaped_link.cpp"
RELAY_NAME_TAKEN = 3
UNITS = {"kbit": 1, "mbit": 1000, "gbit": 1000000, "us": 1, "ms": 1000, "s": 1000000}


@dataclasses.dataclass(frozen=True)
class Shape:
    """What a line is like: its rate in each direction, and what it adds to a round trip."""

    kbit_per_second: int = 0
    round_trip_microseconds: int = 0

    @classmethod
    def parse(cls, rate: str | None, delay: str | None) -> "Shape | None":
        """`100mbit` and `5ms`; nothing where neither is given."""
        if rate is None and delay is None:
            return None
        return cls(_quantity(rate or "10gbit", "rate", "bit"), _quantity(delay or "0ms", "delay", "s"))


def _quantity(text: str, what: str, unit: str) -> int:
    found = re.fullmatch(r"(\d+)([a-z]+)", text)
    if not found or not found[2].endswith(unit) or found[2] not in UNITS:
        example = "100mbit" if unit == "bit" else "5ms"
        raise HostError(f"A {what} is a whole number and its unit, as in {example}; found {text!r}.")
    return int(found[1]) * UNITS[found[2]]


@dataclasses.dataclass(frozen=True)
class Link:
    number: int
    # The kernel's number of the machine's end, never used twice: names and subnets are, after a host is gone.
    index: int = 0

    @property
    def name(self) -> str:
        return f"slipway-{self.number}"

    @property
    def subnet(self) -> ipaddress.IPv4Network:
        return ipaddress.IPv4Network((int(NETWORK.network_address) + 4 * self.number, 30))

    @property
    def machine_address(self) -> str:
        return str(self.subnet[1])

    @property
    def host_address(self) -> str:
        return str(self.subnet[2])

    def name_taken(self) -> bool:
        return self._index_now() is not None

    def exists(self) -> bool:
        """This very link, not a later one of the same name."""
        return self._index_now() == self.index

    def made(self) -> "Link":
        return dataclasses.replace(self, index=self._index_now())

    def _index_now(self) -> int | None:
        try:
            return int(pathlib.Path(f"/sys/class/net/{self.name}/ifindex").read_text())
        except OSError:
            return None


@dataclasses.dataclass(frozen=True)
class Port:
    """A host's link to a common network."""

    namespace: str
    number: int

    @property
    def name(self) -> str:
        return f"port{self.number}"

    @property
    def address(self) -> str:
        return str(COMMON_NETWORK[self.number])

    @property
    def hardware_address(self) -> str:
        """As a real card has one: others find a host that was restarted where it was."""
        return f"02:00:0a:e8:00:{self.number:02x}"

    def exists(self) -> bool:
        return self.name in _ports_of(self.namespace)


def common_namespace(root: pathlib.Path, name: str) -> str:
    """Networks of the same name below different directories are different ones."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,30}", name):
        raise HostError(f"A network's name is lower-case letters, digits and hyphens; found {name!r}.")
    return f"{NAMESPACE_PREFIX}{zlib.crc32(str(root).encode()):08x}-{name}"


def _namespaces() -> list[str]:
    names = [line.split()[0] for line in _ip("netns", "list").stdout.splitlines() if line.strip()]
    return [name for name in names if name.startswith(NAMESPACE_PREFIX)]


def _ports_of(namespace: str) -> list[str]:
    done = _ip("-json", "-netns", namespace, "link", "show")
    links = json.loads(done.stdout or "[]") if done.returncode == 0 else []
    return [link["ifname"] for link in links if link.get("ifname", "").startswith("port")]


def _checked_ip(*words: str) -> None:
    done = _ip(*words)
    if done.returncode != 0:
        raise HostError(f"ip {' '.join(words)} failed: {done.stderr.strip()}")


def join(pid: int, namespace: str, preferred: int | None) -> Port:
    """Makes `eth1` in the network namespace of process `pid`. The caller holds the machine's lock."""
    if namespace not in _namespaces():
        _checked_ip("netns", "add", namespace)
        _checked_ip("-netns", namespace, "link", "add", "bridge", "type", "bridge")
        _checked_ip("-netns", namespace, "link", "set", "bridge", "up")
    taken = _ports_of(namespace)
    # The first address is nobody's: a bridge without one forwards all the same.
    numbers = range(2, 255) if preferred is None else [preferred, *range(2, 255)]
    for number in numbers:
        port = Port(namespace, number)
        if port.name in taken:
            continue
        _checked_ip(
            "-netns", namespace, "link", "add", port.name, "type", "veth",
            "peer", "name", "eth1", "address", port.hardware_address, "netns", str(pid),
        )
        _checked_ip("-netns", namespace, "link", "set", port.name, "master", "bridge", "up")
        for words in (("addr", "add", f"{port.address}/24", "dev", "eth1"), ("link", "set", "eth1", "up")):
            command = ["nsenter", f"--net=/proc/{pid}/ns/net", "ip", *words]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise HostError(f"{' '.join(command)} failed: {done.stderr.strip()}")
        return port
    raise HostError(f"The network {namespace} has no address left.")


def sweep_common() -> None:
    """Removes the networks that no host is in. The caller holds the machine's lock."""
    for namespace in _namespaces():
        if not _ports_of(namespace):
            _ip("netns", "delete", namespace)


def _ip(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["ip", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def _subnets_in_use() -> list[ipaddress.IPv4Network]:
    routes = json.loads(_ip("-json", "-4", "route", "show", "table", "all").stdout or "[]")
    found = []
    for route in routes:
        if route.get("dst", "default") != "default":
            found.append(ipaddress.IPv4Network(route["dst"], strict=False))
    return found


def relay_program() -> pathlib.Path:
    """The compiled relay: made once, named by its source."""
    directory = layers.recipe_directory("shaped-link", RELAY_SOURCE.read_text())

    def compile_relay(making: pathlib.Path, tree: pathlib.Path) -> None:
        del making
        command = ["c++", "-std=c++20", "-O2", "-o", str(tree / "shaped_link"), str(RELAY_SOURCE)]
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        except OSError as error:
            raise HostError(f"A link with a rate needs a C++ compiler to make its relay: {error}") from error
        if done.returncode != 0:
            raise HostError(f"Compiling {RELAY_SOURCE} failed:\n{done.stderr}")

    if not directory.is_dir():
        layers.make_once(directory, compile_relay)
    return directory / "shaped_link"


def _add_veth(link: Link, pid: int) -> bool:
    """False where the name is taken."""
    added = _ip("link", "add", link.name, "type", "veth", "peer", "name", "eth0", "netns", str(pid))
    if added.returncode != 0:
        if "File exists" in added.stderr:
            return False
        if "Not supported" in added.stderr or "Unknown device type" in added.stderr:
            raise Unsupported(
                f"Test hosts need veth links, which this kernel refuses: {added.stderr.strip()}"
            )
        raise HostError(f"Making the link {link.name} failed: {added.stderr.strip()}")
    return True


def _add_shaped(link: Link, pid: int, shape: Shape) -> bool:
    """False where the name is taken. The relay outlives us and ends with the process."""
    if not pathlib.Path("/dev/net/tun").exists():
        raise Unsupported("Links with a rate need /dev/net/tun, which this machine has not.")
    words = [link.name, str(pid), str(shape.kbit_per_second), str(shape.round_trip_microseconds // 2)]
    relay = subprocess.Popen(
        [str(relay_program()), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        text=True,
        start_new_session=True,
    )
    if relay.stdout.readline() == "ready\n":
        relay.stdout.close()
        relay.stderr.close()
        return True
    said = relay.stderr.read()
    if relay.wait() == RELAY_NAME_TAKEN:
        return False
    raise HostError(f"Making the link {link.name} failed: {said.strip()}")


def connect(pid: int, preferred: int | None, shape: Shape | None) -> Link:
    """Makes the pair, its far end being `eth0` in the network namespace of process `pid`."""
    in_use = _subnets_in_use()
    numbers = range(HOSTS) if preferred is None else [preferred, *range(HOSTS)]
    for number in numbers:
        link = Link(number)
        if link.name_taken() or any(link.subnet.overlaps(subnet) for subnet in in_use):
            continue
        if not (_add_shaped(link, pid, shape) if shape else _add_veth(link, pid)):
            continue
        for command in (
            ("addr", "add", f"{link.machine_address}/30", "dev", link.name),
            ("link", "set", link.name, "up"),
        ):
            done = _ip(*command)
            if done.returncode != 0:
                raise HostError(f"ip {' '.join(command)} failed: {done.stderr.strip()}")
        return link.made()
    raise HostError(
        f"All {HOSTS} subnets of {NETWORK} are in use. Stop hosts that are not needed (embedded-host list)."
    )
