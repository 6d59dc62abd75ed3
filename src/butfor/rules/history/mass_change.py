"""Very many published wires changed at once."""

from collections.abc import Iterator

from butfor.findings import Hit, Level, Spot
from butfor.rules._rule import Request, Rule

LABEL = "mass-change"


def check(request: Request) -> Iterator[tuple[str, Hit]]:
    most = request.policy.config.history.most_changed
    if len(request.touched) <= most or LABEL in (request.labels or ()):
        return
    signed = request.waived.get(RULE.id)
    local = request.labels is None
    hit = Hit(
        Spot(),
        f"this change touches {len(request.touched)} published wires, {most} are allowed at once",
        f"nothing: it is signed off in {signed}"
        if signed
        else f"split it; or an editor gives the request the label `{LABEL}`, or signs a deviation from this rule in "
        "one of the wires that it changes",
        level=Level.WARNING if local or signed else None,  # who works locally has no label to give
    )
    yield request.touched[0], hit


RULE = Rule(
    id="mass-change",
    family="history",
    what="A change deletes, or changes facts of, more published wires than `history.most-changed` allows. Where the "
    "labels of a request are not known it is a warning.",
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
    locked=True,
    request=check,
)
