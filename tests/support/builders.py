"""A machine with a Docker engine of its own for clients that build (BUILD_ON here).

The engine is an embedded host's: no daemon may run in the machine's own namespaces. What the client starts runs in that
host's network namespace, so that engine and client have one loopback, as on a developer's machine, and in everything else
on this machine. It reaches other hosts through a descriptor that a helper opens in this machine's network."""

import os
import pathlib
import shlex
import sys

from embedded_hosts import EmbeddedHosts, Host

from embedded_host import flavours, layers

CONNECT = """\
import array, socket, sys
connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
descriptors = array.array("i", [connection.fileno()])
socket.socket(fileno=1).sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, descriptors)])
"""


def registry_program() -> pathlib.Path:
    return layers.prepare(["registry"])["registry"] / "usr/bin/docker-registry"


class Builder:
    """An engine and the client beside it. `directory` is for what the client needs on disk."""

    def __init__(self, hosts: EmbeddedHosts, directory: pathlib.Path, flavour: str = "debian13", *options: str, name: str = "builder"):
        self.host: Host = hosts.start(name, "--flavour", flavour, *options)
        self.directory = directory
        directory.mkdir(parents=True)
        stack = [flavours.FLAVOURS[flavour].docker, flavours.FLAVOURS[flavour].compose]
        engine, compose = (layers.prepare(stack)[name] for name in stack)
        programs, plugins = directory / "bin", directory / "docker/cli-plugins"
        programs.mkdir()
        plugins.mkdir(parents=True)
        (programs / "docker").symlink_to(engine / "usr/bin/docker")
        for layer, plugin in ((engine, "docker-buildx"), (compose, "docker-compose")):
            program = layer / "usr/libexec/docker/cli-plugins" / plugin
            if program.exists():
                (plugins / plugin).symlink_to(program)
        (directory / "connect.py").write_text(CONNECT)

    @property
    def prefix(self) -> list[str]:
        return ["nsenter", f"--net=/proc/{self.host['pid']}/ns/net", "--"]

    def environment(self, path: str) -> dict[str, str]:
        return {
            "PATH": f"{self.directory / 'bin'}:{path}",
            "DOCKER_HOST": f"unix:///proc/{self.host['pid']}/root/run/docker.sock",
            "DOCKER_CONFIG": str(self.directory / "docker"),
        }

    def ssh_config(self, host: Host) -> pathlib.Path:
        """The host's ssh configuration, for clients in the builder's network."""
        text = pathlib.Path(host["ssh_config"]).read_text()
        connect = (
            f"nsenter --net=/proc/{os.getpid()}/ns/net -- {sys.executable} -I -S "
            f"{shlex.quote(str(self.directory / 'connect.py')).replace('%', '%%')} %h %p"
        )
        added = f"  ProxyCommand {connect}\n  ProxyUseFdpass yes\n"
        config = self.directory / f"ssh_config.{host['name']}"
        config.write_text(text + added)
        return config
