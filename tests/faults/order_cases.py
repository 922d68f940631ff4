"""Releases with a service whose new container starts beside the old one, and with a job ahead of the switch."""

from cases import MORE_PLACES, Case, Inflict, at, cancelled, cut_power, just_deploy, kill_run, kill_runner
from service_cases import REST, with_services
from world import Running, World, until

BOTH_RUN = "Switch, both containers run"
OLD_IS_GONE = "Switch, after the old container was stopped"
MORE_PLACES |= {
    BOTH_RUN: ("after", "Switch: docker compose* up --detach*--no-recreate*"),
    OLD_IS_GONE: ("after", "Switch: docker stop*"),
}
BESIDE = with_services(
    """\
  api:
    build: .
    restart: unless-stopped
    expose: ["80"]
    stop_grace_period: 1s
    healthcheck:
      test: ["CMD", "busybox", "wget", "-q", "-O", "-", "http://127.0.0.1/answer"]
      interval: 1s
      retries: 3
"""
)
API_DIES = {"docker-compose.yml": BESIDE["docker-compose.yml"].replace('    expose: ["80"]\n', '    expose: ["80"]\n    command: ["busybox", "false"]\n')}
IN_A_JOB = "Switch, in a job ahead of it"
JOB = with_services("  migrate:\n" + REST.format(words='"sleep", "10000"') + "    profiles: [job]\n")


def in_a_job(deed) -> Inflict:
    """With BEFORE_SWITCH, up to the moment in which the job runs."""

    def inflict(world: World) -> Running:
        world.set_settings(before_switch="migrate")
        try:
            running = world.start()
            until("the job to run", lambda: world.sh("docker ps -q --filter label=dev.slipway.run", False).strip(), 120)
            deed(world, running)
            running.end()
            world.settle()
        finally:
            world.set_settings(before_switch="")
        return running

    return inflict


def order_cases() -> list[Case]:
    cases = [Case("nothing, with a service that starts first", "Switch", "new", just_deploy, before=BESIDE, code=0),
             Case("a service that starts first does not hold", "Health", "old", just_deploy, API_DIES, "failed", 8, hopeless=True, before=BESIDE)]
    for step in (BOTH_RUN, OLD_IS_GONE):
        for fault, deed, entry in (("runner killed (SIGKILL)", kill_runner, "interrupted"),
                                   ("runner, its supervisor and all they started killed (SIGKILL)", kill_run, None),
                                   ("power cut", cut_power, None)):
            cases.append(Case(f"{fault}, a service starts first", step, "old", at(step, deed), before=BESIDE, entry=entry, down=deed is not kill_runner))
        cases.append(Case("slipway cancel, a service starts first", step, "old", at(step, cancelled), before=BESIDE, entry="cancelled", code=12))
    for fault, deed, entry in (("runner killed (SIGKILL)", kill_runner, "interrupted"),
                               ("runner, its supervisor and all they started killed (SIGKILL)", kill_run, None),
                               ("power cut", cut_power, None)):
        cases.append(Case(f"{fault}, BEFORE_SWITCH", IN_A_JOB, "old", in_a_job(deed), JOB, entry=entry, down=deed is not kill_runner))
    cases.append(Case("slipway cancel, BEFORE_SWITCH", IN_A_JOB, "old", in_a_job(cancelled), JOB, entry="cancelled", code=12))
    return cases
