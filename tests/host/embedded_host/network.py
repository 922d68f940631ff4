"""Each host's link to the machine: a veth pair with a /30 of its own.

The machine's end is named slipway-<number>. The name is the reservation: the kernel makes a link once, so
hosts started at the same time from anywhere on the machine never get the same number, and a host that
dies takes its network namespace, its end of the pair and thereby the name with it.
"""

import dataclasses
import ipaddress
import json
import pathlib
import subprocess

from .errors import HostError, Unsupported

NETWORK = ipaddress.IPv4Network("10.231.0.0/16")
HOSTS = 4096


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


def connect(pid: int, preferred: int | None) -> Link:
    """Makes the pair, its far end being `eth0` in the network namespace of process `pid`."""
    in_use = _subnets_in_use()
    numbers = range(HOSTS) if preferred is None else [preferred, *range(HOSTS)]
    for number in numbers:
        link = Link(number)
        if link.name_taken() or any(link.subnet.overlaps(subnet) for subnet in in_use):
            continue
        added = _ip("link", "add", link.name, "type", "veth", "peer", "name", "eth0", "netns", str(pid))
        if added.returncode != 0:
            if "File exists" in added.stderr:
                continue
            if "Not supported" in added.stderr or "Unknown device type" in added.stderr:
                raise Unsupported(
                    f"Test hosts need veth links, which this kernel refuses: {added.stderr.strip()}"
                )
            raise HostError(f"Making the link {link.name} failed: {added.stderr.strip()}")
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
