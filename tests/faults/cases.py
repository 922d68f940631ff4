"""The table of faults: what is done to a deployment, where in it, and which release has to be served afterwards.

A case starts with a release that runs and another one that is to be deployed. `inflict` does the rest up to the point
where nothing is going on any more; suite.py then looks at what is served, and deploys once more."""

import dataclasses
import os
import pathlib
import signal
import time
from collections.abc import Callable

from world import COMPOSE, DOCKERFILE, Running, World, until

# An outcome in the journal that the case leaves open.
ANY = "any"
METHODS = (
    ("power cut", "the disk as it was at that moment, booted"),
    ("fails", "the command made to fail"),
    ("killed", "signal"),
    ("terminated", "signal"),
    ("interrupted", "signal"),
    ("closed", "signal"),
    ("link", "relay, or the link taken down"),
)
Inflict = Callable[[World], Running | None]


@dataclasses.dataclass
class Case:
    fault: str
    step: str
    # "old" or "new": what has to be served before anybody deploys again; "either": what the client says that it is.
    serving: str
    inflict: Inflict
    # What the release that is deployed has beside its number.
    files: dict[str, str] = dataclasses.field(default_factory=dict)
    # The outcome that the journal has to have for the release; None: no entry.
    entry: str | None = "deployed"
    # The exit status of the client; None: it was killed, or does not matter.
    code: int | None = None
    # The release itself is at fault: what is deployed afterwards is another one.
    hopeless: bool = False
    # Down until the next command, which first puts back what is to be served.
    down: bool = False
    # Down, but nothing was switched: there is nothing for the next command to put back.
    unmarked: bool = False
    # The journal cannot be read before the next deployment has mended it.
    torn: bool = False
    # "plain"; "waiting": little happens in most of its time; "disk": needs a small disk.
    group: str = "plain"
    # What came of it, where the general words do not tell.
    outcome: str = ""
    # Deployed ahead of it, as the release that runs: what the release that is deployed then has as well.
    before: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def method(self) -> str:
        """How the fault is made."""
        for words, method in METHODS:
            if words in self.fault:
                return method
        return "done to a real host"

    @property
    def key(self) -> tuple[str, str]:
        return self.fault, self.step


# --- Where: a held call of git or docker on the host -----------------------------------------------------------------

BOUNDARIES = {
    "Stage, before the checkout": ("before", "Stage: git *staging*read-tree*"),
    "Stage, after the checkout": ("after", "Stage: git *staging*read-tree*"),
    "Build, before it": ("before", "Build: docker build*"),
    "Build, after it": ("after", "Build: docker build*"),
    "Switch, before its marker": ("before", "Switch: git *write-tree*"),
    "Switch, before the files": ("before", "Switch: git *read-tree -m -u*"),
    "Switch, after the files": ("after", "Switch: git *read-tree -m -u*"),
    "Switch, after the image names": ("after", "Switch: docker tag*"),
    "Switch, before compose": ("before", "Switch: docker compose* up *"),
    "Switch, after compose": ("after", "Switch: docker compose* up *"),
    # Not what looks for the outage in the background.
    "Health": ("before", "Health: docker inspect *.State.Status*"),
    "Record, before it": ("before", "Health: git *update-ref*"),
    "Record, before the marker for people": ("after", "Health: git *update-ref*"),
    "Tidy": ("before", "Tidy: git * log --first-parent *"),
}
# Places that only some releases come to.
MORE_PLACES: dict[str, tuple[str, str]] = {}
# From here on the release is recorded, and is completed instead of undone.
RECORDED = ("Record, before the marker for people", "Tidy")
UNTOUCHED = ("Stage", "Build", "Switch, before its marker")

# Known among all processes of the machine by a word that it does not need.
LONG_STEP = f"long-step-{os.getpid()}"
SLOW_BUILD = {
    "Dockerfile": DOCKERFILE.replace(
        "COPY", f'RUN ["busybox", "sh", "-c", "busybox sleep 15; busybox true", "{LONG_STEP}-@host@"]\nCOPY'
    )
}
# Small releases travel with the run; one with so much that cannot be compressed is pushed.
LARGE = {"ballast": "@random@\n"}
IN_BUILD = "Build, in the middle"
IN_COMPOSE = "Switch, in the middle of compose"


