"""Releases with tests that run in the new image before the switch (slipway_run_tests_in)."""

import signal
import subprocess

from cases import Case, Inflict, cancelled, cut_power, just_deploy, kill_run, kill_runner, link_cut, signalled
from world import Running, World, until

STEP = "Tests"
FAILS = {"site/test": "fail\n"}
WAITS = {"site/test": "wait\n"}


def tested(inflict: Inflict) -> Inflict:
    """With a test in the image for the time of the deed."""

    def deed(world: World) -> Running | None:
        world.project.configure(TEST_IN_IMAGE="ON")
        subprocess.run(["cmake", "--build", "build/test", "--target", "in-image"], cwd=world.project.directory,
                       env=world.project.environment, stdout=subprocess.DEVNULL, check=True)  # fmt: skip
        try:
            return inflict(world)
        finally:
            world.project.configure(TEST_IN_IMAGE="OFF")

    return deed


def in_a_test(deed) -> Inflict:
    """Up to the moment in which the test runs in its container."""

    def inflict(world: World) -> Running:
        running = world.start()
        until("the test to run", lambda: world.sh("docker ps -q --filter label=dev.slipway.test", False).strip(), 120)
        deed(world, running)
        running.end()
        world.settle()
        return running

    return tested(inflict)


def test_cases() -> list[Case]:
    return [
        Case("the tests pass", STEP, "new", tested(just_deploy), code=0),
        Case("a test fails", STEP, "old", tested(just_deploy), FAILS, "failed", 8, hopeless=True),
        Case("a test takes too long", STEP, "old", tested(just_deploy), WAITS, "failed", 8, hopeless=True),
        Case("slipway cancel", STEP, "old", in_a_test(cancelled), WAITS, "cancelled", 12, hopeless=True),
        Case("client killed (SIGKILL)", STEP, "old", in_a_test(lambda _, r: r.process.kill()), WAITS, "failed", hopeless=True),
        Case("client interrupted (Ctrl-C)", STEP, "old", in_a_test(signalled(signal.SIGINT)), WAITS, "failed", hopeless=True),
        Case("link cut, and back after the end", STEP, "old", in_a_test(link_cut), WAITS, "failed", 8, hopeless=True, group="waiting"),
        Case("runner killed (SIGKILL)", STEP, "old", in_a_test(kill_runner), WAITS, "interrupted", hopeless=True),
        Case("runner, its supervisor and all they started killed (SIGKILL)", STEP, "old", in_a_test(kill_run), WAITS, None, hopeless=True),
        Case("power cut", STEP, "old", in_a_test(cut_power), WAITS, None, down=True, hopeless=True),
    ]
