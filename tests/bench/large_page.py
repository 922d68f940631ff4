"""The page of the bench `large`."""

HEAD = """\
# Large files

A file of {megabytes} MB of random bytes in a release, which a service mounts. One run of each; the embedded host shares the cores of the client, and there is
no slow line between them. `ssh HOST 'cat >there'` of the same file, with a `sync`, took {line_seconds} s right before, and `git diff --numstat` of the seven bytes
{diff_seconds} s right after. Written by
`tests/bench/large --out docs/bench` on {date}: {machine}; load {load_before} before and {load_after} after. {note}

| deployment | seconds | longest without a line of output | bytes sent | most memory of a process here | most that one maps of files | journal on the host |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
"""
TAIL = """
git maps the stored file that it reads: the system takes that memory back if it needs it. The journal on the host keeps the files of every release
([the journal](../reference/journal.md)), so it has both versions of the file in the end, each whole. A difference from the other version would take seven
bytes, but git needs the memory of both versions to read one again, which a small host does not have.
"""


def page(result: dict) -> str:
    text = HEAD.format(**result).replace(" after. \n", " after.\n")
    for row in result["rows"]:
        text += f"| {row['name']} | {row['seconds']:.1f} | {row['silence']:.1f} s | {row['bytes']:,} | {row['own_mb']} MB | {row['mapped_mb']} MB | {row['journal_mb']} MB |\n"
    return text + TAIL
