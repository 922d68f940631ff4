"""The application that the bench deploys, and the edits made to it: each way of deploying has a copy of its own, so that
none finds in a build cache what another has built."""

import dataclasses
import os
import pathlib
import random
import subprocess
import zlib

import measuring

MODEL_BYTES = 10_000_000
# What people's ways of deploying wait for and serve.
ANSWER = "site/version"

DOCKERFILE = """\
FROM slipway/base:1
RUN echo {salt} >/salt && head -c 4000000 /dev/urandom >/system
COPY requirements.txt /app/
RUN cat /app/requirements.txt >/installed && head -c 8000000 /dev/urandom >/dependencies
COPY models/ /app/models/
COPY site/ /app/site/
RUN busybox find /app -type f >/compiled
LABEL edition="0"
CMD ["busybox", "httpd", "-f", "-p", "80", "-h", "/app/site"]
"""
COMPOSE = """\
services:
  web:
    build: .
    image: bench-{name}
    ports: ["{port}:80"]
    init: true
    stop_grace_period: 2s
    healthcheck:
      test: ["CMD", "busybox", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/version"]
      interval: 5s
      start_period: 10s
      start_interval: 100ms
"""
# A service that needs four seconds to answer, with a check that Docker asks for the first time after half a minute.
PATIENT = COMPOSE[: COMPOSE.index("    healthcheck:")] + """\
    command: ["sh", "-c", "busybox sleep 4 && exec busybox httpd -f -p 80 -h /app/site"]
    healthcheck:
      test: ["CMD", "busybox", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1/version"]
      interval: 30s
"""
CMAKE = """\
cmake_minimum_required(VERSION 3.25)
project(Bench LANGUAGES NONE)
list(APPEND CMAKE_MODULE_PATH "{source}/cmake")
include(Slipway)
slipway_add_deployment({name} HOST {host} DIRECTORY "~/{name}" COMPOSE_FILES docker-compose.yml SSH_CONFIG "{ssh_config}")
"""


def checked(command: list[str], directory: pathlib.Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment or measuring.ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


@dataclasses.dataclass
class Edit:
    """A change of the application, as people make it."""

    name: str
    title: str

    def apply(self, project: "Project", number: int) -> None:
        getattr(project, f"edit_{self.name}")(number)


EDITS = (
    Edit("nothing", "nothing"),
    Edit("documentation", "documentation"),
    Edit("source", "one source file"),
    Edit("model", "a 10 MB model file"),
    Edit("dependency", "a dependency"),
    Edit("dockerfile", "the Dockerfile"),
)


class Project:
    """A repository with the application."""

    def __init__(self, directory: pathlib.Path, name: str, port: int, compose: str = COMPOSE):
        self.directory, self.name, self.port = directory, name, port
        self.random = random.Random(name)
        directory.mkdir(parents=True)
        self._write("Dockerfile", DOCKERFILE.format(salt=name))
        self._write("docker-compose.yml", compose.format(name=name, port=port))
        self._write(".dockerignore", "*.md\ndocs/\n.git\nbuild/\nCMakeLists.txt\n")
        self._write(".gitignore", "/build/\n")
        self._write("requirements.txt", "numpy==1.0\n")
        self._write("docs/manual.md", "# Manual\n")
        (directory / "models").mkdir()
        (directory / "models/wake.bin").write_bytes(self.random.randbytes(MODEL_BYTES))
        for number in range(200):
            self._write(f"site/source_{number:03}.py", self._source(number))
        self._write(ANSWER, "0\n")
        self.git("init", "--quiet", "-b", "main")
        self.commit("First version")

    def _write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def _source(self, number: int) -> str:
        words = [f"{self.random.getrandbits(40):x}" for _ in range(120)]
        return f"# Source file {number}\n" + "".join(f"def f_{word}(): return '{word}'\n" for word in words)

    def git(self, *words: str) -> str:
        return checked(["git", *words], self.directory)

    def commit(self, subject: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", subject)

    def answer(self) -> str:
        return (self.directory / ANSWER).read_text().strip()

    def edit_nothing(self, number: int) -> None:
        pass

    def edit_documentation(self, number: int) -> None:
        with (self.directory / "docs/manual.md").open("a") as page:
            page.write(f"Paragraph {number} says {self.random.getrandbits(64):x}.\n")
        self.commit("Documentation")

    def edit_source(self, number: int) -> None:
        self._write(ANSWER, f"{number}\n")
        self.commit("Source")

    def edit_model(self, number: int) -> None:
        (self.directory / "models/wake.bin").write_bytes(self.random.randbytes(MODEL_BYTES))
        self._write(ANSWER, f"{number}\n")
        self.commit("Model")

    def edit_dependency(self, number: int) -> None:
        self._write("requirements.txt", f"numpy==1.{number}\n")
        self._write(ANSWER, f"{number}\n")
        self.commit("Dependency")

    def edit_dockerfile(self, number: int) -> None:
        path = self.directory / "Dockerfile"
        lines = path.read_text().splitlines(keepends=True)
        changed = [f'LABEL edition="{number}"\n' if line.startswith("LABEL edition") else line for line in lines]
        path.write_text("".join(changed))
        self._write(ANSWER, f"{number}\n")
        self.commit("Dockerfile")

    def changed_paths(self) -> list[str]:
        """What the last commit changed; of the first one, everything."""
        names = self.git("log", "-1", "--format=", "--name-only", "-z", "HEAD").split("\0")
        return [name for name in names if name]

    def changed_bytes(self) -> int:
        """What the last commit changed, compressed: no way can send less."""
        content = b"".join((self.directory / name).read_bytes() for name in self.changed_paths())
        return len(zlib.compress(content, 9))

    def cmake(self, host: str, ssh_config: str) -> None:
        text = CMAKE.format(source=measuring.SOURCE, name=self.name, host=host, ssh_config=ssh_config)
        self._write("CMakeLists.txt", text)
        self.commit("Deploy with Slipway")

    def size(self) -> int:
        return sum(os.path.getsize(path) for path in self.directory.rglob("*") if path.is_file())
