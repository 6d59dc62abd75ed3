"""An entry that says that nothing was wrong, and changes a fact."""

from collections.abc import Iterator, Mapping

from butfor.changes.facts import PROSE, WORDING, field_name
from butfor.changes.kinds import figures, is_completion
from butfor.changes.redaction import is_redacted
from butfor.changes.versions import WireChange, told
from butfor.findings import Level, Location, Violation
from butfor.model.wire import Change, Wire
from butfor.rules._rule import Rule
from butfor.text.display import clip


def check(change: WireChange) -> Iterator[Violation]:
    if change.now is None:
        return
    for path, told_change in told(change.new_corrections):
        type_ = change.now.corrections[int(path[1])].type
        field = clip(told_change.field, 60)
        if type_ == "clarification" and field_name(field) not in WORDING:
            yield Violation(
                Location(path),
                f"a clarification can't change `{field}`",
                "write `type: correction` if it was wrong, `type: update` if the world moved on",
            )
        elif type_ == "clarification" and (what := _beyond_words(told_change, change.now)):
            yield Violation(
                Location(path),
                f"a clarification {what} `{field}`",
                "write `type: correction` if it was wrong, `type: update` if the world moved on; nothing, if it says "
                "the same in other words",
                level=Level.WARNING,
            )
        elif type_ == "completion" and told_change.field not in PROSE and _was_known(told_change):
            yield Violation(
                Location(path),
                f"a completion can't change `{field}`, which was known",
                "write `type: correction` if it was wrong, `type: update` if the world moved on",
            )


def _was_known(change: Change) -> bool:
    was = change.was if change.removed is None else change.removed
    return not is_completion(str(change.field), was, change.now)


def _beyond_words(change: Change, wire: Wire) -> str:
    """Return what a change does that is more than wording, in words; empty where nothing shows it."""
    if change.field == "conflicts":
        return "takes out one of" if change.removed is not None else ""
    now = change.now
    if change.field == "rationale" or (change.whole and change.field == "rationale.text"):
        now = wire.rationale.text
    elif change.whole:
        now = wire.body
    was = change.was.get("text") if isinstance(change.was, Mapping) else change.was
    return "" if is_redacted(was) or figures(was) == figures(now) else "changes a figure in"


RULE = Rule(
    id="clarification-of-fact",
    family="history",
    scope="change",
    what="A new entry of type clarification changes more than wording, or one of type completion what was known.",
    why="An entry of one of these types tells readers that the wire was not wrong. A fact that is changed under such a "
    "name hides from them that it was.",
    basis="The wire format: a clarification is wording only: title, body, rationale, notes, conflicts; where a figure "
    "changes in them, or a conflict is taken out, that is a warning. A completion adds a source, says what was unknown "
    "or not there, or makes a date more precise; the words of a text may follow.",
    bad="""\
# before
related: []
# after
occurred: "2023-03-02"
corrections:
  - date: "2026-06-10"
    type: clarification
    changes:
      - {field: occurred, was: "2023-03-01", now: "2023-03-02"}
    reason: "Plainer."
    by: "A. Editor"
""",
    good="""\
# before
related: []
# after
occurred: "2023-03-02"
corrections:
  - date: "2026-06-10"
    type: correction
    changes:
      - {field: occurred, was: "2023-03-01", now: "2023-03-02"}
    reason: "The docket gives the second."
    by: "A. Editor"
""",
    fix="Give the entry the type that it has.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
