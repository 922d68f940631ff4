"""Releases with services that compose treats specially, and a neighbour of the same name."""

from cases import Case, Inflict, at, cancelled, cut_power, just_deploy, kill_run, kill_runner
from world import COMPOSE, Running, World

REST = """\
    image: slipway/base:1
    stop_grace_period: 1s
    command: ["busybox", {words}]
"""
SERVICES, _, VOLUMES = COMPOSE.partition("volumes:\n  data")
VOLUMES = "volumes:\n  data" + VOLUMES


def with_services(text: str, web: str = "") -> dict[str, str]:
    return {"docker-compose.yml": SERVICES + web + text + VOLUMES}


JOINED = with_services("  beside:\n" + REST.format(words='"sleep", "10000"') + "    network_mode: service:web\n")
AWAITS = "    depends_on:\n      migrate:\n        condition: service_completed_successfully\n"
MIGRATED = with_services("  migrate:\n" + REST.format(words='"sleep", "1"'), AWAITS)
MIGRATION_FAILS = with_services("  migrate:\n" + REST.format(words='"sh", "-c", "exit 7"'), AWAITS)
MIGRATION_HANGS = with_services("  migrate:\n" + REST.format(words='"sleep", "10000"'), AWAITS)


def neighbour(wait_at: str | None) -> Inflict:
    """Another directory wants to be a project of the same name."""

    def inflict(world: World) -> Running:
        other = world.another_project(f"neighbour{world.number}", {})
        other.commit({"docker-compose.yml": "name: app\n" + other.good["docker-compose.yml"]}, "Take the name")

        def deploy_other(_: World, __: Running | None) -> Running:
            running = Running(other.command(*other.words("deploy")))
            assert running.end() == 3 and "app" in running.said, running.said
            return running

        if wait_at is None:
            return deploy_other(world, None)
        return at(wait_at, deploy_other)(world)

    return inflict


def service_cases() -> list[Case]:
    cases = []
    for words, files in (("a container in another's network", JOINED), ("a job that another awaits", MIGRATED)):
        for fault, deed, entry in ((f"runner killed (SIGKILL), {words}", kill_runner, "interrupted"),
                                   (f"runner, its supervisor and all they started killed (SIGKILL), {words}", kill_run, None),
                                   (f"power cut, {words}", cut_power, None)):
            for step in ("Switch, before compose", "Switch, after compose", "Health"):
                cases.append(Case(fault, step, "old", at(step, deed), files, entry, down=deed is not kill_runner))
        cases.append(Case(f"slipway cancel, {words}", "Switch, after compose", "old", at("Switch, after compose", cancelled), files, "cancelled", 12))
        cases.append(Case(f"nothing, with {words}", "Switch", "new", just_deploy, files, code=0))
    cases += [
        Case("a job that another awaits fails", "Switch", "old", just_deploy, MIGRATION_FAILS, "failed", 8, hopeless=True),
        Case("a job that another awaits never ends", "Switch", "old", just_deploy, MIGRATION_HANGS, "failed", 8, hopeless=True, group="waiting"),
        Case("another directory deploys a project of this name", "between deployments", "old", neighbour(None), entry=None, code=3,
             outcome="refused; the old release ran on"),
        Case("another directory deploys a project of this name", "Build, before it", "new", neighbour("Build, before it"), code=0),
    ]
    return cases