def reach(world: World, step: str) -> None:
    """Waits until the deployment has come to the place."""
    if step == IN_BUILD:
        until("the build to be at its long step", lambda: sleeping(world), 120)
    elif step == IN_COMPOSE:
        # Compose has made the new container and is stopping the old one, which takes its grace period of 1 s.
        until("compose to recreate the container", lambda: len(world.sh("/usr/bin/docker ps -aq").split()) == 2, 120, 0.01)
    else:
        world.await_hold()
    if step == "Switch, before its marker":
        # The images are asked for beside the call that is held: what befalls the engine then would be another case each time.
        images = f"{world.run_directory()}/before-images"
        until("the images to be remembered", lambda: world.sh(f"test -s {images} && echo yes", False).strip(), 120)


def sleeping(world: World) -> bool:
    """Whether the long step of a build is running: its processes have namespaces of their own, and our mark."""
    mark = f"{LONG_STEP}-{world.name}".encode()
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "cmdline").read_bytes().split(b"\0"):
                return True
        except OSError:
            continue  # it has ended meanwhile
    return False


def begin(world: World, step: str) -> Running:
    place = BOUNDARIES.get(step) or MORE_PLACES.get(step)
    if place:
        world.hold(*place)
    running = world.start()
    reach(world, step)
    return running


def at(step: str, deed: Callable[[World, Running], None]) -> Inflict:
    """Deploys up to the place, does the deed there, lets go, and waits for the end of the client and of the run."""

    def inflict(world: World) -> Running:
        running = begin(world, step)
        deed(world, running)
        if deed not in (kill_runner, kill_run):
            # What a killed run has left running is ended by whoever puts things right, held or not.
            world.let_go()
        running.end()
        world.settle()
        world.let_go()
        return running

    return inflict


def files_for(step: str) -> dict[str, str]:
    return SLOW_BUILD if step == IN_BUILD else {}


# --- What: the host's side ---------------------------------------------------------------------------------------------


def kill_runner(world: World, _: Running) -> None:
    world.kill_run(everything=False)


def kill_run(world: World, _: Running) -> None:
    world.kill_run(everything=True)


def cut_power(world: World, _: Running) -> None:
    world.cut_power()


# The service does not heed the signal, so it takes as long to stop as it may.
SLOW_STOP = {"docker-compose.yml": COMPOSE.replace("stop_grace_period: 1s", "stop_grace_period: 8s")}


def and_wait(deed: Inflict, seconds: float) -> Inflict:
    """An engine that was asked to stop a container does so, whether or not somebody still waits for it."""

    def inflict(world: World) -> Running | None:
        running = deed(world)
        time.sleep(seconds)
        return running

    return inflict


def killed_on_the_host() -> list[Case]:
    cases = [Case("runner killed (SIGKILL), a service takes 8 s to stop", IN_COMPOSE, "old", and_wait(at(IN_COMPOSE, kill_runner), 9),
                  entry="interrupted", before=SLOW_STOP)]  # fmt: skip
    for step in [*BOUNDARIES, IN_BUILD, IN_COMPOSE]:
        if step in ("Stage, after the checkout", "Build, after it", "Switch, after the image names"):
            continue  # nothing has changed since the boundary before
        recorded = step in RECORDED
        serving = "new" if recorded else "old"
        # What nobody is left to write down: the switch had not begun, or the next run does it.
        supervised = "deployed" if recorded else "interrupted"
        alone = "deployed" if recorded else None
        cases.append(Case("runner killed (SIGKILL)", step, serving, at(step, kill_runner), files_for(step), supervised))
        cases.append(
            Case(
                "runner, its supervisor and all they started killed (SIGKILL)",
                step,
                serving if not step.startswith(("Switch", "Health", "Record, before it")) else "old",
                at(step, kill_run),
                files_for(step),
                alone,
            )
        )
        # git has moved the reference, which need not be on the disk yet.
        moved = step == "Record, before the marker for people"
        words = "the new release runs; if the cut took its entry, the next deployment first puts the old release back" if moved else ""
        cases.append(Case("power cut", step, serving, at(step, cut_power), files_for(step), ANY if moved else alone, outcome=words))
    for case in cases:
        # The files, the image or the containers are already the new release's, and nobody is there to put them back.
        half = case.step in (
            "Switch, after the files",
            "Switch, after the image names",
            "Switch, before compose",
            "Switch, after compose",
            IN_COMPOSE,
            "Health",
            "Record, before it",
        )
        case.down = half and not case.fault.startswith("runner killed")
    return cases


