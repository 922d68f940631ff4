"""Random pairs of build contexts: what is built first, and what an edit makes of it.

Everything that can be a step's key holds the name of the case, so that cases share no cache.
"""

import dataclasses
import random

FILE, EXECUTABLE, LINK = "file", "executable", "link"


@dataclasses.dataclass(frozen=True)
class Entry:
    kind: str
    data: bytes


Tree = dict[bytes, Entry]


@dataclasses.dataclass
class Case:
    name: str
    before: Tree
    after: Tree
    dockerfile: str = ""
    target: str = ""
    arguments: tuple[str, ...] = ()

    def has_content_edge(self) -> bool:
        """Whether a step takes files of another stage: only there may a prediction stay open."""
        return any(
            b"from=" in tree.get(self.dockerfile_path, Entry(FILE, b"")).data for tree in (self.before, self.after)
        )

    @property
    def dockerfile_path(self) -> bytes:
        return (self.dockerfile or "Dockerfile").encode()


@dataclasses.dataclass(frozen=True)
class Frontend:
    """What the builder of a flavour reads."""

    heredocs: bool = True
    links: bool = True
    excludes: bool = True  # --exclude without a `# syntax=` line
    parents: bool = True
    triggers: bool = True  # ONBUILD counted and named as today's BuildKit does
    links_lead_out: bool = True  # links inside a directory that a wildcard matches are taken for links


DIRECTORIES = (b"", b"src", b"src/lib", b"src/lib/deep", b"docs", b"conf.d", b"a dir", b"data")
NAMES = (b"main.py", b"util.py", b"a.txt", b"b.txt", b"README.md", b"c.md", b"x", b"[x]", b"a b", b"caf\xc3\xa9")
SOURCES = (
    "src",
    "src/",
    "src/lib",
    "docs",
    ".",
    "conf.d",
    "data",
    "src/*",
    "src/*.py",
    "*.md",
    "docs/*.md",
    "src/lib/*",
    "*",
    "src/**",
    "a.txt",
    "src/main.py",
    "./src/./lib",
    "/src",
    "src/?.txt",
    "s*",
    "*/a.txt",
    "src/[a-m]*",
    "docs/../src",
    "[[]x]",
    "src/li[a-c]/",
    "data/..",
    "link",
    "src/link",
)
DESTINATIONS = ("/x/", "/y", ".", "./", "sub/", "/x/y/z/", "/")
IGNORE_LINES = (
    "*.md",
    "docs",
    "docs/",
    "src/lib",
    "**/*.txt",
    "!src/lib/a.txt",
    "!docs/c.md",
    "# words",
    "",
    "*",
    "!src",
    "src/*",
    "!src/main.py",
    "Dockerfile",
    ".dockerignore",
    "**",
    "!**/*.py",
    "data/**",
    "src/li?",
    "  a.txt  ",
    "/b.txt",
    "./x",
    "!docs",
    "conf.d/*",
    "*/a.txt",
    "!*/a.txt",
    "src/../docs",
    "[a-c]*",
    "a dir",
)


