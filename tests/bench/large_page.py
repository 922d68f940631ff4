"""The page of the bench `large`."""

HEAD = """\
# Large files

A file of {megabytes} MB of random bytes in a release, which a service mounts. One run of each; the embedded host shares the cores of the client, and there is
no slow line between them. `ssh HOST 'cat >there'` of the same file, with a `sync`, took {line_seconds} s right before. Written by
`tests/bench/large --out docs/bench` on {date}: {machine}; load {load_before} before and {load_after} after. {note}

| deployment | seconds | longest without a line of output | bytes sent | largest process here | journal on the host |
| --- | ---: | ---: | ---: | ---: | ---: |
"""
TAIL = """
Where the largest process has hundreds of megabytes, it is git, which maps the file that it reads: the system takes that memory back if it needs it. The
journal on the host keeps what the kept releases hold, so it has both versions of the file in the end.
"""


def page(result: dict) -> str:
    text = HEAD.format(**result).replace(" after. \n", " after.\n")
    for row in result["rows"]:
        text += f"| {row['name']} | {row['seconds']:.1f} | {row['silence']:.1f} s | {row['bytes']:,} | {row['memory_mb']} MB | {row['journal_mb']} MB |\n"
    return text + TAIL