# --- What: the client's side --------------------------------------------------------------------------------------------


def signalled(number: signal.Signals) -> Callable[[World, Running], None]:
    def deed(_: World, running: Running) -> None:
        running.process.send_signal(number)
        if number != signal.SIGKILL:
            assert running.end(60) == 11, running.said
            for words in ("slipway attach", "slipway cancel", "carries on alone"):
                assert words in running.said, running.said

    return deed


def ship_interrupted(number: signal.Signals) -> Inflict:
    def inflict(world: World) -> Running:
        world.hold("before", "*: git *receive-pack*")
        running = world.start()
        world.await_hold()
        running.process.send_signal(number)
        code = running.end(60)
        assert number == signal.SIGKILL or code == 12, (code, running.said)
        world.let_go()
        return running

    return inflict


def link_cut(world: World, running: Running) -> None:
    world.link("down")
    world.let_go()
    # The client finds out by its keep-alives, and comes back when the link does.
    until("the run to end without its client", lambda: world.sh(
        "test -s app/.slipway/runs/$(cat app/.slipway/run)/end && echo yes", False).strip(), 120)
    world.link("up")


def build_tool_ends(tool: str, number: signal.Signals, step: str = "Build, before it") -> Inflict:
    """A build tool that is ended by a signal leaves its child running; the helper must notice."""

    def inflict(world: World) -> Running:
        world.hold(*BOUNDARIES[step])
        running = world.build_target()
        world.await_hold()
        helper = [pid for pid in children(running.process.pid) if name_of(pid) == "slipway"]
        assert len(helper) == 1, helper
        victim = running.process.pid
        if tool == "ninja":
            victim = next(pid for pid in children(victim) if name_of(pid) == "ninja")
        os.kill(victim, number)
        if number == signal.SIGTERM:
            # Both wait for the helper, which carries on and says how it ends.
            world.let_go()
            running.end()
            assert "is healthy" in running.said, running.said
            world.settle()
            return running
        until("the helper to end after its build tool", lambda: not os.path.exists(f"/proc/{helper[0]}"), 60)
        world.let_go()
        running.end()
        assert "carries on alone" in running.said, running.said
        world.settle()
        return running

    return inflict


def name_of(pid: int) -> str:
    try:
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def children(pid: int) -> list[int]:
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found += [int(entry.name), *children(int(entry.name))]
    return found


def clients() -> list[Case]:
    cases = [
        Case("client killed (SIGKILL)", "Ship", "old", ship_interrupted(signal.SIGKILL), LARGE, entry=None),
        Case("client interrupted (Ctrl-C)", "Ship", "old", ship_interrupted(signal.SIGINT), LARGE, entry=None),
    ]
    for step in ("Build, before it", "Switch, before its marker", "Switch, before compose", "Health", "Tidy"):
        for fault, number in (
            ("client killed (SIGKILL)", signal.SIGKILL),
            ("client interrupted (Ctrl-C)", signal.SIGINT),
            ("client terminated (SIGTERM)", signal.SIGTERM),
            ("client's terminal closed (SIGHUP)", signal.SIGHUP),
        ):
            cases.append(Case(fault, step, "new", at(step, signalled(number))))
    for tool in ("ninja", "cmake"):
        for step in ("Build, before it", "Switch, before compose"):
            cases.append(Case(f"{tool} terminated (SIGTERM)", step, "new", build_tool_ends(tool, signal.SIGTERM, step),
                              outcome="it waited for the client, which followed the run to its end: deployed"))
        cases.append(Case(f"{tool} killed (SIGKILL)", "Build, before it", "new", build_tool_ends(tool, signal.SIGKILL)))
    for step in ("Build, before it", "Switch, before compose"):
        cases.append(Case("link cut, and back after the end", step, "new", at(step, link_cut), group="waiting"))
    return cases


