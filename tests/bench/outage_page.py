"""The bench of outages as a page."""

HEAD = """\
# How long a service does not answer

Requests to the service every {interval:.0f} ms, each on a new connection, during deployments of each kind to an embedded host, and during
the script of the story on the same host: unpack, `compose down`, build, `compose up`. Written by `tests/bench/outage --out docs/bench`
on {date}: {machine}; load {load_before} before and {load_after} after.

In place of steps that take long on a small machine, steps wait: 8 s for the dependencies, 2 s after the source. With the
script, the service is down during the build; with Slipway, while compose re-creates the container and the service starts. *The release fails*
is one that exits as soon as it starts: after three restarts the old release is put back.

"""
COLUMNS = """\
| deployment | it took | requests | unanswered | longest outage |
| --- | ---: | ---: | ---: | ---: |
"""
NAMES = {"debian12": "Debian 12: Docker Engine 20.10, Compose v1", "debian13": "Debian 13: Docker Engine 26.1, Compose v2"}


def page(document: dict) -> str:
    text = HEAD.format(**{**document, "interval": document["interval_seconds"] * 1000})
    for flavour, name in NAMES.items():
        text += f"## {name}\n\n{COLUMNS}"
        for row in document["rows"]:
            if row["host"] == flavour:
                text += (
                    f"| {row['what']} | {row['took_seconds']} s | {row['requests']} | {row['unanswered']} |"
                    f" {row['outage_seconds']} s |\n"
                )
        text += "\n"
    return text + "The figures for programs are in [outage.json](outage.json).\n"
