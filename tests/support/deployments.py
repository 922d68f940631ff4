"""What tests of deployments share: projects that are deployed with the real module and the real helper, and what a
person would look at on the host afterwards."""

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

from embedded_hosts import SKIP, EmbeddedHosts, Host, fetch, ssh

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent

# Exit codes: docs/reference/exit-codes.md.
SUCCESS, FAILURE, USAGE, REFUSED, LOCKED, UNREACHABLE, HOST_UNSUITED, BUILD_FAILED, RESTORED = 0, 1, 2, 3, 4, 5, 6, 7, 8
BROKEN, SMOKE_FAILED, CONNECTION_LOST = 9, 10, 11

PROJECT = """\
cmake_minimum_required(VERSION 3.25)
project(Tiny LANGUAGES NONE)
find_package(Slipway CONFIG REQUIRED)
slipway_add_deployment(tiny COMPOSE_FILES docker-compose.yml HEALTH_TIMEOUT 20)
"""

# The smallest application that can be asked, can become unhealthy, and has a layer that is not to be built again.
DOCKERFILE = """\
FROM slipway/base:1
RUN busybox date +%s%N >/dependencies
COPY site/ /site/
CMD ["busybox", "httpd", "-f", "-p", "80", "-h", "/site"]
"""
COMPOSE = """\
version: "3.7"
services:
  web:
    build: .
    ports: ["8080:80"]
    stop_grace_period: 1s
    healthcheck:
      test: ["CMD", "busybox", "wget", "-q", "-O", "-", "http://127.0.0.1/answer"]
      interval: 1s
      retries: 3
"""
TINY = {
    "CMakeLists.txt": PROJECT,
    "Dockerfile": DOCKERFILE,
    "docker-compose.yml": COMPOSE,
    ".gitignore": "build/\n",
    ".dockerignore": "build/\n*.md\n.git\n",
    "site/answer": "one\n",
    "README.md": "A page.\n",
}


@dataclasses.dataclass
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        return self.out + self.err


