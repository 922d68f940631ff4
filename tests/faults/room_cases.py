"""The disk is full, or has no inodes left: for root, and for an ordinary user, whom the reserve of the file system does not serve."""

from cases import ANY, BOUNDARIES, LARGE, Case, Inflict
from world import Running, World

FILL = "fallocate -l $(df --output=avail -B1 . | tail -n 1) filler; cat /dev/zero >>filler"
USE_INODES = "mkdir filler && cd filler && seq $(df --output=iavail . | tail -n 1) | xargs touch"
SHIP = "Ship"
# Held from before the checkout to the tidying; what is served in the end.
AS_USER = {
    SHIP: "old",
    "Stage, before the checkout": "old",
    "Build, before it": "old",
    "Switch, before its marker": "old",
    "Switch, before the files": "old",
    "Switch, after the files": "old",
    "Switch, before compose": "old",
    "Switch, after compose": "old",
    "Health": "old",
    "Record, before it": "old",
    "Tidy": "new",
}


def used_up(step: str, command: str) -> Inflict:
    def inflict(world: World) -> Running:
        if step == SHIP:
            world.hold("before", "*: git *receive-pack*")
        else:
            world.hold(*BOUNDARIES[step])
        running = world.start()
        world.await_hold()
        world.as_user(command)
        world.let_go()
        running.end()
        world.settle()
        world.as_user("rm -rf filler")
        return running

    return inflict


def room_cases() -> list[Case]:
    cases = [Case("inodes used up", "Switch, before its marker", "old", used_up("Switch, before its marker", USE_INODES), entry=ANY, code=6,
                  outcome="nothing was switched; the old release runs")]
    for step, code in ((SHIP, None), ("Build, before it", 7), ("Switch, before its marker", 6), ("Switch, before the files", None),
                       ("Record, before it", None)):
        cases.append(Case("disk full", step, "old", used_up(step, FILL), LARGE if step == SHIP else {}, entry=ANY, code=code, group="disk"))
    for step, serving in AS_USER.items():
        files = LARGE if step == SHIP else {}
        cases.append(Case("disk full, as an ordinary user", step, serving, used_up(step, FILL), files, entry=ANY, group="user"))
        cases.append(Case("inodes used up, as an ordinary user", step, serving, used_up(step, USE_INODES), files, entry=ANY, group="user"))
    return cases
