"""The ways of deploying that the bench compares. Each is what a person runs after a commit; none knows of the others."""

import json
import pathlib
import shlex
import subprocess
import time

import deploy_project
import measuring
from deploy_project import Project, checked

from embedded_host import flavours

FULL = ("requirements.txt", "Dockerfile")


class Way:
    """One way, one copy of the application, one directory on the host."""

    name = title = ""
    port = 0
    compose = deploy_project.COMPOSE

    def __init__(self, setting: "Setting"):
        self.setting = setting
        self.project = Project(setting.directory / self.name, f"bench{self.port}", self.port, self.compose)

    def ready(self) -> None:
        """What is done once, before the first deployment."""

    def deploy(self) -> None:
        raise NotImplementedError

    def client(self, *command: str) -> None:
        self.setting.client(list(command), self.project.directory)

    def ssh(self, command: str) -> str:
        return self.setting.client(["ssh", self.setting.host["name"], command], self.project.directory)


class Script(Way):
    """The shell script that people write: an ssh command for each line of it, and the outage as long as the build."""

    name, title, port = "script", "the story's script", 8101

    def ready(self) -> None:
        self.ssh(f"git init --quiet --bare {self.name}.git")
        self.client("git", "remote", "add", "host", f"{self.setting.host['name']}:{self.name}.git")
        self.client("git", "push", "--quiet", "host", "main")
        self.ssh(f"git clone --quiet -b main {self.name}.git {self.name}")

    def deploy(self) -> None:
        at = f"cd {self.name} && "
        self.client("git", "push", "--quiet", "host", "main")
        last = self.ssh(f"{at}cat .last_deploy_commit 2>/dev/null || true").strip()
        self.ssh(f"{at}git fetch --quiet origin && git reset --quiet --hard origin/main")
        self.ssh(f"{at}docker compose down")
        changed = self.ssh(f"{at}git diff --name-only {shlex.quote(last)} HEAD").split() if last else ["Dockerfile"]
        full = any(name in FULL for name in changed)
        self.ssh(f"{at}docker compose build --quiet {'--no-cache' if full else ''}")
        self.ssh(f"{at}docker compose up -d")
        self.ssh(f"{at}git rev-parse HEAD >.last_deploy_commit")
        self.ssh(f"{at}docker compose ps")


class ComposeOverSsh(Way):
    """`docker compose -H ssh://…`: the client's compose, the host's engine."""

    name, title, port = "compose", "docker compose -H ssh://", 8102

    def deploy(self) -> None:
        self.client("docker", "-H", f"ssh://{self.setting.host['name']}", "compose", "up", "-d", "--build", "--quiet-pull")


class SaveAndLoad(Way):
    """Built here, sent whole."""

    name, title, port = "save", "docker save, ssh, docker load", 8103

    def deploy(self) -> None:
        image, host = f"bench-{self.project.name}", self.setting.host["name"]
        self.client("docker", "build", "--quiet", "-t", image, ".")
        self.client("sh", "-c", f"docker save {image} | ssh {host} docker load -q")
        self.client("sh", "-c", f"ssh {host} 'mkdir -p {self.name} && cat >{self.name}/docker-compose.yml' <docker-compose.yml")
        self.ssh(f"cd {self.name} && docker compose up -d --no-build")


class Slipway(Way):
    """Slipway, the host building."""

    name, title, port = "slipway", "Slipway", 8104
    build_on = "host"

    def ready(self) -> None:
        self.project.cmake(self.setting.host["name"], str(self.setting.ssh_config))
        self.client(
            "cmake",
            "-G",
            "Ninja",
            "-B",
            "build",
            f"-DSLIPWAY_EXECUTABLE={self.setting.helper}",
            f"-DSLIPWAY_BUILD_ON={self.build_on}",
            *([f"-DSLIPWAY_REGISTRY_PROGRAM={self.setting.registry}"] if self.build_on == "here" else []),
        )
        found = list((self.project.directory / "build").rglob("settings.json"))
        assert len(found) == 1, found
        self.settings = found[0]

    def deploy(self) -> None:
        self.client(str(self.setting.helper), "deploy", "--settings", str(self.settings))