# --- What: people ---------------------------------------------------------------------------------------------------------


def cancelled(world: World, running: Running) -> None:
    cancel = world.start("cancel")
    # Once it has told the run, it follows it, beside the client that began the deployment. What is held may end by the signal alone.
    until("both clients to follow the run", lambda: cancel.process.poll() is not None
          or int(world.sh("ps ax | grep -c '[f]lock -w 0.2 .*/alive true'", False) or 0) > 1)  # fmt: skip
    world.let_go()
    assert cancel.end() == 0, cancel.said
    assert "cancelled by" in cancel.said, cancel.said


def cancelled_too_late(world: World, running: Running) -> None:
    cancel = world.start("cancel")
    directory = world.run_directory()
    until("the wish to be there", lambda: world.sh(f"test -e {directory}/cancel && echo yes", False).strip())
    world.let_go()
    assert cancel.end() == 3, cancel.said
    assert "too late" in cancel.said, cancel.said


def second_deployment(world: World, running: Running) -> None:
    other = world.start()
    assert other.end() == 4, other.said
    assert "Build" in other.said and "tester" in other.said or "since" in other.said, other.said


def second_deployment_waits(world: World, running: Running) -> None:
    other = world.start("deploy", "--wait=60")
    until("the second client to wait", lambda: other.process.poll() is None and world.sh(
        "ps ax 2>/dev/null | grep -c 'flock -s -w' || true", False))
    world.let_go()
    assert running.end() == 0, running.said
    assert other.end() == 0, other.said


def people() -> list[Case]:
    cases = []
    for step in ("Stage, before the checkout", "Stage, after the checkout", "Build, before it", IN_BUILD, "Switch, before its marker",
                 "Switch, before the files", "Switch, after the files", "Switch, before compose", "Switch, after compose", "Health"):
        cases.append(Case("slipway cancel", step, "old", at(step, cancelled), files_for(step), "cancelled", 12))
    cases.append(Case("slipway cancel", "Tidy", "new", at("Tidy", cancelled_too_late), code=0))
    cases.append(Case("slipway cancel, a service takes 8 s to stop", IN_COMPOSE, "old", and_wait(at(IN_COMPOSE, cancelled), 9),
                      entry="cancelled", code=12, before=SLOW_STOP))  # fmt: skip
    cases.append(Case("a second deployment", "Build, before it", "new", at("Build, before it", second_deployment), code=0))
    cases.append(Case("a second deployment, with --wait", "Build, before it", "new",
                      at("Build, before it", second_deployment_waits), code=0))
    return cases


# --- What: the release ----------------------------------------------------------------------------------------------------


def just_deploy(world: World) -> Running:
    running = world.start()
    running.end(240)
    world.settle()
    return running


def port_taken_meanwhile(world: World) -> Running:
    """Nothing listened on the port when the host was looked at."""
    running = begin(world, "Switch, before compose")
    taken = world.take_port(8099)
    world.let_go()
    running.end()
    world.settle()
    taken.kill()
    taken.wait()
    return running


