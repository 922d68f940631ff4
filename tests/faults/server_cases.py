"""The engine, containerd and sshd go away: for a moment, or until after the end."""

import signal
import time
from collections.abc import Callable

from cases import BOUNDARIES, IN_BUILD, SLOW_BUILD, Case, Inflict, at
from world import Running, World

AWAY_SECONDS = 3
# Where something has changed since the boundary before.
AWAY_AT = ("Stage, before the checkout", "Build, before it", "Switch, before its marker", "Switch, before the files",
           "Switch, before compose", "Switch, after compose", "Health", "Record, before it", "Tidy")
Deed = Callable[[World, Running], None]


def kill_engine(world: World) -> None:
    world.kill("dockerd")
    world.kill("containerd")


def engine_dies(world: World, _: Running) -> None:
    kill_engine(world)
    world.let_go()
    world.await_said("the Docker engine does not answer; waiting for it")
    world.start_engine()


def engine_stays_away(step: str) -> Inflict:
    def inflict(world: World) -> Running:
        running = at(step, lambda world, _: kill_engine(world))(world)
        assert "the Docker engine does not answer" in running.said, running.said
        world.start_engine()
        return running

    return inflict


def engine_away(world: World, _: Running) -> None:
    """It is away while the run is held, and back when it goes on."""
    kill_engine(world)
    time.sleep(AWAY_SECONDS)
    world.start_engine()


def engine_hangs(world: World) -> Running:
    """It takes connections and never answers, until after the end."""
    world.hold(*BOUNDARIES["Health"])
    running = world.start()
    world.await_hold()
    world.kill("dockerd", signal.SIGSTOP)
    world.let_go()
    running.end(600)
    world.settle()
    world.kill("dockerd", signal.SIGCONT)
    return running


def containerd_dies(world: World, _: Running) -> None:
    world.kill("containerd")  # dockerd starts it again


def connections_die(world: World, _: Running) -> None:
    world.kill("sshd")
    world.start_sshd()


def sshd_away(world: World, _: Running) -> None:
    world.kill("sshd")
    time.sleep(AWAY_SECONDS)
    world.start_sshd()


def sshd_stays_away(step: str) -> Inflict:
    """The client gives up; the run goes on without it."""

    def inflict(world: World) -> Running:
        running = at(step, lambda world, _: world.kill("sshd"))(world)
        world.start_sshd()
        return running

    return inflict


def server_cases() -> list[Case]:
    again, stays = "dockerd and containerd killed, and started again", "dockerd and containerd killed, and not started before the end"
    cases = [
        Case(again, "Switch, before compose", "old", at("Switch, before compose", engine_dies), entry="failed", code=8),
        Case(again, IN_BUILD, "old", at(IN_BUILD, engine_dies), SLOW_BUILD, entry="failed", code=7),
        Case(again, "Health", "old", at("Health", engine_dies), entry="failed", code=8),
        Case(stays, IN_BUILD, "old", engine_stays_away(IN_BUILD),
             SLOW_BUILD, entry="broken", code=9, down=True, unmarked=True,
             outcome="failed, and said so: nothing runs without the engine; the next deployment worked", group="waiting"),
        Case(containerd_fault := "containerd killed, which dockerd starts again", IN_BUILD, "new", at(IN_BUILD, containerd_dies),
             SLOW_BUILD, code=0, group="waiting"),
    ]
    cases.append(Case("dockerd hangs (SIGSTOP), and goes on after the end", "Health", "old", engine_hangs, entry="broken", code=9, down=True,
                      group="waiting", outcome="failed, and said so; the next deployment first put the old release back"))
    for step in ("Switch, before the files", "Switch, before compose", "Switch, after compose", "Health"):
        cases.append(Case(stays, step, "old", engine_stays_away(step), entry="broken", code=9, down=True, group="waiting",
             outcome="failed, and said so: nothing runs without the engine; the next deployment first put the old release back"))
    for step in ("Stage, before the checkout", "Build, before it", "Switch, before its marker"):
        cases.append(Case(stays, step, "old", engine_stays_away(step), entry="broken", code=9, down=True, unmarked=True, group="waiting",
             outcome="failed, and said so: nothing runs without the engine; the next deployment worked"))
    for step in ("Record, before it", "Tidy"):
        cases.append(Case(stays, step, "new", engine_stays_away(step), code=9, down=True, unmarked=True, group="waiting",
             outcome="deployed, and said that nothing runs without the engine; the next deployment started it"))
    for step in AWAY_AT:
        # An engine that was killed ends what it finds running when it starts, and does not start it again.
        if step in ("Switch, after compose", "Health"):
            cases.append(Case(f"dockerd and containerd away for {AWAY_SECONDS} s", step, "old", at(step, engine_away), entry="failed", code=8))
            # Without containerd a health check fails, and how often decides.
            cases.append(Case(containerd_fault, step, "either", at(step, containerd_dies)))
        else:
            cases.append(Case(f"dockerd and containerd away for {AWAY_SECONDS} s", step, "new", at(step, engine_away), code=0))
            cases.append(Case(containerd_fault, step, "new", at(step, containerd_dies), code=0))
        cases.append(Case(f"sshd away for {AWAY_SECONDS} s, with all its connections", step, "new", at(step, sshd_away), code=0))
        cases.append(Case("sshd killed, and not started before the end", step, "new", sshd_stays_away(step), code=11, group="waiting"))
    for step in ("Build, before it", "Switch, before compose", "Health"):
        cases.append(Case("sshd killed with all its connections, and started again", step, "new", at(step, connections_die), code=0))
    return cases