class Generator:
    def __init__(self, seed: int, frontend: Frontend, prefix: str = "c"):
        self.random = random.Random(seed)
        self.frontend = frontend
        self.prefix = prefix
        self.number = 0
        self.counter = 0
        self.salt = ""

    def token(self) -> str:
        self.counter += 1
        return f"{self.salt}-{self.counter}"

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def pick(self, values):
        return self.random.choice(values)

    def case(self) -> Case:
        self.number += 1
        self.counter = 0
        self.salt = f"{self.prefix}{self.number}"
        dockerfile = self.pick(("", "", "", "docs/app.Dockerfile", "data/Dockerfile"))
        case = Case(self.salt, self.tree(), {}, dockerfile)
        lines = DockerfileWriter(self).lines()
        case.before[case.dockerfile_path] = Entry(FILE, "\n".join(lines).encode() + b"\n")
        if self.chance(60):
            name = b".dockerignore" if self.chance(75) else case.dockerfile_path + b".dockerignore"
            case.before[name] = Entry(FILE, self.ignore_text())
        stages = [line.split()[-1] for line in lines if line.upper().startswith("FROM ") and " as " in line.lower()]
        if stages and self.chance(25):
            case.target = self.pick(stages)
        if self.chance(40):
            case.arguments = tuple(
                f"{name}={self.token()}" for name in self.random.sample(("V", "W", "HTTP_PROXY", "UNUSED"), 2)
            )
        case.after = dict(case.before)
        for _ in range(self.pick((0, 1, 1, 1, 2, 3))):
            self.edit(case)
        return case

    def ignore_text(self) -> bytes:
        lines = [self.pick(IGNORE_LINES) for _ in range(self.random.randrange(1, 6))]
        return ("\n".join(lines) + "\n").encode()

    def path(self) -> bytes:
        directory = self.pick(DIRECTORIES)
        name = self.pick(NAMES)
        return directory + b"/" + name if directory else name

    def put(self, tree: Tree, path: bytes, entry: Entry) -> None:
        """A file takes the place of whatever is in its way."""
        parts = path.split(b"/")
        for depth in range(1, len(parts)):
            tree.pop(b"/".join(parts[:depth]), None)
        for other in [other for other in tree if other.startswith(path + b"/")]:
            del tree[other]
        tree[path] = entry

    def entry(self) -> Entry:
        return Entry(EXECUTABLE if self.chance(15) else FILE, self.token().encode() + b"\n")

    def tree(self) -> Tree:
        tree: Tree = {}
        for path in (b"src/main.py", b"docs/c.md", b"a.txt", b"src/lib/a.txt", b"conf.d/x", b"data/x"):
            tree[path] = self.entry()
        for _ in range(self.random.randrange(3, 14)):
            self.put(tree, self.path(), self.entry())
        for path in (b"link", b"src/link"):
            if self.chance(50) and self.frontend.links_lead_out:
                tree[path] = self.link(path)
        return tree

    def link(self, path: bytes) -> Entry:
        up = b"../" * path.count(b"/")
        return Entry(LINK, up + self.pick((b"src/main.py", b"docs", b"a.txt", b"data/x", b"src/lib", b"nowhere")))

    def edit(self, case: Case) -> None:
        tree = case.after
        own = (case.dockerfile_path, b".dockerignore", case.dockerfile_path + b".dockerignore")
        files = [path for path in sorted(tree) if path not in own]
        what = self.pick(
            (
                "content",
                "content",
                "add",
                "delete",
                "rename",
                "chmod",
                "link",
                "type",
                "dockerfile",
                "dockerfile",
                "ignore",
                "directory",
            )
        )
        path = self.pick(files)
        if what == "content":
            tree[path] = (
                Entry(tree[path].kind, self.token().encode()) if tree[path].kind != LINK else self.link(path)
            )
        elif what == "add":
            self.put(tree, self.path(), self.entry())
        elif what == "delete":
            del tree[path]
        elif what == "rename":
            entry = tree.pop(path)
            self.put(tree, self.path(), entry)
        elif what == "chmod":
            kind = tree[path].kind
            if kind != LINK:
                tree[path] = Entry(FILE if kind == EXECUTABLE else EXECUTABLE, tree[path].data)
        elif what == "link" and self.frontend.links_lead_out:
            self.put(tree, self.pick((b"link", b"src/link", b"docs/link")), self.link(b"src/link"))
        elif what == "type":
            data = tree.pop(path)
            tree[path + b"/inside"] = data
        elif what == "directory":
            directory = self.pick([d for d in DIRECTORIES if d])
            target = self.pick((b"moved", b"src/moved", b"docs"))
            for other in [other for other in files if other.startswith(directory + b"/")]:
                if other in tree:
                    self.put(tree, target + other[len(directory) :], tree.pop(other))
        elif what in ("ignore", "link"):
            tree[b".dockerignore"] = Entry(FILE, self.ignore_text())
        else:
            old = tree[case.dockerfile_path].data.decode().split("\n")
            tree[case.dockerfile_path] = Entry(FILE, "\n".join(DockerfileEditor(self).edit(old)).encode())