def releases() -> list[Case]:
    def compose(old: str, new: str) -> dict[str, str]:
        assert old in COMPOSE
        return {"docker-compose.yml": COMPOSE.replace(old, new)}

    exits = DOCKERFILE.replace('CMD ["busybox", "httpd", "-f", "-p", "80", "-h", "/site"]', 'CMD ["busybox", "false"]')
    return [
        Case("image cannot be built", "Build", "old", just_deploy,
             {"Dockerfile": DOCKERFILE.replace("COPY", "RUN busybox false\nCOPY")}, "failed", 7, hopeless=True),
        Case("container crash-loops", "Health", "old", just_deploy, {"Dockerfile": exits}, "failed", 8, hopeless=True),
        Case("container never becomes healthy", "Health", "old", just_deploy,
             compose("http://127.0.0.1/answer", "http://127.0.0.1/nothing"), "failed", 8, hopeless=True),
        Case("container ends", "Health", "old", just_deploy,
             {"Dockerfile": exits, **compose("    restart: unless-stopped\n", "")}, "failed", 8, hopeless=True),
        Case("published port in use", "Check", "old", just_deploy,
             compose('ports: ["8080:80"]', 'ports: ["8080:80", "22:80"]'), None, 3, hopeless=True, outcome="refused"),
        Case("published port taken meanwhile", "Switch, before compose", "old", port_taken_meanwhile,
             compose('ports: ["8080:80"]', 'ports: ["8080:80", "8099:80"]'), "failed", 8, hopeless=True),
    ]


# --- What: the client's word --------------------------------------------------------------------------------------------


def confirming(inflict: Inflict, timeout: int = 4) -> Inflict:
    """With CONFIRM_FROM_CLIENT for the time of the deed."""

    def deed(world: World) -> Running | None:
        world.set_settings(confirm_from_client=True, confirm_timeout=timeout)
        try:
            return inflict(world)
        finally:
            world.set_settings(confirm_from_client=False)

    return deed


def in_confirm(deed: Callable[[World, Running], None]) -> Inflict:
    def inflict(world: World) -> Running:
        running = world.start()
        world.await_step("Confirm")
        deed(world, running)
        running.end()
        world.settle()
        return running

    return inflict


def confirmations() -> list[Case]:
    slow = {"smoke.sh": "sleep 2\n"}
    return [
        Case("smoke tests pass", "Confirm", "new", confirming(just_deploy, 20), code=0),
        Case("smoke test fails", "Confirm", "old", confirming(just_deploy, 20), {"smoke.sh": "exit 1\n"}, "failed", 8,
             hopeless=True),
        Case("smoke test takes too long", "Confirm", "old", confirming(just_deploy, 2), {"smoke.sh": "sleep 4\n"}, "failed", 8,
             hopeless=True),
        Case("client killed (SIGKILL)", "Confirm", "old", confirming(in_confirm(lambda _, r: r.process.kill())), slow, "failed"),
        Case("client interrupted (Ctrl-C)", "Confirm", "old", confirming(in_confirm(signalled(signal.SIGINT))), slow, "failed"),
        Case("link cut, and back after the end", "Confirm", "old", confirming(in_confirm(link_cut), 3), slow, "failed", 8),
        Case("slipway cancel", "Confirm", "old", confirming(in_confirm(cancelled), 30), {"smoke.sh": "sleep 9\n"}, "cancelled", 12),
        Case("power cut", "Confirm", "old", confirming(in_confirm(cut_power), 20), slow, None, down=True),
    ]


# --- What: the disk --------------------------------------------------------------------------------------------------------

JOURNAL = "app/.slipway/journal.git"


def tear_cut(world: World) -> None:
    """What has been torn by hand belongs to what the cut has left."""
    world.sh("sync")
    world.cut_power()


def torn(where: str) -> Inflict:
    """A power cut while nothing is deployed, which leaves a file of the journal empty."""

    def inflict(world: World) -> None:
        world.cut_power()
        for path in world.sh(where).split():
            assert world.sh(f"test -s {path} && chmod u+w {path} && : >{path} && echo torn").strip() == "torn"
        tear_cut(world)

    return inflict


def object_of(name: str) -> str:
    # Not in a pack, where it cannot be torn alone.
    return (f"for pack in {JOURNAL}/objects/pack/*.pack; do [ -e $pack ] || continue; mv ${{pack%.pack}}.* /tmp/ && "
            f"/usr/bin/git --git-dir={JOURNAL} unpack-objects -q </tmp/${{pack##*/}} && rm -f /tmp/pack-*; done; "
            f"id=$(git --git-dir={JOURNAL} rev-parse {name}) && "
            f"echo {JOURNAL}/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)")


