"""One host with one deployment on it, and the means to hurt both: what a fault case works with."""

import dataclasses
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))

from deployments import Project  # noqa: E402
from embedded_hosts import SKIP, EmbeddedHosts, Host  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
PORT = 8080

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(Faults LANGUAGES NONE)
enable_testing()
find_package(Slipway CONFIG REQUIRED)
slipway_add_deployment(app COMPOSE_FILES docker-compose.yml HEALTH_TIMEOUT 25 KEEP_RELEASES 3)
slipway_add_smoke_test(app NAME answer COMMAND /bin/sh "${CMAKE_CURRENT_SOURCE_DIR}/smoke.sh")
if(TEST_IN_IMAGE)
  enable_language(C)
  add_executable(in-image in_image.c)
  target_link_options(in-image PRIVATE -static)
  add_test(NAME in-image COMMAND in-image)
  slipway_run_tests_in(app SERVICE web TARGETS in-image TIMEOUT 20)
endif()
"""
# A test that does what the image says.
TEST_IN_IMAGE = """\
#include <stdio.h>
#include <string.h>
#include <unistd.h>
int main(void) {
  char word[16] = "";
  FILE* file = fopen("/site/test", "r");
  if (file == NULL || fscanf(file, "%15s", word) != 1) return 2;
  if (strcmp(word, "wait") == 0) sleep(600);
  return strcmp(word, "pass") != 0;
}
"""
DOCKERFILE = """\
FROM slipway/base:1
RUN busybox date +%s%N >/dependencies
COPY site/ /site/
CMD ["busybox", "httpd", "-f", "-p", "80", "-h", "/site"]
"""
# The answer comes from the image; `mounted` from the files beside the compose file. Both must be of one release.
COMPOSE = """\
version: "3.8"
services:
  web:
    build: .
    restart: unless-stopped
    ports: ["8080:80"]
    stop_grace_period: 1s
    volumes: ["./mounted:/site/mounted:ro", "data:/data"]
    healthcheck:
      test: ["CMD", "busybox", "wget", "-q", "-O", "-", "http://127.0.0.1/answer"]
      interval: 1s
      retries: 3
volumes:
  data: {}
"""
FILES = {
    "CMakeLists.txt": PROJECT,
    "Dockerfile": DOCKERFILE,
    "docker-compose.yml": COMPOSE,
    ".gitignore": "build/\n",
    ".dockerignore": "*\n!site\n",
    "smoke.sh": "exit 0\n",
    "in_image.c": TEST_IN_IMAGE,
    "site/test": "pass\n",
    "site/answer": "0\n",
    "mounted/answer": "0\n",
}
# What an application keeps beside its files, and Slipway never touches.
RECORDING = "recordings/a file.raw"


def until(what: str, true, seconds: float = 120, pause: float = 0.05):
    """Polls until `true()` is something, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        value = true()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"still not so after {seconds} s: {what}")
        time.sleep(pause)


def same_bytes(disk: pathlib.Path, copy: pathlib.Path) -> bool:
    """Whether the copy has all that is on the disk, which has holes."""
    size, at = disk.stat().st_size, 0
    with disk.open("rb") as one, copy.open("rb") as other:
        while True:
            try:
                begin = os.lseek(one.fileno(), at, os.SEEK_DATA)
            except OSError:
                return True  # nothing but a hole is left
            at = os.lseek(one.fileno(), begin, os.SEEK_HOLE) if begin < size else size
            for offset in range(begin, at, 1 << 22):
                length = min(1 << 22, at - offset)
                if os.pread(one.fileno(), length, offset) != os.pread(other.fileno(), length, offset):
                    return False


@dataclasses.dataclass
class Running:
    """A command of the client that is running."""

    process: subprocess.Popen[str]
    code: int | None = None
    said: str = ""

    def end(self, seconds: float = 240) -> int:
        if self.code is None:
            out, err = self.process.communicate(timeout=seconds)
            self.code, self.said = self.process.returncode, out + (err or "")
        return self.code


