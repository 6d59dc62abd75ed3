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
        f"this change touches {len(changeset.touched)} published wires; the policy allows {most}",
        f"nothing to do: a deviation in {signed} allows it"
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
    "does not count if only an assessment changed it: an entry explains the change exactly, an editor signs "
    "it, and the answers are new. Where the labels of a request are not known it is a warning.",
    why="Nobody can review that many. A faulty script, or an attack, looks like this.",
    basis="`butfor.toml`; the label or the signature shows that somebody wants it.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Split the change, or ask an editor for the label.",
    options=("history.most-changed",),
    mandatory=True,
    check=check,
)