class DockerfileWriter:
    def __init__(self, generator: Generator):
        self.g = generator
        self.stages: list[str] = []  # names or numbers
        self.has_shell: list[bool] = []
        self.extra = generator.frontend

    def lines(self) -> list[str]:
        g = self.g
        lines = []
        if g.chance(15):
            lines.append("# escape=\\")
        elif g.chance(15):
            lines.append(f"# {g.token()}")
        if g.chance(30):
            lines.append(f"ARG V={g.token()}")
        for number in range(g.pick((1, 1, 2, 2, 3, 4))):
            lines += self.stage(number)
        return lines

    def stage(self, number: int) -> list[str]:
        g = self.g
        base, shell = g.pick((("slipway/base:1", True), ("slipway/base:1", True), ("scratch", False)))
        if self.stages and g.chance(35):
            index = g.random.randrange(len(self.stages))
            if not self.stages[index].isdigit():
                base, shell = self.stages[index], self.has_shell[index]
        name = g.pick((f"s{number}", f"Build{number}", "")) if number else g.pick(("s0", "base", ""))
        line = f"{g.pick(('FROM', 'FROM', 'from'))} {base}" + (f" {g.pick(('AS', 'as'))} {name}" if name else "")
        self.current_shell = shell
        lines = [line]
        if g.chance(40):
            lines.append(f"WORKDIR /w/{g.token()}")
        for _ in range(g.random.randrange(1, 7)):
            lines += self.instruction()
        if not any(word in " ".join(lines[1:]).upper() for word in ("COPY", "ADD", "RUN", "WORKDIR")):
            lines.append(f"COPY src /made/{g.token()}/")
        self.stages.append(name or str(number))
        self.has_shell.append(shell)
        return lines

    def instruction(self) -> list[str]:
        g = self.g
        kind = g.pick(
            ("copy",) * 8
            + ("run",) * 5
            + (
                "add",
                "env",
                "env",
                "arg",
                "arg",
                "workdir",
                "user",
                "meta",
                "meta",
                "comment",
                "onbuild",
                "copy_from",
                "copy_from",
                "copy_from",
                "shell",
            )
        )
        return getattr(self, kind)()

    def flags(self) -> str:
        g = self.g
        flags = []
        if self.extra.links and g.chance(15):
            flags.append("--link")
        if g.chance(8):
            flags.append(f"--chown={g.pick(('1:1', '0', '10:20'))}")
        if g.chance(8):
            flags.append(f"--chmod={g.pick(('755', '0755', '644'))}")
        if self.extra.excludes and g.chance(12):
            flags.append(f"--exclude={g.pick(('*.md', '**/*.txt', 'lib', '*.py', 'lib/**', '!*.md', 'a.txt'))}")
        if self.extra.parents and g.chance(8):
            flags.append("--parents")
        g.random.shuffle(flags)
        return "".join(flag + " " for flag in flags)

    def destination(self, several: bool) -> str:
        g = self.g
        return g.pick([one for one in DESTINATIONS if not several or one.endswith(("/", "."))])

    def copy(self, word: str = "COPY") -> list[str]:
        g = self.g
        if self.extra.heredocs and g.chance(6):
            word_of_end = g.pick(("EOF", "EOF", '"EOF"', "-EOF"))
            return [f"{word} <<{word_of_end} /here/{g.pick('ab')}", f"{g.token()} $V", "EOF"]
        sources = [g.pick(SOURCES) for _ in range(g.pick((1, 1, 1, 2, 3)))]
        flags = self.flags()
        if g.chance(12):
            quoted = ", ".join(f'"{word}"' for word in [*sources, g.pick(("/x/", "/"))])
            return [f"{word} {flags}[{quoted}]"]
        several = len(sources) > 1 or any(mark in source for source in sources for mark in "*?[")
        line = f"{word} {flags}{' '.join(sources)} {self.destination(several)}"
        if g.chance(8):
            line = f"{word} {flags}{' '.join(sources)} /to/$V/"
        if g.chance(5):
            line = line.replace(" ", "  ", 1)
        if g.chance(5):
            head, _, tail = line.rpartition(" ")
            return [head + " \\", "# in between", "  " + tail]
        return [line]

    def add(self) -> list[str]:
        return self.copy("ADD")

    def onbuild(self) -> list[str]:
        if not self.extra.triggers:
            return self.copy()
        return [
            "ONBUILD "
            + self.g.pick((f"COPY src /on/{self.g.token()}/", f"ENV ON={self.g.token()}", "COPY docs/c.md /on/"))
        ]

    def run(self) -> list[str]:
        g = self.g
        if not self.current_shell:
            return self.copy()
        token = g.token()
        flags = ""
        if g.chance(25):
            flags = (
                "--mount="
                + g.pick(
                    (
                        "type=bind,source=src,target=/m",
                        "type=bind,target=/m",
                        "target=/m,source=docs/c.md",
                        "type=cache,target=/cache",
                        "type=tmpfs,target=/t",
                        "type=secret,id=none",
                        "type=cache,target=cache,id=mine",
                        "type=bind,source=src/lib,target=m,rw",
                    )
                )
                + " "
            )
            named = [stage for stage in self.stages if not stage.isdigit()]
            if named and g.chance(40):
                flags = f"--mount=type=bind,from={g.pick(named)},target=/m "
        if g.chance(10):
            flags += "--network=none "
        if g.chance(12):
            return [f'RUN {flags}["sh", "-c", "echo {token}"]']
        if self.extra.heredocs and g.chance(15):
            return [f"RUN {flags}<<EOF", f"echo {token}", "echo more $V", "EOF"]
        if g.chance(15):
            return [
                f"RUN {flags}echo {token} && \\",
                g.pick(("  # a comment", "")) or "  true && \\",
                "  echo \"more  $V\" '$W'",
            ]
        # Some steps make the same files whatever they are made of.
        return [
            f"{g.pick(('RUN', 'RUN', 'run'))} {flags}{g.pick(('echo', 'echo  '))} {token} >/{g.pick(('out', 'dev/null'))}"
        ]

    def env(self) -> list[str]:
        g = self.g
        return [
            g.pick(
                (
                    f"ENV E={g.token()}",
                    f"ENV E {g.token()}",
                    f'ENV E="{g.token()} x" F=$V',
                    "ENV V=from-env",
                    "ENV G=${V:-none}",
                )
            )
        ]

    def arg(self) -> list[str]:
        g = self.g
        return [
            g.pick(
                (
                    "ARG V",
                    f"ARG V={g.token()}",
                    f"ARG W={g.token()}",
                    "ARG W",
                    "ARG HTTP_PROXY",
                    f"ARG Z={g.token()} Y",
                )
            )
        ]

    def workdir(self) -> list[str]:
        return [f"WORKDIR {self.g.pick(('/', 'sub', '/w', '/w/', '$V'))}"]

    def user(self) -> list[str]:
        return [f"USER {self.g.pick(('root', '0', '0:0'))}"]

    def shell(self) -> list[str]:
        return [self.g.pick(('SHELL ["/bin/sh", "-ec"]', 'SHELL ["sh", "-c"]'))]

    def meta(self) -> list[str]:
        g = self.g
        return [
            g.pick(
                (
                    f"LABEL l={g.token()}",
                    "CMD echo hi",
                    'CMD ["a", "b"]',
                    "EXPOSE 80",
                    "VOLUME /v",
                    "STOPSIGNAL 9",
                    "HEALTHCHECK NONE",
                    'ENTRYPOINT ["x"]',
                    "MAINTAINER me",
                    "HEALTHCHECK --interval=3s CMD true",
                )
            )
        ]

    def comment(self) -> list[str]:
        return [self.g.pick((f"# {self.g.token()}", "", "   # indented"))]

    def copy_from(self) -> list[str]:
        g = self.g
        if not self.stages:
            return self.copy()
        stage = g.pick(self.stages)
        link = "--link " if self.extra.links and g.chance(20) else ""
        sources = ("/", "/x", "/y*", "/w*") + (("/*",) if self.extra.links_lead_out else ())
        return [f"COPY {link}--from={stage} {g.pick(sources)} /from/{g.pick('ab')}/"]