class World:
    # Programs that stop or fail where a test says so.
    shimmed: tuple[str, ...] = ("docker", "git", "git-receive-pack", "sync")
    files: dict[str, str] = FILES
    # A disk of its own: only so can a cut of the power be seen as the disk saw it.
    disk_size = "4G"

    def __init__(self, hosts: EmbeddedHosts, name: str, helper: pathlib.Path, directory: pathlib.Path, *options: str):
        self.hosts = hosts
        self.name = name
        self.host: Host = hosts.start(name, "--flavour", "debian13", "--disk", self.disk_size, *options)
        # What was left at the last cut of the power.
        self.cut: pathlib.Path | None = None
        self.helper = helper
        self.directory = directory / name
        self.number = 0
        self.prepare_host()
        self.project = Project(self.directory, helper, self.host, "~/app")
        self.project.create(self.files)
        self.project.configure()
        self.install_holds()
        self.project.deploy()
        self.sh(f"cd app && mkdir -p recordings && echo precious >'{RECORDING}' && chmod 640 '{RECORDING}'")
        self.sh("docker exec $(docker ps -q) busybox sh -c 'echo precious >/data/kept'; sync")

    def prepare_host(self) -> None:
        """What the host needs before anything is deployed; again after each boot."""

    # --- The host, from the inside, without its sshd ---

    def as_user(self, command: str) -> str:
        """What the account does that is deployed to; its exit status does not matter."""
        return self.sh(command, check=False)

    def sh(self, command: str, check: bool = True) -> str:
        done = subprocess.run(
            ["nsenter", "-t", self.host["pid"], "-a", "-r", "-w", "sh", "-c", f"cd /root && {{ {command}\n}}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"},
        )
        if check and done.returncode != 0:
            raise AssertionError(f"`{command}` on {self.name} ended with {done.returncode}:\n{done.stdout}")
        return done.stdout

    def install_holds(self) -> None:
        upper = pathlib.Path(f"/proc/{self.host['pid']}/root/usr/local/bin")
        upper.mkdir(parents=True, exist_ok=True)
        for program in self.shimmed:
            (upper / program).unlink(missing_ok=True)
            shutil.copy(HERE / "shim.sh", upper / program)
            (upper / program).chmod(0o755)

    def hold(self, moment: str, pattern: str) -> None:
        """The next call on the host that matches stops there."""
        self.sh(
            "rm -rf /run/fault; mkdir -p -m 777 /run/fault && mkfifo -m 666 /run/fault/go && "
            f"printf '%s\\n' '{moment} {pattern}' >/run/fault/hold.new && mv /run/fault/hold.new /run/fault/hold"
        )

    def hold_call(self, number: int) -> None:
        """The call of that number on the host stops, whatever it is."""
        self.sh(f"rm -rf /run/fault; mkdir -p -m 777 /run/fault && mkfifo -m 666 /run/fault/go && echo {number} >/run/fault/moment")

    def fail(self, pattern: str, seconds: float = 0) -> None:
        """The next call on the host that matches fails, and for that long every call of the same program."""
        self.sh(
            "rm -rf /run/fault; mkdir -p -m 777 /run/fault && "
            f"printf '%s\\n' '{int(seconds * 100)} {pattern}' >/run/fault/fail.new && mv /run/fault/fail.new /run/fault/fail"
        )

    def await_hold(self) -> None:
        reached = pathlib.Path(f"/proc/{self.host['pid']}/root/run/fault/reached")
        until("the held call to be reached", reached.exists, 120, 0.02)

    def let_go(self) -> None:
        self.sh(
            "rm -f /run/fault/hold; [ ! -e /run/fault/reached ] || timeout 0.3 sh -c 'echo >/run/fault/go'; rm -rf /run/fault",
            check=False,
        )

    def step(self) -> str:
        text = self.sh("tail -n 1 app/.slipway/holder 2>/dev/null", check=False).split()
        return text[-1] if text else ""

    def await_said(self, text: str) -> None:
        """Waits until the run has said something."""
        until(f"the words: {text}", lambda: text in self.sh(f"cat {self.run_directory()}/log", check=False), 120)

    def await_step(self, step: str) -> None:
        until(f"the step {step}", lambda: self.step() == step, 120)

    def run_directory(self) -> str:
        return "app/.slipway/runs/" + self.sh("cat app/.slipway/run").strip()

    def pids(self) -> list[int]:
        """Processes of the host, as the machine numbers them."""
        wanted = os.readlink(f"/proc/{self.host['pid']}/ns/pid")
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(entry / "ns/pid") == wanted:
                    found.append(int(entry.name))
            except OSError:
                continue  # it has ended meanwhile
        return found

    def pids_of(self, name: str) -> list[int]:
        """The same, by the name of their program."""
        found = []
        for pid in self.pids():
            try:
                if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == name:
                    found.append(pid)
            except OSError:
                continue  # it has ended meanwhile
        return found

    def kill(self, name: str, number: signal.Signals = signal.SIGKILL) -> None:
        for pid in self.pids_of(name):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def kill_run(self, everything: bool) -> None:
        """Kills the run's shell, or with it all that it has started and who watches over it."""
        directory = self.run_directory()
        if everything:
            self.sh(
                # Some of what a run starts has a group of its own, but nothing has another session.
                f"for file in supervisor pid; do read -r leader _ <{directory}/$file && victims=; for stat in /proc/[0-9]*/stat; do "
                '{ read -r words <$stat; } 2>/dev/null || continue; pid=${words%% *}; set -- ${words##*) }; '
                '[ "${4:-}" = "$leader" ] && victims="$victims $pid"; done; kill -s KILL $victims; done; true'
            )
        else:
            self.sh(f"read -r pid _ <{directory}/pid && kill -KILL $pid")

    @property
    def disk(self) -> pathlib.Path:
        return self.hosts.directory / self.name / "disk.img"

    def copy_disk(self) -> pathlib.Path:
        """The disk as it is at one moment: what a cut of the power would leave of it. The host stands still from here on."""
        for pid in self.pids():
            try:
                os.kill(pid, signal.SIGSTOP)
            except ProcessLookupError:
                continue
        copy = self.directory / "disk at the cut"
        for _ in range(50):
            subprocess.run(["cp", "--sparse=always", str(self.disk), str(copy)], check=True)
            # The kernel may have written while it was copied; then it is the disk of no moment.
            if same_bytes(self.disk, copy):
                return copy
        raise AssertionError("the kernel does not stop writing to the disk")

    def boot(self, disk: pathlib.Path) -> None:
        """Starts the host from that disk, which is kept."""
        self.hosts.stop(self.name, "--keep")
        subprocess.run(["cp", "--sparse=always", str(disk), str(self.disk)], check=True)
        self.host = self.project.host = self.hosts.restart(self.name)
        self.prepare_host()
        self.install_holds()

    def cut_power(self) -> None:
        """What the kernel had not brought to the disk at this moment is lost."""
        self.cut = self.copy_disk()
        self.boot(self.cut)

    def keep_client(self) -> pathlib.Path:
        """The repository of the client as it is, for `put_client_back`."""
        kept = self.directory / "client at the cut"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.project.directory, kept, symlinks=True)
        return kept

    def put_client_back(self, kept: pathlib.Path) -> None:
        shutil.rmtree(self.project.directory)
        shutil.copytree(kept, self.project.directory, symlinks=True)

    def start_engine(self) -> None:
        self.sh("rm -f /var/run/docker.pid; setsid /usr/sbin/dockerd </dev/null >>/var/log/dockerd-again.log 2>&1 &")
        until("the engine to answer", lambda: "ok" in self.sh("/usr/bin/docker version >/dev/null 2>&1 && echo ok", False))

    def start_sshd(self) -> None:
        self.sh("mkdir -p /run/sshd; /usr/sbin/sshd")
        # It is its child that listens.
        until("sshd to listen", lambda: ":0016 " in self.sh("cat /proc/net/tcp /proc/net/tcp6"))

    def link(self, state: str) -> None:
        self.sh(f"ip link set eth0 {state}")

    # --- The client ---

    def next_release(self, files: dict[str, str] | None = None) -> None:
        """Commits a release that differs from the last one in its image and in a mounted file."""
        self.number += 1
        text = f"{self.number}\n"
        self.project.commit(
            {
                **self.files,
                "site/answer": text,
                "mounted/answer": text,
                **{name: content.replace("@host@", self.name).replace("@random@", os.urandom(150_000).hex()) for name, content in (files or {}).items()},
            },
            f"Release {self.number}",
        )

    def start(self, command: str = "deploy", *options: str) -> Running:
        return Running(self.project.command(*self.project.words(command, *options)))

    def build_target(self, target: str = "deploy") -> Running:
        process = subprocess.Popen(
            ["cmake", "--build", "build/test", "--target", target],
            cwd=self.project.directory,
            env=self.project.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return Running(process)

    def set_settings(self, **values: object) -> None:
        """Settings as a person changes them: by configuring again."""
        words = {True: "ON", False: "OFF"}
        self.project.configure(**{f"SLIPWAY_{name.upper()}": words.get(value, value) for name, value in values.items()})

    def take_port(self, port: int) -> subprocess.Popen[bytes]:
        """A program of the host's that listens on a port until it is ended."""
        listen = f"import socket,time; s=socket.create_server(('0.0.0.0', {port})); print('listening', flush=True); time.sleep(600)"
        taken = subprocess.Popen(["nsenter", "-t", self.host["pid"], "-n", sys.executable, "-c", listen], stdout=subprocess.PIPE)
        assert taken.stdout is not None and taken.stdout.readline() == b"listening\n"
        return taken

    def another_project(self, name: str, files: dict[str, str]) -> Project:
        """A project of its own for another directory and port of the same host, whose release is at fault."""
        project = Project(self.directory / name, self.helper, self.host, f"~/{name}")
        project.good = {
            file: text.replace('"8080:80"', '"8081:80"').replace("slipway_add_deployment(app", f"slipway_add_deployment({name}")
            .replace("slipway_add_smoke_test(app", f"slipway_add_smoke_test({name}")
            for file, text in FILES.items()
        }
        bad = {file: text.replace('"8080:80"', '"8081:80"') for file, text in files.items()}
        project.create({**project.good, **bad})
        project.configure()
        return project

    def assert_nothing_of(self, name: str) -> None:
        left = self.sh(
            f"/usr/bin/docker ps -aq --filter label=com.docker.compose.project={name}; "
            f"/usr/bin/docker images --format '{{{{.Repository}}}}:{{{{.Tag}}}}' | grep '^{name}-'; "
            f"/usr/bin/docker network ls -q --filter label=com.docker.compose.project={name}; ls -A {name} | grep -vx .slipway",
            check=False,
        ).strip()
        assert not left, f"left of a first deployment that failed: {left}"

    # --- What is so ---

    def serving(self, seconds: float = 15) -> str:
        """The number of the release that answers over HTTP; its image and its mounted file are asked. Empty: none."""
        deadline = time.monotonic() + seconds
        while True:
            numbers = [self.ask("answer"), self.ask("mounted/answer")]
            if numbers[0] and numbers[0] == numbers[1]:
                return numbers[0]
            if time.monotonic() > deadline:
                return f"mixed {numbers}" if any(numbers) else ""
            time.sleep(0.05)

    def ask(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://{self.host['address']}:{PORT}/{path}", timeout=1) as response:
                return response.read().decode().strip()
        except (OSError, http.client.HTTPException):
            return ""

    def settle(self) -> None:
        """Waits until nothing is going on any more."""
        until(
            "the run on the host to end",
            lambda: "free"
            in self.sh(
                "flock -n app/.slipway/lock true && flock -n app/.slipway/runs/$(cat app/.slipway/run)/alive true "
                "&& echo free",
                False,
            ),
            120,
        )

    def deployed_number(self) -> str:
        """The release that the journal calls deployed, by its source commit, which must be the marker's."""
        text = self.sh("git --git-dir=app/.slipway/journal.git log -1 --format=%B deployed")
        commit = re.search(r"^Source-Commit: (\w+)$", text, re.MULTILINE)
        assert commit, text
        marker = self.sh("cat app/.last_deploy_commit").strip()
        assert marker == commit[1], f"the marker says {marker}, the journal {commit[1]}"
        return self.project.git("show", f"{commit[1]}:site/answer").strip()

    def journal(self) -> list[dict[str, str]]:
        return self.project.journal()

    def data_is_intact(self) -> bool:
        file = self.sh(f"cat 'app/{RECORDING}'; stat -c %a 'app/{RECORDING}'", check=False).split()
        volume = self.sh("cat /var/lib/docker/volumes/app_data/_data/kept", check=False).strip()
        return file == ["precious", "640"] and volume == "precious"

    def doubles(self) -> str:
        """The services that have more than one container: no release here wants that."""
        return self.sh(
            "docker ps -a --filter label=com.docker.compose.project=app --format '{{.Label \"com.docker.compose.service\"}}' | sort | uniq -d"
        ).strip()

    def leftovers(self) -> str:
        return self.sh(
            "cd app/.slipway && ls unfinished tests *.lock journal.git/*.lock journal.git/refs/heads/*.lock 2>/dev/null; "
            "/usr/bin/docker ps --all --filter label=dev.slipway.test --format 'test container {{.Names}}'",
            check=False,
        ).strip()


def read_table(path: pathlib.Path) -> list[dict]:
    return json.loads(path.read_text())["cases"]
