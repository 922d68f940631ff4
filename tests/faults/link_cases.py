"""Links that are slow, stand still or flap: a relay between the client and the host's sshd does it."""

import time
from collections.abc import Callable

from cases import BOUNDARIES, LARGE, Case, Inflict
from relay import Relay
from world import DOCKERFILE, Running, World

DELAY_SECONDS = 0.3
# Longer than the keep-alives wait for an answer (30 s).
STALL_SECONDS = 40
# A connection needs about 10,000 bytes before it follows a run.
FLAP_BYTES = 16_000
UNREACHABLE = 5

# A build that says more than a flapping connection lets through.
TALKATIVE = {
    "Dockerfile": DOCKERFILE.replace(
        "COPY",
        'RUN ["busybox", "sh", "-c", "for i in $(busybox seq 400); do echo $i: the quick brown fox jumps over the lazy dog;'
        ' busybox usleep 10000; done"]\nCOPY',
    )
}


def slow(relay: Relay) -> None:
    relay.delay = DELAY_SECONDS


def stalled(relay: Relay) -> None:
    relay.stalled_until = time.monotonic() + STALL_SECONDS


def flapping(relay: Relay) -> None:
    relay.most_bytes = FLAP_BYTES
    relay.cut()


def flapping_at_once(relay: Relay) -> None:
    relay.most_bytes = 3_000  # no handshake is shorter


def through_relay(held: str | None, mischief: Callable[[Relay], None], least_cuts: int = 0) -> Inflict:
    """Deploys through a relay, which begins its mischief where a call on the host is held; at once where none is."""

    def inflict(world: World) -> Running:
        relay = Relay(world.host["address"])
        config = world.directory / "relay.ssh_config"
        text = open(world.host["ssh_config"], encoding="utf-8").read()
        lines = [line for line in text.splitlines() if line.split()[:1] not in (["HostName"], ["Port"])]
        lines += ["  HostName 127.0.0.1", f"  Port {relay.port}", f"  HostKeyAlias {world.host['address']}"]
        config.write_text("\n".join(lines) + "\n")
        world.set_settings(ssh_config=str(config))
        try:
            if held is None:
                mischief(relay)
                running = world.start()
            else:
                world.hold("before", held)
                running = world.start()
                world.await_hold()
                mischief(relay)
                world.let_go()
            running.end()
            world.settle()
            assert relay.cuts >= least_cuts, f"the link was cut {relay.cuts} times:\n{running.said}"
            assert running.code == 0 or "fix: " in running.said, running.said
        finally:
            relay.close()
            world.set_settings(ssh_config=world.host["ssh_config"])
        return running

    return inflict


def link_cases() -> list[Case]:
    ship = "*: git *receive-pack*"
    build = BOUNDARIES["Build, before it"][1]
    switch = BOUNDARIES["Switch, before compose"][1]
    slow_link = f"link delays everything by {DELAY_SECONDS * 1000:.0f} ms each way"
    stall = f"link stands still for {STALL_SECONDS} s"
    flaps = f"link flaps: each connection is cut after {FLAP_BYTES} bytes"
    refused = "nothing was sent; the old release ran on"
    again = "deployed; the client lost the host, and found it again"
    return [
        Case(slow_link, "Connect", "new", through_relay(None, slow), code=0),
        Case(slow_link, "Ship", "new", through_relay(ship, slow), LARGE, code=0),
        Case(slow_link, "Build, followed", "new", through_relay(build, slow), code=0),
        Case(slow_link, "Switch, followed", "new", through_relay(switch, slow), code=0),
        Case(stall, "Connect", "old", through_relay(None, stalled), entry=None, code=UNREACHABLE, outcome=refused,
             group="waiting"),
        Case(stall, "Ship", "old", through_relay(ship, stalled), LARGE, entry=None, code=UNREACHABLE, outcome=refused,
             group="waiting"),
        Case(stall, "Build, followed", "new", through_relay(build, stalled), code=0, outcome=again, group="waiting"),
        Case(stall, "Switch, followed", "new", through_relay(switch, stalled), code=0, outcome=again, group="waiting"),
        Case("link flaps: each connection is cut after 3000 bytes", "Connect", "old", through_relay(None, flapping_at_once, 1),
             entry=None, code=UNREACHABLE, outcome=refused),
        Case(flaps, "Ship", "old", through_relay(ship, flapping, 1), LARGE, entry=None, code=UNREACHABLE, outcome=refused),
        Case(flaps, "Build, followed", "new", through_relay(build, flapping, 3), TALKATIVE, code=0, outcome=again),
        Case(flaps, "Switch, followed", "new", through_relay(switch, flapping, 1), code=0, outcome=again),
    ]