def packed(ending: str) -> str:
    return f"/usr/bin/git --git-dir={JOURNAL} repack -a -d -q && echo {JOURNAL}/objects/pack/*.{ending}"


def torn_after_record(world: World, _: Running) -> None:
    world.cut_power()
    path = world.sh(object_of("journal")).strip()
    world.sh(f"test -s {path} && chmod u+w {path} && : >{path}")
    tear_cut(world)


def cut_while_packing(world: World) -> Running:
    """The journal has so many loose files that the run packs it; the pack is there, and the files are still there as well."""
    world.sh(f"for i in $(seq 120); do echo $i | /usr/bin/git --git-dir={JOURNAL} hash-object -w --stdin; done; rm -f app/.slipway/loose")
    world.hold("after", "Tidy: git * repack *")
    running = world.start()
    world.await_hold()
    world.cut_power()
    running.end()
    packs = world.sh(f"ls {JOURNAL}/objects/pack/*.pack | wc -l").strip()
    assert packs != "0", "nothing was packed"
    world.sh(f"/usr/bin/git --git-dir={JOURNAL} fsck --strict --no-dangling --no-progress")
    return running


def stale_locks(world: World) -> None:
    world.sh("cd app/.slipway && touch live.index.lock staging.index.lock journal.git/refs/heads/journal.lock "
             "journal.git/packed-refs.lock journal.git/HEAD.lock")


def rollback_without_image(world: World) -> Running:
    number = world.journal()[0]["Release"]
    previous = next(e["Release"] for e in world.journal() if e["Release"] != number and e["Outcome"] == "deployed")
    world.sh(f"/usr/bin/docker rmi -f $(/usr/bin/docker images -q 'app-web:slipway-app-*-{previous}')", check=False)
    running = world.start("rollback", previous)
    running.end()
    return running


def image_name_removed(world: World, _: Running) -> None:
    world.sh("/usr/bin/docker rmi -f app-web:latest $(/usr/bin/docker images --format '{{.Repository}}:{{.Tag}}' \"app-web:slipway-app-*-$(sed 's/-.*//' app/.slipway/run)\")")


def read_only(world: World) -> Running:
    def deed(world: World, _: Running) -> None:
        world.sh("mount --bind app/mounted app/mounted && mount -o remount,bind,ro app/mounted")

    running = at("Build, before it", deed)(world)
    world.sh("umount app/mounted")
    return running


def foreign(world: World) -> Running:
    running = at("Build, before it", lambda world, _: world.sh("echo mine >app/extra"))(world)
    assert world.sh("cat app/extra").strip() == "mine"
    world.sh("rm app/extra")
    return running