class DockerfileEditor:
    """One edit of a Dockerfile as a person would make it, most of them harmless to the syntax."""

    def __init__(self, generator: Generator):
        self.g = generator

    def edit(self, lines: list[str]) -> list[str]:
        g = self.g
        lines = list(lines)
        inside = False
        plain = []
        for number, line in enumerate(lines):
            if "<<" in line:
                inside = True
            elif inside:
                inside = line != "EOF"
            elif line and not line.endswith("\\") and (number == 0 or not lines[number - 1].endswith("\\")):
                plain.append(number)
        number = g.pick(plain)
        line = lines[number]
        what = g.pick(
            (
                "token",
                "token",
                "case",
                "space",
                "trailing",
                "delete",
                "insert",
                "comment",
                "swap",
                "rename",
                "label",
                "token",
            )
        )
        if what == "token" and g.salt in line:
            head, _, tail = line.partition(g.salt)
            end = len(tail) - len(tail.lstrip("-0123456789"))
            lines[number] = head + g.token() + tail[end:]
        elif what == "case":
            word, blank, rest = line.partition(" ")
            lines[number] = word.lower() + blank + rest
        elif what == "space":
            lines[number] = line.replace(" ", "  ", 1)
        elif what == "trailing":
            lines[number] = line + "  "
        elif what == "delete" and not line.upper().startswith("FROM"):
            del lines[number]
        elif what == "insert" and number > 0:
            lines.insert(
                number + 1,
                g.pick(
                    (
                        f"ENV NEW={g.token()}",
                        f"LABEL new={g.token()}",
                        "USER 0",
                        f"ARG V={g.token()}",
                        "COPY a.txt /new/",
                    )
                ),
            )
        elif what == "comment":
            lines.insert(number, f"# {g.token()}")
        elif what == "swap" and number + 1 in plain and "FROM" not in (line + lines[number + 1]).upper():
            lines[number], lines[number + 1] = lines[number + 1], line
        elif what == "rename":
            lines = [text.replace("s0", "zero") for text in lines]
        elif what == "label":
            lines[-1:] = [f"LABEL end={g.token()}", ""]
        return lines
