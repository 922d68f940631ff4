"""Debian packages, fetched with the machine's own apt configuration and unpacked into a tree of their own.

Nothing is installed: apt works on private lists, caches and an empty package database, so what it
resolves is independent of the machine, and the machine does not notice.
"""

import pathlib
import re
import subprocess

from .errors import HostError

# Documentation is a good third of a package and nobody reads it in a test host; /var/run and /var/lock, which
# a package may ship as directories, are links.
UNWANTED = (
    "./var/run",
    "./var/lock",
    "./usr/share/doc",
    "./usr/share/man",
    "./usr/share/info",
    "./usr/share/locale",
    "./usr/share/lintian",
    "./usr/share/bash-completion",
    "./usr/share/zsh",
    "./usr/share/fish",
)


def machine_codename() -> str:
    """VERSION_CODENAME of os-release(5): the suite that the machine's own apt entries name."""
    for line in pathlib.Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "VERSION_CODENAME":
            return value.strip('"')
    raise HostError(
        "Test hosts are unpacked from Debian packages, but /etc/os-release names no VERSION_CODENAME. "
        "Run them on Debian or one of its siblings."
    )


def _debian_suites(codename: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(codename)}(-updates|-security)?\Z")


def for_suite(text: str, deb822: bool, codename: str, suite: str) -> str:
    """The Debian entries of an apt source file, with `suite` in place of the machine's codename.

    Other vendors' entries are left out: they are those whose suite is not Debian's or that have no
    component "main". Both formats of sources.list(5).
    """
    # The suite where packages arrive has neither updates nor security fixes of its own.
    wanted = re.compile(rf"{re.escape(codename)}\Z") if suite == "sid" else _debian_suites(codename)
    if not deb822:
        kept = []
        for line in text.splitlines():
            entry = re.match(r"deb\s+(\[[^\]]*\]\s+)?\S+\s+(?P<suite>\S+)\s+(?P<components>.*)", line.strip())
            if entry and wanted.match(entry["suite"]) and "main" in entry["components"].split():
                start, end = entry.span("suite")
                line = line.strip()
                kept.append(line[:start] + line[start:end].replace(codename, suite, 1) + line[end:])
        return "".join(line + "\n" for line in kept)

    stanzas = []
    for stanza in re.split(r"\n\s*\n", text):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        fields = {
            key.lower(): value.split() for key, sep, value in (line.partition(":") for line in lines) if sep
        }
        suites = [name for name in fields.get("suites", []) if wanted.match(name)]
        if not suites or "main" not in fields.get("components", []) or fields.get("enabled") == ["no"]:
            continue
        renamed = " ".join(name.replace(codename, suite, 1) for name in suites)
        lines = [f"Suites: {renamed}" if line.lower().startswith("suites:") else line for line in lines]
        stanzas.append("\n".join(lines) + "\n")
    return "\n".join(stanzas)


class Apt:
    """apt-get with everything it reads and writes kept in one private directory."""

    def __init__(self, directory: pathlib.Path, suite: str):
        self._directory = directory
        self._suite = suite
        sources = directory / "sources"
        for folder in (sources, directory / "state/lists/partial", directory / "cache/archives/partial"):
            folder.mkdir(parents=True, exist_ok=True)
        (directory / "status").touch()
        self._write_sources(sources)
        self._options = []
        for key, value in (
            ("Dir::Etc::sourcelist", "/dev/null"),
            ("Dir::Etc::sourceparts", sources),
            ("Dir::State", directory / "state"),
            ("Dir::State::lists", directory / "state/lists"),
            ("Dir::State::status", directory / "status"),
            ("Dir::Cache", directory / "cache"),
            ("APT::Install-Recommends", "false"),
            # The unprivileged user _apt may not enter the private directory.
            ("APT::Sandbox::User", "root"),
            ("Acquire::Retries", "3"),
            ("Acquire::Languages", "none"),
            ("Dpkg::Use-Pty", "0"),
        ):
            self._options += ["-o", f"{key}={value}"]

    def _write_sources(self, destination: pathlib.Path) -> None:
        codename = machine_codename()
        found = [pathlib.Path("/etc/apt/sources.list")]
        parts = pathlib.Path("/etc/apt/sources.list.d")
        found += sorted([*parts.glob("*.list"), *parts.glob("*.sources")])
        written = False
        for source in found:
            if not source.is_file():
                continue
            text = for_suite(source.read_text(), source.suffix == ".sources", codename, self._suite)
            (destination / source.name).write_text(text)
            written = written or bool(text)
        if not written:
            raise HostError(
                f"The machine's apt sources have no Debian entry for {codename} to derive {self._suite}'s. "
                "Expected one in /etc/apt/sources.list or /etc/apt/sources.list.d."
            )

    def run(self, *arguments: str, cwd: pathlib.Path | None = None) -> str:
        command = ["apt-get", "-q", *self._options, *arguments]
        done = subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode != 0:
            tail = "\n".join(done.stdout.strip().splitlines()[-8:])
            raise HostError(
                f"apt-get {' '.join(arguments)} for Debian's {self._suite} failed:\n{tail}\n"
                "Test hosts are unpacked from Debian packages; check the machine's package mirror."
            )
        return done.stdout

    def update(self) -> None:
        self.run("update")

    def closure(self, packages: list[str]) -> set[str]:
        """The packages with everything they depend on, as if nothing were installed."""
        if not packages:
            return set()
        simulated = self.run("install", "--simulate", *packages)
        return {line.split()[1] for line in simulated.splitlines() if line.startswith("Inst ")}

    def download(self, packages: list[str]) -> list[pathlib.Path]:
        archives = self._directory / "cache/archives"
        self.run("download", *packages, cwd=archives)
        return sorted(archives.glob("*.deb"))


def unpack(archives: list[pathlib.Path], tree: pathlib.Path) -> None:
    """Unpacks packages into a merged-/usr tree. Maintainer scripts are not run."""
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        (tree / "usr" / name).mkdir(parents=True, exist_ok=True)
        if not (tree / name).is_symlink():
            (tree / name).symlink_to(f"usr/{name}")
    excludes = [f"--exclude={path}" for path in UNWANTED]
    for archive in archives:
        # --keep-directory-symlink: packages still ship /bin and /lib as directories.
        with subprocess.Popen(
            ["dpkg-deb", "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE
        ) as producer:
            done = subprocess.run(
                ["tar", "-x", "--keep-directory-symlink", *excludes, "-C", str(tree)],
                stdin=producer.stdout,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        if done.returncode != 0 or producer.returncode != 0:
            raise HostError(f"Unpacking {archive.name} failed: {done.stderr.strip()}")