class Project:
    """A repository of its own in a directory with a space in its path, configured for one directory on one host."""

    def __init__(self, directory: pathlib.Path, helper: pathlib.Path, host: Host, remote_directory: str):
        self.directory = directory / "a project"
        self.helper = helper
        self.host = host
        self.remote_directory = remote_directory
        self.ssh_config = host["ssh_config"]
        self.host_name = host["name"]
        # What every command of the client's is started through.
        self.prefix: list[str] = []
        home = directory / "home"
        home.mkdir(parents=True)
        self.environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(home),
            "USER": "tester",
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            # The tests may lie in a repository themselves.
            "GIT_CEILING_DIRECTORIES": str(directory),
            "GIT_AUTHOR_NAME": "Tester",
            "GIT_AUTHOR_EMAIL": "tester@example.org",
            "GIT_COMMITTER_NAME": "Tester",
            "GIT_COMMITTER_EMAIL": "tester@example.org",
        }
        # Stands for an installed package: the module of this source tree with the helper under test.
        self.package = directory / "package"
        self.package.mkdir()
        (self.package / "SlipwayConfig.cmake").write_text(f'include("{SOURCE}/cmake/Slipway.cmake")\n')

    def create(self, files: dict[str, str] | pathlib.Path) -> "Project":
        """Makes the repository, with everything in its first commit."""
        if isinstance(files, pathlib.Path):
            shutil.copytree(files, self.directory, ignore=shutil.ignore_patterns("__pycache__", "build"))
        else:
            self.directory.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        self.commit(files if isinstance(files, dict) else {}, "Start")
        return self

    def clone(self, directory: pathlib.Path) -> "Project":
        other = Project(directory, self.helper, self.host, self.remote_directory)
        self.git("clone", "-q", str(self.directory), str(other.directory))
        return other

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def commit(self, files: dict[str, str], subject: str) -> str:
        self.write(files)
        self.git("add", "--all")
        self.git("commit", "-q", "-m", subject)
        return self.head()

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()

    def command(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.prefix, *words],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="surrogateescape",
        )

    def run(self, *words: str) -> Done:
        process = self.command(*words)
        out, err = process.communicate(timeout=300)
        return Done(process.returncode, out, err)

    def git(self, *words: str) -> str:
        done = self.run("git", *words)
        if done.code != 0:
            raise AssertionError(f"git {' '.join(words)} ended with {done.code}:\n{done.said}")
        return done.out

    def try_configure(self, **variables: str | int) -> Done:
        settings = {
            "Slipway_DIR": self.package,
            "SLIPWAY_EXECUTABLE": self.helper,
            "SLIPWAY_HOST": self.host_name,
            "SLIPWAY_SSH_CONFIG": self.ssh_config,
            "SLIPWAY_DIRECTORY": self.remote_directory,
            "SLIPWAY_ENVIRONMENT": "test",
            **variables,
        }
        options = [f"-D{name}={value}" for name, value in settings.items()]
        return self.run("cmake", "-G", "Ninja", "-S", ".", "-B", "build/test", *options)

    def configure(self, **variables: str | int) -> Done:
        done = self.try_configure(**variables)
        if done.code != 0:
            raise AssertionError(f"configure ended with {done.code}:\n{done.said}")
        return done

    def target(self, name: str) -> Done:
        return self.run("cmake", "--build", "build/test", "--target", name)

    @property
    def settings(self) -> pathlib.Path:
        found = list((self.directory / "build/test/slipway").glob("*/settings.json"))
        assert len(found) == 1, found
        return found[0]

    def words(self, command: str, *options: str) -> list[str]:
        return [str(self.helper), command, "--settings", str(self.settings), *options]

    def slipway(self, command: str, *options: str) -> Done:
        return self.run(*self.words(command, *options))

    def deploy(self, *options: str) -> Done:
        """Deploys, and expects that it works."""
        done = self.slipway("deploy", *options)
        if done.code != 0:
            raise AssertionError(f"deploy ended with {done.code}:\n{done.said}")
        return done

    def plan(self) -> dict:
        return json.loads(self.slipway("plan", "--json").out)

    # --- What is on the host ---

    def on_host(self, command: str, check: bool = True) -> str:
        """Runs a command in the deployment's directory there."""
        return ssh(self.host, f"cd {self.remote_directory} && {{ {command}\n}}", check)

    def marker(self) -> str:
        return self.on_host("cat .last_deploy_commit").strip()

    def journal(self) -> list[dict[str, str]]:
        """The trailers of each entry, newest first."""
        text = self.on_host("git --git-dir=.slipway/journal.git log --format=%B%x00 journal")
        entries = [entry.strip().splitlines() for entry in text.split("\0") if entry.strip()]
        return [dict(line.split(": ", 1) for line in entry if ": " in line) for entry in entries]

    def image_of(self, service: str) -> str:
        """The image that the running container of a service was made from."""
        return self.on_host(f"docker inspect -f '{{{{.Image}}}}' {self.container_of(service)}").strip()

    def container_of(self, service: str) -> str:
        return self.on_host(
            f"docker ps -q --no-trunc --filter label=com.docker.compose.service={service} "
            f"--filter label=com.docker.compose.project=$(basename $PWD | tr -d .)"
        ).strip()

    def labels(self, image: str) -> dict[str, str]:
        return json.loads(self.on_host(f"docker image inspect -f '{{{{json .Config.Labels}}}}' {image}"))

    def layers(self, image: str) -> list[str]:
        return json.loads(self.on_host(f"docker image inspect -f '{{{{json .RootFS.Layers}}}}' {image}"))


