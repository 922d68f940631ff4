"""A swarm of embedded hosts that have a common network (`embedded-host start … --network NET`)."""

import time

from embedded_hosts import EmbeddedHosts, Host, ssh


def start_hosts(hosts: EmbeddedHosts, names: list[str], flavour: str, network: str) -> dict[str, Host]:
    return {name: hosts.start(name, "--flavour", flavour, "--network", network) for name in names}


def form(members: list[Host], heartbeat: str = "2s") -> None:
    """The first one is the manager. A node that dies is noticed after three heartbeats."""
    manager = members[0]
    ssh(manager, f"docker swarm init --advertise-addr {manager['network_address']}")
    ssh(manager, f"docker swarm update --dispatcher-heartbeat {heartbeat}")
    token = ssh(manager, "docker swarm join-token --quiet worker").strip()
    for member in members[1:]:
        ssh(member, f"docker swarm join --advertise-addr {member['network_address']} --token {token} {manager['network_address']}:2377")
    await_nodes(manager, len(members))


def nodes(manager: Host) -> dict[str, str]:
    """The state of each node, by host name."""
    lines = ssh(manager, "docker node ls --format '{{.Hostname}} {{.Status}}'").splitlines()
    return dict(line.split(" ", 1) for line in lines)


def await_nodes(manager: Host, count: int, state: str = "Ready", seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while list(nodes(manager).values()).count(state) < count:
        if time.monotonic() > deadline:
            raise AssertionError(f"after {seconds} s the nodes are {nodes(manager)}, not {count} of them {state}")
        time.sleep(0.5)


def running_tasks(manager: Host, stack: str) -> dict[str, list[str]]:
    """The ids of the tasks that run, by service without the stack's name."""
    format_ = "{{.ID}} {{.Name}} {{.CurrentState}}"
    lines = ssh(manager, f"docker stack ps --no-trunc --filter desired-state=running --format '{format_}' {stack}", check=False).splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        words = line.split()
        if len(words) > 2 and words[2] == "Running":
            found.setdefault(words[1].split(".")[0].removeprefix(f"{stack}_"), []).append(words[0])
    return {service: sorted(ids) for service, ids in found.items()}


def node_of_task(manager: Host, task: str) -> str:
    node = ssh(manager, f"docker inspect --type task --format '{{{{.NodeID}}}}' {task}").strip()
    return ssh(manager, f"docker node inspect --format '{{{{.Description.Hostname}}}}' {node}").strip()