class SlipwayHere(Slipway):
    """Slipway, this machine building."""

    name, title, port = "slipway-here", "Slipway, BUILD_ON here", 8105
    build_on = "here"


class Bare(Way):
    """No deployment: `docker build` and `docker compose up` on the host itself, the files being there. The floor."""

    name, title, port = "bare", "docker build and up, on the host", 8106
    up = "docker compose up -d"

    def deploy(self) -> None:
        self.setting.on_host(f"cd {self.name} && docker build --quiet -t bench-{self.project.name} . && {self.up}")

    def put_files(self) -> None:
        """Only what the last commit changed, and with the time of now: by size and time the builder tells what is new."""
        with subprocess.Popen(
            ["git", "archive", "HEAD", *self.project.changed_paths()],
            cwd=self.project.directory, env=measuring.ENVIRONMENT, stdout=subprocess.PIPE,
        ) as archive:  # fmt: skip
            self.setting.on_host(f"mkdir -p {self.name} && tar -x -m -C {self.name}", archive.stdout)


class BareAndWait(Bare):
    """The same, until compose calls the service healthy: the others do not return before it answers either, or say that
    it does when it does not."""

    name, title, port = "bare-wait", "docker build and up --wait, on the host", 8107
    up = "docker compose up -d --wait"


class SlipwayPatient(Slipway):
    """Slipway, and a check with an interval of 30 s."""

    name, title, port = "slipway-30", "Slipway", 8108
    compose = deploy_project.PATIENT
    healthy_at = 0.0  # when the command said that the release is healthy

    def deploy(self) -> None:
        words = [*self.setting.builder.prefix, str(self.setting.helper), "deploy", "--json", "--settings", str(self.settings)]
        with subprocess.Popen(words, cwd=self.project.directory, env=self.setting.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:  # fmt: skip
            said = []
            for line in running.stdout:
                said.append(line)
                event = json.loads(line)
                if event["event"] == "health" and event["state"] == "ready":
                    self.healthy_at = time.time()
            said.append(running.stderr.read())
        if running.returncode != 0:
            raise SystemExit(f"{' '.join(words)} ended with {running.returncode}:\n{''.join(said)}")


class WaitPatient(BareAndWait):
    """compose waits for Docker, which waits for the interval."""

    name, title, port = "bare-wait-30", "docker build and up --wait, on the host", 8109
    compose = deploy_project.PATIENT


PATIENT = (SlipwayPatient, WaitPatient)
WAYS = (Script, ComposeOverSsh, SaveAndLoad, Slipway, SlipwayHere)
FLOORS = (Bare, BareAndWait)


class Setting:
    """A host behind a line, a client with an engine, and how the client runs a command."""

    def __init__(self, directory: pathlib.Path, host: dict[str, str], builder, helper: pathlib.Path, registry: pathlib.Path):
        self.directory, self.host, self.builder, self.helper, self.registry = directory, host, builder, helper, registry
        directory.mkdir(parents=True)
        self.ssh_config = builder.ssh_config(host)
        # People have hosts in ~/.ssh/config, which programs that start ssh read: one `ssh` first on PATH stands for it.
        programs = directory / "bin"
        programs.mkdir()
        (programs / "ssh").write_text(f'#!/bin/sh\nexec /usr/bin/ssh -F {shlex.quote(str(self.ssh_config))} "$@"\n')
        (programs / "ssh").chmod(0o755)
        path = f"{programs}:{measuring.ENVIRONMENT['PATH']}"
        self.environment = {**measuring.ENVIRONMENT, **builder.environment(path)}

    def client(self, command: list[str], directory: pathlib.Path) -> str:
        return checked([*self.builder.prefix, *command], directory, self.environment)

    def on_host(self, command: str, source=subprocess.DEVNULL) -> None:
        """In the host, without any line between."""
        spaces = ("--mount", "--net", "--uts", "--ipc", "--pid", "--cgroup", "--root")
        words = ["nsenter", f"--target={self.host['pid']}", *spaces, "--wdns=/root", "/usr/bin/env", "-i"]
        words += [f"PATH={flavours.HOST_PATH}", "HOME=/root", "sh", "-c", command]
        done = subprocess.run(words, stdin=source, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
