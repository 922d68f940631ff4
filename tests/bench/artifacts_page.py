"""The page docs/bench/artifacts.md, from what tests/bench/artifacts has measured."""


def size(count: float) -> str:
    for unit, factor in (("MB", 1e6), ("kB", 1e3)):
        if count >= factor:
            return f"{count / factor:.3g} {unit}"
    return f"{count:.0f} B"


def bytes_table(document: dict) -> list[str]:
    lines = [
        "| program | edit | Slipway | rsync -z | xdelta3 -9 | layer of the image | docker save | Slipway / least of rsync and xdelta3 |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for found in document["bytes"].values():
        for edit, one in found["edits"].items():
            ratio = one["slipway"] / min(one["rsync"], one["xdelta3"])
            cells = [size(found["bytes"]), edit, size(one["slipway"]), size(one["rsync"]), size(one["xdelta3"]), size(one["layer"]), size(one["docker_save"]), f"{ratio:.2f}"]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def time_table(document: dict) -> list[str]:
    lines = ["| way | seconds | processor seconds on the host | bytes on the wire |", "| --- | ---: | ---: | ---: |"]
    for one in document["time"].values():
        lines.append(f"| {one['title']} | {one['seconds']:.2f} | {one['processor']:.2f} | {size(one['bytes'])} |")
    return lines


def goals_table(document: dict) -> list[str]:
    time, rows = document["time"], []
    ours = time["artifacts"]
    rows.append(("processor seconds on the host, compiled there / artifacts", time["onhost"]["processor"] / ours["processor"], 10, True))
    rows.append(("seconds, artifacts / bare copy, restart and health check", ours["seconds"] / time["bare"]["seconds"], 1.5, False))
    if document["emulation"]:
        rows.append(("processor seconds, the emulated compiler / the cross compiler", document["emulation"]["emulated"] / document["emulation"]["cross"], 5, True))
    for name, found in document["bytes"].items():
        for edit, one in found["edits"].items():
            rows.append((f"bytes, {name}, {edit}: Slipway / least of rsync and xdelta3", one["slipway"] / min(one["rsync"], one["xdelta3"]), 1.2, False))
    lines = ["| ratio | value | goal | |", "| --- | ---: | ---: | --- |"]
    for name, value, goal, at_least in rows:
        missed = value < goal if at_least else value > goal
        lines.append(f"| {name} | {value:.2f} | {'at least' if at_least else 'at most'} {goal} | {'**missed**' if missed else ''} |")
    return lines


def page(document: dict) -> str:
    emulation = document["emulation"]
    lines = [
        "# What compiling here saves",
        "",
        "A program that CMake builds here and `slipway_add_artifacts()` puts into the release, against one that the host compiles. Written by",
        f"`tests/bench/artifacts --out docs/bench` (see `tests/bench/README.md`) on {document['date']}: {document['machine']}; load {document['load_before']} before and",
        f"{document['load_after']} after. Client and host share that machine, so a host is as fast as the client here; a Raspberry Pi is slower by a factor that all of its figures have.",
        "",
        "## Bytes of a one-line edit",
        "",
        "Stripped programs of real code (parts of LLVM behind a main function of its own). *A constant* moves nothing. *A line of code* moves all code that",
        "the linker puts behind it by some bytes, and so changes a fifth of the program's bytes: the worst of one-line edits. Slipway: the patch and git's pack that travel",
        "(`Bytes-Sent` of the journal). rsync: what its protocol sends both ways without ssh. Layer: of the one `COPY`, compressed as in a registry.",
        "",
        *bytes_table(document),
        "",
        "What differs is a patch of zstd, or what lies between a common start and end. Where next to nothing changes, what is left names the trees of the",
        "release and the file. rsync, with blocks of 700 bytes and more, needs several times as much where addresses change everywhere.",
        "",
        "## Time of a one-line edit",
        "",
        "`examples/sensor-hub` with four more source files of a few lines each (`std::regex`), on a line of 100 Mbit/s and 5 ms: from the command until the",
        f"service answers with the edit; medians of runs: {next(iter(document['time'].values()))['runs']}. The edit is in one file: here that file alone is compiled, in a Dockerfile all of them are, because the",
        "`COPY` of the sources comes before. The bare copy makes no image, checks nothing and cannot go back. Seconds are those of a machine with the load above;",
        "processor seconds hardly depend on it.",
        "",
        *time_table(document),
        "",
    ]
    if emulation:
        lines += [
            f"Three of the six files for arm64, linked: {emulation['cross']:.1f} processor seconds with the cross compiler, {emulation['emulated']:.1f} with Debian's arm64 compiler",
            "under `qemu-user-static` here.",
            "",
        ]
    return "\n".join([*lines, "## Against the goals", "", *goals_table(document), ""])
