"""Keys and the ssh configuration with which everyone reaches a host."""

import subprocess

from .errors import HostError
from .records import Host


def make_keys(host: Host) -> None:
    host.keys.mkdir(mode=0o700, exist_ok=True)
    for name in ("identity", "host_key"):
        path = host.keys / name
        if not path.exists():
            done = subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", f"{name}@{host.name}", "-f", str(path)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode != 0:
                raise HostError(f"ssh-keygen failed: {done.stderr.strip()}")


def _quoted(path: object) -> str:
    """A file name for ssh_config(5): per cent signs are tokens there."""
    return '"' + str(path).replace("%", "%%") + '"'


def write_ssh_config(host: Host) -> None:
    """`ssh -F FILE NAME` reaches the host and checks its key, with nothing of the caller's configuration."""
    assert host.link is not None
    known_hosts = host.keys / "known_hosts"
    public_key = (host.keys / "host_key.pub").read_text().split()[:2]
    known_hosts.write_text(f"{host.link.host_address} {' '.join(public_key)}\n")
    host.ssh_config.write_text(
        f"Host {host.name}\n"
        f"  HostName {host.link.host_address}\n"
        "  User root\n"
        f"  IdentityFile {_quoted(host.keys / 'identity')}\n"
        "  IdentitiesOnly yes\n"
        f"  UserKnownHostsFile {_quoted(known_hosts)}\n"
        "  StrictHostKeyChecking yes\n"
    )