class DeploymentTest(unittest.TestCase):
    """Tests on one host of one flavour; main() below starts it. Each test has a directory of its own."""

    hosts: EmbeddedHosts
    host: Host
    flavour: str
    helper: pathlib.Path
    directory: pathlib.Path

    @property
    def has_compose_1(self) -> bool:
        return self.flavour in ("debian11", "debian12")

    def setUp(self) -> None:
        name = self.id().split(".")[-1].removeprefix("test_")
        self.case = self.directory / name
        self.addCleanup(self._clear_host)
        self.name = name.replace("_", "")[:24]

    def _clear_host(self) -> None:
        # One host serves all the tests: ports and memory are free again for the next one.
        ssh(self.host, "docker ps -aq | xargs -r docker rm -f", check=False)

    def project(self, files: dict[str, str] | pathlib.Path | None = None, **variables: str | int) -> Project:
        """A configured project; without `files` the tiny one."""
        made = Project(self.case, self.helper, self.host, f"~/{self.name}")
        made.create(TINY if files is None else files)
        made.configure(**variables)
        return made

    def live(self, project: Project) -> None:
        """What every host has to bear: an application is deployed, changed, broken, put back, looked at and tidied."""
        project.deploy()
        self.assertEqual(fetch(self.host, 8080), "one")
        self.assertIn("nothing to deploy", project.deploy().said)

        # Too large to go along with the run.
        (project.directory / "site/large").write_bytes(os.urandom(400_000))
        project.commit({"site/answer": "two\n"}, "Two")
        project.deploy()
        self.assertEqual(fetch(self.host, 8080), "two")

        (project.directory / "site/answer").unlink()
        project.commit({"site/other": "x\n"}, "Answer nothing")
        self.assert_three_parts(project.slipway("deploy"), RESTORED, "failed; release 2 runs")
        self.assertEqual(fetch(self.host, 8080), "two")

        self.assertEqual(project.slipway("rollback").code, 0)
        self.assertEqual(fetch(self.host, 8080), "one")
        self.assertEqual(project.slipway("exec", "web", "--", "cat", "/site/answer").out, "one\n")
        self.assertIn("one", project.slipway("exec", "web", "--", "sh", "-c", "cat /site/answer").out)
        self.assertEqual(project.slipway("logs", "web").code, 0)
        for command in ("status", "doctor", "prune", "history"):
            done = project.slipway(command)
            self.assertEqual(done.code, 0, done.said)
        self.assertIn("release 1", project.slipway("status").said)

    def assert_three_parts(self, done: Done, code: int, *texts: str) -> None:
        """An error message as they all are, and the documented exit code."""
        self.assertEqual(done.code, code, done.said)
        # What, why (if the first line does not say it all) and the fix, in this order, with their further lines below the text.
        # Only a question that was asked may stand before it on its line.
        self.assertRegex(done.err, r"(?m)(^|[\]:] )error: .+(\n {7}.*)*(\nbecause: .+(\n {9}.*)*)?\nfix: .+")
        for text in texts:
            self.assertIn(text, done.said)

    def configure_sshd(self, words: str) -> None:
        """Puts words ahead of the host's sshd_config, for this test."""
        configuration = pathlib.Path(f"/proc/{self.host['pid']}/root/etc/ssh/sshd_config")
        text = configuration.read_text()

        def write(whole: str) -> None:
            configuration.write_text(whole)
            ssh(self.host, "kill -HUP $(cat /run/sshd.pid 2>/dev/null || pgrep -o -x sshd); sleep 1", check=False)

        write(words + text)
        self.addCleanup(write, text)

    def log_count(self, text: str) -> int:
        return pathlib.Path(self.host["sshd_log"]).read_text(errors="replace").count(text)


def main(needs_host: bool = True) -> int:
    """usage: PROGRAM FLAVOUR SLIPWAY DIRECTORY [TEST…]     DIRECTORY is kept when a test fails."""
    if len(sys.argv) < 4:
        print(main.__doc__, file=sys.stderr)
        return 2
    flavour, helper, directory = sys.argv[1], pathlib.Path(sys.argv[2]).absolute(), pathlib.Path(sys.argv[3]).absolute()
    del sys.argv[1:4]
    if not os.access(helper, os.X_OK):
        print(f"There is no helper {helper}; build the target slipway first.", file=sys.stderr)
        return 1
    hosts = EmbeddedHosts(directory / "hosts")
    hosts.tool("stop", "--all", check=False)
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    ready = hosts.tool("prepare", check=False)
    if ready.returncode == SKIP:
        print(f"skipped: {ready.stderr}")
        return SKIP
    DeploymentTest.hosts, DeploymentTest.flavour, DeploymentTest.helper = hosts, flavour, helper
    DeploymentTest.directory = directory
    if needs_host:
        DeploymentTest.host = hosts.start(f"target-{flavour}", "--flavour", flavour)
    program = unittest.main(module="__main__", exit=False, verbosity=2)
    hosts.tool("stop", "--all", check=False)
    if program.result.wasSuccessful():
        shutil.rmtree(directory)
        return 0
    print(f"What the tests worked on is kept in {directory}", file=sys.stderr)
    return 1
