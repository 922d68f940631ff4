"""What is remembered of a host between two commands: one directory per host, one JSON file in it."""

import dataclasses
import json
import os
import pathlib
import re

from .errors import HostError
from .locks import exclusive
from .network import Link, Port, Shape
from .processes import Identity


def default_root() -> pathlib.Path:
    return pathlib.Path(os.environ.get("SLIPWAY_HOSTS_DIR") or "/var/tmp/slipway-hosts").absolute()


@dataclasses.dataclass
class Host:
    """One host, running or not. `directory` holds everything that it owns outside of the kernel."""

    directory: pathlib.Path
    flavour: str = ""
    without: list[str] = dataclasses.field(default_factory=list)
    builder: str = "default"
    disk: str = ""
    layers: list[str] = dataclasses.field(default_factory=list)
    init: Identity | None = None
    link: Link | None = None
    shape: Shape | None = None
    # The namespace of the common network, and the host's link to it.
    network: str = ""
    port: Port | None = None
    ready: bool = False

    @property
    def name(self) -> str:
        return self.directory.name

    @property
    def ssh_config(self) -> pathlib.Path:
        return self.directory / "ssh_config"

    @property
    def keys(self) -> pathlib.Path:
        return self.directory / "keys"

    @property
    def storage(self) -> pathlib.Path:
        """What survives a power cut: root's home, the engine's data, changes to the system."""
        return self.directory / "storage"

    @property
    def home(self) -> pathlib.Path:
        """Root's $HOME as this machine sees it. On a disk of its own only the running host has it mounted."""
        if self.disk and self.init:
            return pathlib.Path(f"/proc/{self.init.pid}/root/root")
        return self.storage / "home"

    def running(self) -> bool:
        return self.init is not None and self.init.alive()

    def mark_ready(self) -> None:
        self.ready = True
        self.save()

    def save(self) -> None:
        record = {key: value for key, value in dataclasses.asdict(self).items() if key != "directory"}
        temporary = self.directory / "host.json.new"
        temporary.write_text(json.dumps(record, indent=1))
        temporary.replace(self.directory / "host.json")


class Hosts:
    """The hosts below one directory. Different directories know nothing of each other and need not."""

    def __init__(self, root: pathlib.Path):
        self.root = root

    def directory(self, name: str) -> pathlib.Path:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,50}", name):
            raise HostError(
                f"A host's name is lower-case letters, digits and hyphens, as host names are; found {name!r}."
            )
        return self.root / name

    def lock(self, name: str):
        return exclusive(self.root / f".{name}.lock")

    def find(self, name: str) -> Host | None:
        directory = self.directory(name)
        try:
            record = json.loads((directory / "host.json").read_text())
        except FileNotFoundError:
            return Host(directory) if directory.is_dir() else None
        record["init"] = Identity(**record["init"]) if record["init"] else None
        record["link"] = Link(**record["link"]) if record["link"] else None
        record["shape"] = Shape(**record["shape"]) if record["shape"] else None
        record["port"] = Port(**record["port"]) if record.get("port") else None
        return Host(directory, **record)

    def get(self, name: str) -> Host:
        host = self.find(name)
        if host is None:
            raise HostError(f"There is no host {name} in {self.root}. Start it: embedded-host start {name}")
        return host

    def get_running(self, name: str) -> Host:
        host = self.get(name)
        if not host.running():
            raise HostError(f"The host {name} is not running. Start it again: embedded-host restart {name}")
        return host

    def names(self) -> list[str]:
        if not self.root.is_dir():
            return []
        return sorted(
            entry.name for entry in self.root.iterdir() if entry.is_dir() and not entry.name.startswith(".")
        )