def disks() -> list[Case]:
    return [
        Case("power cut leaves the newest entry of the journal empty", "between deployments", "old",
             torn(object_of("journal")), entry=None, torn=True, outcome="the next deployment repaired the journal, and gave the entry back"),
        Case("power cut leaves a reference of the journal empty", "between deployments", "old",
             torn(f"echo {JOURNAL}/refs/heads/journal"), entry=None, torn=True,
             outcome="the next deployment repaired the journal, and gave the entry back"),
        Case("power cut leaves both references of the journal empty", "between deployments", "old",
             torn(f"echo {JOURNAL}/refs/heads/journal {JOURNAL}/refs/heads/deployed"), entry=None, torn=True,
             outcome="the next deployment repaired the journal, and gave the entry back"),
        Case("power cut leaves a directory of the newest release empty", "between deployments", "old",
             torn(object_of("journal:site")), entry=None, torn=True,
             outcome="the next deployment repaired the journal, and gave the entry back"),
        Case("power cut leaves HEAD of the journal empty", "between deployments", "old", torn(f"echo {JOURNAL}/HEAD"),
             entry=None, torn=True, outcome="the next deployment repaired the journal"),
        Case("power cut leaves the settings of the journal empty", "between deployments", "old", torn(f"echo {JOURNAL}/config"),
             entry=None, torn=True, outcome="the next deployment repaired the journal"),
        Case("power cut leaves the index of a pack empty", "between deployments", "old", torn(packed("idx")), entry=None, torn=True,
             outcome="the next deployment repaired the journal"),
        Case("power cut leaves a pack empty", "between deployments", "old", torn(packed("pack")), entry=None, torn=True,
             outcome="the next deployment repaired the journal, and gave the entries back"),
        Case("power cut leaves the index of the files empty", "between deployments", "old", torn("echo app/.slipway/live.index"),
             entry=None, outcome="the next deployment made it anew"),
        Case("power cut leaves the new entry of the journal empty", "Record, before the marker for people", "old",
             at("Record, before the marker for people", torn_after_record), entry=None, torn=True, down=True,
             outcome="the next deployment repaired the journal, and put the old release back"),
        Case("power cut", "Tidy, while the journal is packed", "new", cut_while_packing),
        Case("git killed, which leaves its locks", "between deployments", "old", stale_locks, entry=None,
             outcome="the next deployment removed them"),
        Case("image of an earlier release removed by hand, then rollback", "between deployments", "old", rollback_without_image, entry=None,
             code=3, outcome="refused before anything was touched; the old release ran on"),
        Case("image of the new release removed by hand", "Switch, before compose", "old",
             at("Switch, before compose", image_name_removed), entry="failed", code=8),
        Case("directory turned read-only", "Switch, before the files", "old", read_only, entry="refused", code=3,
             outcome="refused; the old release ran on"),
        Case("file that is not ours laid in the way", "Build, before it", "old", foreign, {"extra": "ours\n"}, "refused", 3,
             outcome="refused; the file is kept, the old release ran on"),
    ]


# --- What: a first deployment ------------------------------------------------------------------------------------------------


def first_deployment(deed: Callable[[World, Running], None] | None, files: dict[str, str]) -> Inflict:
    """Into a directory of its own; afterwards there has to be nothing of it, and the next try has to work."""

    def inflict(world: World) -> Running:
        project = world.another_project(f"first{world.number}", files)
        running = Running(project.command(*project.words("deploy")))
        if deed is not None:
            name = project.remote_directory.removeprefix("~/")
            until("its health check", lambda: world.sh(f"tail -n 1 {name}/.slipway/holder", False).split()[-1:] == ["Health"], 120)
            deed(world, running)
        running.end()
        name = project.remote_directory.removeprefix("~/")
        until("the run to end", lambda: "free" in world.sh(f"flock -n {name}/.slipway/lock true && echo free", False))
        world.assert_nothing_of(name)
        project.commit({**project.good}, "Good")
        again = project.slipway("deploy")
        assert again.code == 0, again.said
        world.sh(f"cd {name} && /usr/bin/docker compose down -v 2>&1")
        return running

    return inflict


def kill_first(world: World, _: Running) -> None:
    name = f"first{world.number}"
    world.sh(f"read -r pid _ <{name}/.slipway/runs/$(cat {name}/.slipway/run)/pid && kill -KILL $pid")


def firsts() -> list[Case]:
    bad = {"Dockerfile": DOCKERFILE.replace('CMD ["busybox", "httpd"', 'CMD ["busybox", "false", "httpd"')}
    slow = {"docker-compose.yml": COMPOSE.replace("http://127.0.0.1/answer", "http://127.0.0.1/nothing")}
    nothing = "nothing of it is left: no container, image, network or file; the next try worked"
    return [
        Case("first deployment crash-loops", "Health", "old", first_deployment(None, bad), entry=None, code=8, outcome=nothing),
        Case("first deployment never becomes healthy", "Health", "old", first_deployment(None, slow), entry=None, code=8,
             outcome=nothing),
        Case("first deployment killed (runner, SIGKILL)", "Health", "old", first_deployment(kill_first, slow), entry=None, code=8,
             outcome=nothing),
    ]


def all_cases() -> list[Case]:
    return [
        *killed_on_the_host(), *clients(), *people(), *releases(), *confirmations(), *disks(), *firsts(),
    ]
