"""The command line."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

from . import flavours, images, layers, lifecycle, machine, network
from .errors import HostError
from .records import Host, Hosts, default_root


def _print_host(host: Host) -> None:
    for key, value in (
        ("name", host.name),
        ("flavour", host.flavour),
        ("ssh_config", host.ssh_config),
        ("address", host.link.host_address),
        ("network_address", host.port.address if host.port else ""),
        ("link", host.link.name),
        ("home", host.home),
        ("pid", host.init.pid),
        ("sshd_log", host.directory / "sshd.log"),
        ("dockerd_log", host.directory / "dockerd.log"),
    ):
        print(f"{key}={value}")


def _take_down(host: Host) -> None:
    lifecycle.stop(host, graceful=False)
    shutil.rmtree(host.directory)


def start(hosts: Hosts, arguments: argparse.Namespace) -> int:
    machine.check()
    lifecycle.sweep()
    flavour = flavours.FLAVOURS[arguments.flavour]
    with hosts.lock(arguments.name):
        host = hosts.find(arguments.name)
        if host is not None:
            if host.running() and host.ready:
                raise HostError(
                    f"The host {host.name} is running already. For a fresh one: embedded-host stop {host.name}"
                )
            _take_down(host)
        host = Host(
            hosts.directory(arguments.name),
            flavour=flavour.name,
            without=sorted(set(arguments.without)),
            builder=arguments.builder,
            disk=arguments.disk or "",
            shape=network.Shape.parse(arguments.rate, arguments.delay),
            network=network.common_namespace(hosts.root, arguments.network) if arguments.network else "",
        )
        host.layers = flavour.layers(frozenset(host.without))
        host.directory.mkdir(parents=True)
        host.save()
        try:
            engine_data = None
            with_base = not arguments.no_base and "docker" not in host.without and flavour.has_daemon
            uses_containerd_store = flavour.containerd_store or host.builder == "containerd"
            if with_base and not uses_containerd_store:
                engine_data = images.engine_data(flavour.docker, flavour.userland)
            lifecycle.start(host, arguments.owner, engine_data)
            if with_base and uses_containerd_store:
                images.import_all(host)
            host.mark_ready()
        except BaseException:
            _take_down(host)
            raise
    _print_host(host)
    return 0


def restart(hosts: Hosts, arguments: argparse.Namespace) -> int:
    machine.check()
    with hosts.lock(arguments.name):
        host = hosts.get(arguments.name)
        lifecycle.stop(host, arguments.graceful)
        lifecycle.start(host, arguments.owner)
        host.mark_ready()
    _print_host(host)
    return 0


def stop(hosts: Hosts, arguments: argparse.Namespace) -> int:
    machine.check()
    if bool(arguments.name) == arguments.all:
        raise HostError("stop takes either a host's name or --all.")
    for name in hosts.names() if arguments.all else [arguments.name]:
        with hosts.lock(name):
            host = hosts.find(name)
            if host is None:
                continue
            lifecycle.stop(host, arguments.graceful)
            if not arguments.keep:
                shutil.rmtree(host.directory)
    lifecycle.sweep()
    return 0


def list_hosts(hosts: Hosts, arguments: argparse.Namespace) -> int:
    del arguments
    for name in hosts.names():
        host = hosts.find(name)
        if host is not None:
            state = ("running" if host.ready else "starting") if host.running() else "stopped"
            print("\t".join((name, state, host.flavour or "-", host.link.host_address if host.link else "-")))
    return 0


def execute(hosts: Hosts, arguments: argparse.Namespace) -> int:
    machine.check()
    host = hosts.get_running(arguments.name)
    command = lifecycle.inside(host, arguments.command)
    os.execvp(command[0], command)


def ssh_config(hosts: Hosts, arguments: argparse.Namespace) -> int:
    print(hosts.get(arguments.name).ssh_config)
    return 0


def show(hosts: Hosts, arguments: argparse.Namespace) -> int:
    _print_host(hosts.get_running(arguments.name))
    return 0


def reset(hosts: Hosts, arguments: argparse.Namespace) -> int:
    machine.check()
    host = hosts.get_running(arguments.name)
    script = pathlib.Path(__file__).with_name("reset.sh")
    done = subprocess.run(
        lifecycle.inside(host, ["sh", "-s", "--", *(image.reference for image in images.BASE_IMAGES)]),
        stdin=script.open("rb"),
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode != 0:
        raise HostError(f"Resetting {host.name} failed with status {done.returncode}; what it said is above.")
    return 0


def import_base(hosts: Hosts, arguments: argparse.Namespace) -> int:
    machine.check()
    for name in arguments.name:
        images.import_all(hosts.get_running(name))
    return 0


def prepare(hosts: Hosts, arguments: argparse.Namespace) -> int:
    del hosts
    machine.check()
    wanted = arguments.flavour or [flavours.FLAVOURS[name] for name in flavours.EVERYDAY]
    layers.prepare(sorted({layer for flavour in wanted for layer in flavour.layers(frozenset())}))
    for flavour in wanted:
        if flavour.has_daemon and not flavour.containerd_store:
            images.engine_data(flavour.docker, flavour.userland)
    return 0


def layer(hosts: Hosts, arguments: argparse.Namespace) -> int:
    del hosts
    machine.check()
    print(layers.prepare([arguments.layer])[arguments.layer])
    return 0


def _flavour(name: str) -> flavours.Flavour:
    if name not in flavours.FLAVOURS:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(flavours.FLAVOURS)}, found {name!r}")
    return flavours.FLAVOURS[name]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="embedded-host", description="Test hosts: sshd and a Docker Engine in namespaces of their own."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function, text: str, host: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(function=function)
        added.add_argument(
            "--root",
            type=pathlib.Path,
            default=default_root(),
            metavar="DIR",
            help="where hosts are kept (default: $SLIPWAY_HOSTS_DIR or /var/tmp/slipway-hosts)",
        )
        if host:
            added.add_argument("name", metavar="NAME")
        return added

    def owner(added: argparse.ArgumentParser) -> None:
        added.add_argument(
            "--owner", type=int, metavar="PID", help="cut the host's power when this process ends"
        )

    added = command(
        "start", start, "start a fresh host and wait until ssh and docker answer; prints key=value lines"
    )
    added.add_argument("--flavour", choices=sorted(flavours.FLAVOURS), default="debian13")
    added.add_argument(
        "--disk",
        metavar="SIZE",
        help="give home and engine data a disk of this size, as truncate(1) reads it",
    )
    added.add_argument(
        "--without",
        action="append",
        choices=sorted(flavours.PROGRAM_FILES),
        default=[],
        help="leave this program out",
    )
    added.add_argument(
        "--builder",
        choices=("default", "classic", "containerd"),
        default="default",
        help="classic: a host without BuildKit; containerd: one that keeps its images in containerd",
    )
    added.add_argument("--rate", metavar="RATE", help="of its line in each direction, as in 100mbit")
    added.add_argument("--delay", metavar="TIME", help="what its line adds to a round trip, as in 5ms")
    added.add_argument(
        "--network", metavar="NET", help="give it a second link to a network that hosts of this name have in common"
    )
    added.add_argument("--no-base", action="store_true", help="import no base images")
    owner(added)

    added = command("restart", restart, "power cut and start again with the same data")
    added.add_argument("--graceful", action="store_true", help="shut down instead of cutting the power")
    owner(added)

    added = command("stop", stop, "cut the power and remove everything of the host", host=False)
    added.add_argument("name", metavar="NAME", nargs="?")
    added.add_argument("--all", action="store_true", help="all hosts of this directory")
    added.add_argument("--graceful", action="store_true", help="shut down instead of cutting the power")
    added.add_argument("--keep", action="store_true", help="keep its data for `restart`")

    command("list", list_hosts, "print name, state, flavour and address of each host", host=False)
    command("show", show, "print the key=value lines of a running host")
    command("ssh-config", ssh_config, "print the path of the host's ssh configuration")
    added = command("exec", execute, "run a command in the host, as root")
    added.add_argument("command", metavar="COMMAND", nargs="+")
    command(
        "reset",
        reset,
        "remove all containers, volumes, images but the base ones, build caches and files in root's home",
    )
    added = command("import-base", import_base, "import the base images again", host=False)
    added.add_argument("name", metavar="NAME", nargs="+")
    added = command(
        "prepare",
        prepare,
        "fetch and unpack everything that flavours need, ahead of the first start",
        host=False,
    )
    added.add_argument("flavour", metavar="FLAVOUR", nargs="*", type=_flavour)
    added = command(
        "layer", layer, "unpack one layer of packages, if need be, and print its directory", host=False
    )
    added.add_argument("layer", metavar="LAYER", choices=sorted(layers.LAYERS))
    return parser


def main(words: list[str]) -> int:
    arguments = _parser().parse_args(words)
    try:
        return arguments.function(Hosts(arguments.root.absolute()), arguments)
    except HostError as error:
        print(f"embedded-host: {error}", file=sys.stderr)
        return error.exit_status
