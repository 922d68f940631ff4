"""What tests of several hosts share: a project whose deployment has them, and the hosts."""

import json
import pathlib

import schemas
from deployments import TINY, DeploymentTest, Done, Project
from embedded_hosts import Host, fetch, ssh

STOPPED = 13

# The release whose answer has the name of a file in /root/poison never becomes healthy on that host. Others do.
COMPOSE = """\
version: "3.7"
services:
  web:
    build: .
    ports: ["8080:80"]
    stop_grace_period: 1s
    volumes: ["/root/poison:/poison:ro"]
    healthcheck:
      test: ["CMD-SHELL", "busybox test ! -e /poison/$$(busybox cat /site/answer) && busybox wget -q -O - http://127.0.0.1/answer"]
      interval: 1s
      retries: 3
"""
# slipway/base:1 has busybox and no shell.
COMPOSE = COMPOSE.replace('"CMD-SHELL", "', '"CMD", "busybox", "sh", "-c", "')

CMAKE = """\
cmake_minimum_required(VERSION 3.25)
project(Tiny LANGUAGES NONE)
enable_testing()
find_package(Slipway CONFIG REQUIRED)
slipway_add_deployment(tiny HOSTS {hosts} COMPOSE_FILES docker-compose.yml HEALTH_TIMEOUT 15 {more})
{tests}
"""


class FleetProject(Project):
    """A project whose deployment has several hosts."""

    def try_configure(self, **variables: str | int) -> Done:
        settings = {
            "Slipway_DIR": self.package,
            "SLIPWAY_EXECUTABLE": self.helper,
            "SLIPWAY_SSH_CONFIG": self.ssh_config,
            "SLIPWAY_DIRECTORY": self.remote_directory,
            "SLIPWAY_ENVIRONMENT": "greenhouse",
            **variables,
        }
        options = [f"-D{name}={value}" for name, value in settings.items()]
        return self.run("cmake", "-G", "Ninja", "-S", ".", "-B", "build/test", *options)

    def events(self, *options: str) -> tuple[int, list[dict]]:
        done = self.slipway("deploy", "--json", *options)
        return done.code, [json.loads(line) for line in done.out.splitlines()]

    def status(self) -> dict[str, dict]:
        done = self.slipway("status", "--json")
        assert done.code == 0, done.said
        schemas.check("fleet-status", json.loads(done.out))
        return {host["host"]: host for host in json.loads(done.out)["hosts"]}


class FleetTest(DeploymentTest):
    flavours = ["debian13", "debian12", "debian13"]
    started: dict[str, Host]

    @classmethod
    def setUpClass(cls) -> None:
        names = ["one", "two", "three", "four", "five", "six"][: len(cls.flavours)]
        cls.started = {}
        for name, flavour in zip(names, cls.flavours):
            cls.started[name] = cls.hosts.start(name, "--flavour", flavour)
        cls.config = cls.directory / "ssh config"
        cls.config.write_text("".join(pathlib.Path(host["ssh_config"]).read_text() for host in cls.started.values()))

    @classmethod
    def tearDownClass(cls) -> None:
        for name in cls.started:
            cls.hosts.stop(name)

    def _clear_host(self) -> None:
        for host in self.started.values():
            ssh(host, "docker ps -aq | xargs -r docker rm -f; rm -rf poison", check=False)

    def fleet(self, more: str = "", hosts: list[str] | None = None, tests: str = "") -> FleetProject:
        made = FleetProject(self.case, self.helper, self.started["one"], f"~/{self.name}")
        made.ssh_config = str(self.config)
        files = {**TINY, "docker-compose.yml": COMPOSE}
        files["CMakeLists.txt"] = CMAKE.format(hosts=" ".join(f'"{one}"' for one in hosts or self.started), more=more, tests=tests)
        made.create(files)
        made.configure()
        return made

    def poison(self, host: str, answer: str) -> None:
        ssh(self.started[host], f"mkdir -p poison && touch poison/{answer}")

    def cure(self, host: str) -> None:
        ssh(self.started[host], "rm -f poison/*")

    def answers(self) -> dict[str, str]:
        return {name: fetch(host, 8080) for name, host in self.started.items()}

    def container(self, host: str) -> str:
        return ssh(self.started[host], "docker ps -q --no-trunc").strip()

    def journal_of(self, project: Project, host: str) -> list[dict[str, str]]:
        text = ssh(self.started[host], f"cd {project.remote_directory} && git --git-dir=.slipway/journal.git log --format=%B%x00 journal")
        entries = [entry.strip().splitlines() for entry in text.split("\0") if entry.strip()]
        return [dict(line.split(": ", 1) for line in entry if ": " in line) for entry in entries]
