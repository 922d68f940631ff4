"""What a client says of a deployment, held against what is so."""

import re

# Patterns of sentences, and which release then has to be served. A plan too says what "runs again": it means steps of a build.
SENTENCES = (
    (r"is healthy on", "new"),
    (r"^error: .*; (release \d+|what ran before it) (stays in place|runs|runs again)$", "old"),
    (r"nothing was (switched|changed)", "old"),
)
LAST_CODE = 12
DEPLOYED, UNSUITED, RESTORED, BROKEN, CONNECTION_LOST = 0, 6, 8, 9, 11
# Exit codes that say that the old release runs (docs/reference/exit-codes.md).
OLD_RUNS = (3, 4, 5, 6, 7, 8, 12)


def claimed(code: int, said: str) -> str:
    """The release that has to be served after a client ended with that code and those words: "new", "old", or nothing where
    it claims nothing. Raises where it says both."""
    claims = {release for sentence, release in SENTENCES if re.search(sentence, said, re.MULTILINE)}
    if code == DEPLOYED and "is healthy on" in said:
        claims.add("new")
    if code in OLD_RUNS:
        claims.add("old")
    assert len(claims) < 2, f"it says two things at once (exit {code}):\n{said}"
    return next(iter(claims), "")
