"""What breaks a roll-out to several hosts, and the tests of `tests/host` that do it to real ones."""

import dataclasses

import table


@dataclasses.dataclass
class FleetCase:
    fault: str
    step: str
    # What becomes of the roll-out, which the test asserts.
    outcome: str
    # The hosts that run the new release afterwards.
    new: str
    # What brings it to the others.
    recovers: str
    suite: str
    of_class: str
    test: str

    @property
    def key(self) -> tuple[str, str]:
        return self.fault, self.step

    def row(self, seconds: float) -> dict:
        return {
            "fault": self.fault,
            "step": self.step,
            "outcome": self.outcome,
            "new": self.new,
            "recovers": self.recovers,
            "test": f"{self.suite} {self.of_class}.{self.test}",
            "seconds": seconds,
            **table.stamp(),
        }


SAME = "the same command"
WAVES, LIFE = "deploy_fleet_test", "deploy_fleet_life_test"
FLEET_CASES = [
    FleetCase("the release crashes on one host", "wave 2 of 3", "that host goes back, its wave is finished, wave 3 does not begin (exit 13)",
              "2 of 6", SAME, WAVES, "Six", "test_a_crash_in_wave_two"),
    FleetCase("the release crashes on one host, ON_WAVE_FAILURE revoke", "wave 2 of 2", "every host runs what it ran before (exit 13)",
              "none", SAME, WAVES, "Six", "test_a_failed_wave_is_taken_back"),
    FleetCase("a host is off", "before wave 1 of 2", "the others of its wave are deployed to, the next does not begin (exit 13)",
              "2 of 4", SAME, WAVES, "Six", "test_a_host_that_is_off_fails_its_wave"),
    FleetCase("a host is off, UNREACHABLE skip", "before wave 1 of 2", "it is left out, and shown as behind",
              "5 of 6", "`slipway deploy --catch-up`", WAVES, "Six", "test_a_host_that_is_off_is_left_out_shown_and_caught_up_with"),
    FleetCase("a host loses power", "wave 2 of 2, in the middle of its build", "the others are deployed to (exit 13)",
              "2 of 3", SAME, WAVES, "Six", "test_a_host_that_dies_in_its_wave"),
    FleetCase("somebody else deploys to a host", "wave 2 of 2", "that host is not touched, its wave is finished (exit 13)",
              "2 of 3", SAME, WAVES, "Six", "test_a_host_that_somebody_else_deploys_to_stops_its_wave"),
    FleetCase("a container restarts", "SOAK of wave 1 of 2", "the next wave does not begin (exit 13)",
              "1 of 2", "after the fix the same command", WAVES, "Six", "test_a_container_that_restarts_in_the_soak_stops"),
    FleetCase("client killed (SIGKILL)", "SOAK of wave 1 of 2", "nothing more begins",
              "1 of 3", "the same command, which makes up for the rest of SOAK", WAVES, "Six", "test_a_client_that_is_killed_between_waves"),
    FleetCase("client interrupted (SIGINT)", "SOAK of wave 1 of 2", "nothing more begins (exit 13)",
              "1 of 2", SAME, WAVES, "Six", "test_an_interrupt_begins_nothing_more"),
    FleetCase("two names are one machine", "before wave 1", "refused, nothing is touched (exit 3)",
              "none", "after a name was taken out of HOSTS", WAVES, "Six", "test_two_names_of_one_machine"),
    FleetCase("the disk of a host is full", "wave 2 of 2", "that host is not touched, its wave is finished (exit 13)",
              "2 of 3", "with room the same command", LIFE, "Life", "test_a_disk_that_is_full"),
    FleetCase("a host is made anew: same name, empty disk", "between two roll-outs", "it is shown as empty",
              "1 of 2", SAME, LIFE, "Life", "test_a_host_that_was_made_anew"),
    FleetCase("a host is slow, another one has lost an image", "rollback of all", "two go back, one keeps what it runs (exit 13)",
              "1 of 3", "`slipway rollback --host`, if the image is there again", LIFE, "Life", "test_a_slow_host_and_one_that_cannot_go_back"),
    FleetCase("the old release crashes on one host, BUILD_ON here", "rollback of all", "that host keeps the new release, the other goes back (exit 13)",
              "1 of 2", "`slipway rollback --host`", LIFE, "HereAndBack", "test_a_rollback_that_fails_on_one_host"),
]
