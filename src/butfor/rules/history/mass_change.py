"""Very many published wires changed at once."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import ChangeSet, Rule

LABEL = "mass-change"


def check(changeset: ChangeSet) -> Iterator[tuple[str, Violation]]:
    most = changeset.policy.config.history.most_changed
    if len(changeset.touched) <= most or LABEL in (changeset.labels or ()):
        return
    signed = changeset.signed.get(RULE.id)
    local = changeset.labels is None
    violation = Violation(
        Location(),
        f"this change touches {len(changeset.touched)} published wires, {most} are allowed at once",
        f"nothing: it is signed off in {signed}"
        if signed
        else f"split it; or an editor gives the request the label `{LABEL}`, or signs a deviation from this rule in "
        "one of the wires that it changes",
        level=Level.WARNING if local or signed else None,  # who works locally has no label to give
    )
    yield changeset.touched[0], violation


RULE = Rule(
    id="mass-change",
    family="history",
    scope="changeset",
    what="A change deletes, or changes facts of, more published wires than `history.most-changed` allows. A wire "
    "of which an assessment alone changed something, which an entry tells exactly, an editor signs, and which answers "
    "the test in other words, does not count. "
    "Where the labels of a request are not known it is a warning.",
    why="Nobody can review that many; a script that went wrong, or a takeover, looks like this.",
    basis="`butfor.toml`; the label or the signature says that somebody meant it.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Split the change, or have it labelled.",
    options=("history.most-changed",),
    mandatory=True,
    check=check,
)
