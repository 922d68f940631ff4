"""Commands of the host that fail, once or for some time: nothing is switched, or all is put back, or the run does without."""

from cases import ANY, Case, Inflict, at
from world import Running, World

UNREADY = "nothing was switched; the old release runs"
BEFORE = "Switch, before its marker"


def failing(pattern: str, seconds: float = 0) -> Inflict:
    """The first call that matches fails, and its program for some time after."""

    def inflict(world: World) -> Running:
        world.fail(pattern, seconds)
        running = world.start()
        running.end()
        world.settle()
        assert world.sh("ls /run/fault/failed", check=False).strip() == "/run/fault/failed", "nothing has failed"
        world.let_go()
        return running

    return inflict


def engine_away_before_switch(world: World) -> Running:
    def deed(world: World, _: Running) -> None:
        world.kill("dockerd")

    running = at(BEFORE, deed)(world)
    world.start_engine()
    return running


# fault, step, the call, for how many seconds, what is served, the client's exit code, the journal's outcome
ROWS = (
    # Claim and checkout, before the build.
    ("git fails once, as it is asked for the newest entry", "Stage, before it", "[0-9]*: git *for-each-ref*heads/journal*", 0, "old", 3, ANY),
    ("git fails once, as it looks into the index", "Stage, at the claim", "Stage: git *ls-files --stage*", 0, "new", 0, "deployed"),
    ("git fails once, as it refreshes the index", "Stage, at the claim", "Stage: git *update-index*", 0, "new", 0, "deployed"),
    ("git fails once, as it looks for edits", "Stage, at the claim", "Stage: git *diff-files*", 0, "old", 3, "refused"),
    ("git fails once, as it looks for new paths", "Stage, at the claim", "Stage: git *diff-index*", 0, "old", 3, "refused"),
    ("git fails for 3 s", "Stage, at the claim", "Stage: git *", 3, "old", 3, ANY),
    ("git fails once", "Stage, at the checkout", "Stage: git *staging*read-tree*", 0, "new", 0, "deployed"),
    ("git fails for 3 s", "Stage, at the checkout", "Stage: git *staging*read-tree*", 3, "old", 7, ANY),
    # The build.
    ("docker fails once, as it is asked what runs", "Build", "Build: docker ps*", 0, "new", 0, "deployed"),
    ("docker fails once", "Build, at the image", "Build: docker build*", 0, "old", 7, "failed"),
    ("docker fails for 3 s", "Build, at the image", "Build: docker build*", 3, "old", 7, "failed"),
    ("docker fails once, as it is asked what was built", "Build", "Build: docker image inspect*", 0, "old", 7, "failed"),
    ("docker fails for 3 s, as it is asked what was built", "Build", "Build: docker image inspect*", 3, "old", 7, "failed"),
    ("sync fails once", "Build, after it", "Build: sync *", 0, "new", 0, "deployed"),
    # What is claimed and remembered before the switch.
    ("docker ps fails", BEFORE, "Switch: docker ps*", 0, "old", 3, ANY),
    ("docker fails for 3 s, from its ps", BEFORE, "Switch: docker ps*", 3, "old", 3, ANY),
    ("docker fails for 3 s, as it is asked for images", BEFORE, "Switch: docker image inspect*", 3, "old", 3, ANY),
    ("git fails once, as it is asked for the tree", BEFORE, "Switch: git *write-tree*", 0, "old", 3, ANY),
    ("sync fails for 3 s", BEFORE, "Switch: sync *", 3, "old", 3, ANY),
    ("git fails once, as it looks into the index", BEFORE, "Switch: git *ls-files --stage*", 0, "new", 0, "deployed"),
    ("git fails once, as it refreshes the index", BEFORE, "Switch: git *update-index*", 0, "new", 0, "deployed"),
    ("git fails once, as it looks for edits", BEFORE, "Switch: git *diff-files*", 0, "old", 3, "refused"),
    ("git fails once, as it looks for new paths", BEFORE, "Switch: git *diff-index*", 0, "old", 3, "refused"),
    ("docker fails once, as it is asked for a container", BEFORE, "Switch: docker inspect*", 0, "new", 0, "deployed"),
    ("docker fails for 3 s, as it is asked for a container", BEFORE, "Switch: docker inspect*", 3, "old", 3, "refused"),
    ("docker fails once, as it is asked for images", BEFORE, "Switch: docker image inspect*", 0, "old", 3, "refused"),
    ("sync fails once", BEFORE, "Switch: sync *", 0, "new", 0, "deployed"),
    # The switch.
    ("git fails once", "Switch, at the files", "Switch: git *read-tree -m -u*", 0, "old", 3, "refused"),
    ("docker fails once", "Switch, at the image names", "Switch: docker tag*", 0, "old", 8, "failed"),
    ("docker fails for 3 s", "Switch, at the image names", "Switch: docker tag*", 3, "old", 8, "failed"),
    ("docker fails once", "Switch, at compose", "Switch: docker compose* up *", 0, "old", 8, "failed"),
    ("docker fails for 3 s", "Switch, at compose", "Switch: docker compose* up *", 3, "old", 8, "failed"),
    ("docker fails once, as it is asked for containers", "Health", "Health: docker ps*", 0, "new", 0, "deployed"),
    ("docker fails once, as it is asked for their states", "Health", "Health: docker inspect*", 0, "new", 0, "deployed"),
    ("docker fails for 3 s", "Health", "Health: docker inspect*", 3, "old", 8, "failed"),
    # The record.
    ("git fails once", "Record, at the entry", "Health: git *commit-tree*", 0, "old", 8, "failed"),
    ("git fails once", "Record, at the references", "Health: git *update-ref*", 0, "old", 8, "failed"),
    ("git fails for 3 s, as it is asked whether it is recorded", "Record, at the references",
     "Health: git *cat-file --batch*", 3, "new", 0, "deployed"),
    ("git fails for 30 s, as it is asked whether it is recorded", "Record, before the marker for people",
     "Health: git *cat-file --batch*", 30, "new", 1, "deployed"),
    ("git fails once, as it is asked what was recorded", "Record", "Health: git *cat-file*", 0, "new", 0, "deployed"),
    ("docker fails once, as it is asked for the outage", "Record", "Health: docker events*", 0, "new", 0, "deployed"),
    ("sync fails once", "Record", "Health: sync *", 0, "new", 0, "deployed"),
    ("sync fails for 3 s", "Record", "Health: sync *", 3, "old", 8, "failed"),
    ("git fails once", "Tidy", "Tidy: git * log --first-parent *", 0, "new", 0, "deployed"),
    ("git fails for 3 s", "Tidy", "Tidy: git * log --first-parent *", 3, "new", 0, "deployed"),
)


def command_cases() -> list[Case]:
    cases = []
    for fault, step, call, seconds, serving, code, entry in ROWS:
        words = UNREADY if step == BEFORE and serving == "old" else ""
        cases.append(Case(fault, step, serving, failing(call, seconds), entry=entry, code=code, outcome=words))
    cases.append(Case("dockerd killed, and started again after the end", BEFORE, "old", engine_away_before_switch, entry="broken",
                      code=9, down=True, unmarked=True, group="waiting",
                      outcome="failed, and said so: nothing runs without the engine; the next deployment worked"))
    return cases
