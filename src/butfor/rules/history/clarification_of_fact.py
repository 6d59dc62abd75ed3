"""An entry that says that nothing was wrong, and changes a fact."""

from collections.abc import Iterator, Mapping

from butfor.changes.entries import explained
from butfor.changes.facts import facts, field_name
from butfor.changes.kinds import NOTHING_WRONG, figures, fits, text_now
from butfor.changes.redaction import is_redacted
from butfor.changes.versions import WireChange
from butfor.findings import Level, Location, Violation
from butfor.model.wire import Change, Wire
from butfor.rules._rule import Rule
from butfor.text.display import clip, listed

_WRONG = "`type: correction` if it was wrong, `type: update` if the facts changed later"
_MAY = {
    "clarification": "changes wording only: title, body, the words of the answers but not `test` and `basis`, notes, "
    "conflicts, and the words of earlier entries",
    "assessment": "changes only what an editor judges: rationale, severity, harm, kind, codes",
    "completion": "takes nothing back: it adds a source or words, fills in the unknown, or makes a date more precise",
    "redaction": "only hides words: its `was` or `removed` is `redacted`",
}


def check(change: WireChange) -> Iterator[Violation]:
    if change.now is None:
        return
    for path, entered in explained(change.new_corrections):
        type_ = change.now.corrections[int(path[1])].type
        field = clip(str(entered.field), 60)
        if not fits(type_, entered, change.now):
            others = [f"`type: {other}`" for other in NOTHING_WRONG if fits(other, entered, change.now)]
            if_right = f", {listed(others)} if nothing was wrong" if others else ""
            yield Violation(
                Location(path),
                f"{'an' if type_ == 'assessment' else 'a'} {type_} can't explain this change of `{field}`",
                f"write {_WRONG}{if_right}; other changes of the entry may need one of their own",
                f"an entry of type {type_} {_MAY[type_]}",
            )
        elif type_ == "clarification" and (what := _beyond_words(entered, change.was, change.now)):
            yield Violation(
                Location(path),
                f"a clarification {what} `{field}`",
                f"write {_WRONG}; change nothing if it says the same in other words",
                level=Level.WARNING,
            )


def _beyond_words(change: Change, older: Wire | None, wire: Wire) -> str:
    """Return what a change does that is more than wording, in words; empty where nothing shows it."""
    if change.field == "conflicts":
        return "deletes one of" if change.removed is not None else ""
    path = str(change.field)
    if is_redacted(change.was) and older is not None:  # what stood there, nobody says: so the two facts whole
        before, after = (figures(facts(each, {field_name(path)}).get(path)) for each in (older, wire))
        return "" if before == after else "changes a figure in"
    now = wire.rationale.text if path == "rationale" else text_now(change, wire)
    was = change.was.get("text") if isinstance(change.was, Mapping) else change.was
    return "" if figures(was) == figures(now) else "changes a figure in"


RULE = Rule(
    id="clarification-of-fact",
    family="history",
    scope="change",
    what="A new entry of type clarification, assessment, completion or redaction explains a change of another kind.",
    why="These types (clarification, assessment, completion, redaction) say that the wire was not wrong. If a fact "
    "is changed under such a type, readers do not learn that it was wrong.",
    basis="The wire format. A clarification is wording only: title, body, rationale, notes, conflicts, `reason` and "
    "`by` of earlier entries; where a figure changes in them, or a conflict is deleted, that is a warning. An "
    "assessment changes rationale, severity, harm, kind and codes. A completion adds a source or a conflict, "
    "fills in what was unknown or missing, makes a date more precise, or adds words to a text and takes none "
    "out. A redaction only hides words: its `was` or `removed` is `redacted`.",
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
    fix="Give the entry the type that fits its change.",
    needs=("corrections",),
    mandatory=True,
    check=check,
)
