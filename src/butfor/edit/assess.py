"""What an editor's assessment makes of a wire: the answers signed, a draft published, or a wire retracted."""

from dataclasses import dataclass

from butfor.archive.wire_file import read_wire
from butfor.changes.facts import JUDGED, field_name
from butfor.changes.versions import complete_wire
from butfor.edit.answers import Answers, current
from butfor.edit.corrections import retracted, with_entries
from butfor.edit.entries import earliest_day, unexplained_changes
from butfor.edit.fields import with_value
from butfor.edit.layout import WireText, says
from butfor.edit.published import OpenWire, PublishedWire, RefusedError, check_change
from butfor.edit.retract import require_not_retracted
from butfor.edit.upgrade import schema_of, upgraded
from butfor.files.tree import Source
from butfor.findings import Location, Patch, ProposedFix
from butfor.model.today import Today
from butfor.model.types import LATEST
from butfor.model.wire import ANSWERS, GUIDES, NONE_KNOWN, Wire
from butfor.policy.seats import SEATS, Signature, fault_of
from butfor.text.display import shown
from butfor.text.prose import canonical
from butfor.yaml.emit import block, quoted, written
from butfor.yaml.locate import edited

FAILS = "fails"
_FIELDS = ("kind", "harm", "severity", "codes")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is written, and what it comes to."""

    text: str
    """Of the file."""
    outcome: str
    """In a word of git's style: `Publish`, `Assess`, `Retract`, `Keep as a draft`."""

    @property
    def retracts(self) -> bool:
        """Whether the wire no longer stands: then others that name it are looked at, too."""
        return self.outcome == "Retract"


def seat_fault(opened: OpenWire, by: str, today: Today) -> tuple[str, str] | None:
    """Return that somebody can't sign an assessment today, and who can; None where they can, or nobody asks."""
    if opened.seats is None:
        return None
    signature = Signature(("rationale", "by"), "editor", by, today.utc, ())
    days = (today.earliest, today.latest)
    fault = fault_of(signature, opened.seats, days, "today")
    if fault is None or opened.policy.seats is None or fault_of(signature, opened.policy.seats, days, "today"):
        return fault
    message, who = fault
    file = f"{opened.policy.config.paths.schema_}/{SEATS}"
    return message, f"{who}; {file} in this folder names them, but its public version decides: merge that first"


def holder(opened: OpenWire, by: str, today: Today) -> str:
    """Return the name of who signs as the seats spell it; as it is where nobody asks."""
    return by if opened.seats is None else opened.seats.spelling("editor", by, (today.earliest, today.latest))


def require_assessable(opened: OpenWire) -> None:
    """Check that an editor can still assess the wire.

    Raises:
        RefusedError: it is retracted.
    """
    if isinstance(opened, PublishedWire):
        require_not_retracted(opened)
    elif opened.wire.status == "retracted":
        raise RefusedError(f"{opened.wire.id} is retracted already", "it is not public yet: edit it directly")


def assessed(opened: OpenWire, answers: Answers, by: str, today: Today, moment: str) -> Assessment:
    """Return what an assessment makes of a wire; ``moment``: the time at which a draft is published, ISO.

    Raises:
        RefusedError: the file is written in a way that can't be edited.
        FailsCheckError: a check finds errors that no entry would remove.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    fails = answers.get("test") == FAILS
    if fails and isinstance(opened, PublishedWire):
        day = max(today.utc, earliest_day(opened))
        record = {"date": day, "reason": str(answers["reason"]) or reason_to_retract(answers), "by": by}
        return Assessment(retracted(opened, record), "Retract")
    text = _in_latest_format(opened)
    for field in (*_FIELDS, "external_factor"):
        answer = answers.get(field, "")
        if field == "external_factor" and answers.get("harm") == "actual":
            answer = ""  # it says what kept a harm from happening
        if answer or not fails:  # who finds that the test fails need not say more, but what they say counts
            text = _with_field(opened, text, field, answer)
    text = _with_rationale(opened, text, answers, by, today.utc)
    if isinstance(opened, PublishedWire):
        return Assessment(_explained(opened, text, str(answers["reason"]), by, today.utc), "Assess")
    if fails:
        return Assessment(_with_status(opened, text, "draft", None), "Keep as a draft")
    return Assessment(_with_status(opened, text, "published", moment), "Publish")


def reason_to_retract(answers: Answers) -> str:
    """Return why a wire is retracted whose harm does not pass the test, from the answers."""
    words = [" ".join(canonical(str(answers[name])).split()) for name in ("tested_harm", "without") if answers[name]]
    causes = str(answers["other_causes"]).strip()
    if causes and causes != NONE_KNOWN:
        words.append(f"What else was necessary: {' '.join(canonical(causes).split())}")
    return " ".join(["The harm does not pass the but-for test.", *words])


def left_out(opened: OpenWire, answers: Answers) -> list[str]:
    """Return which answers say something else than the wire, and stand nowhere in the retraction that they lead to."""
    named = ["test", "reason", *(() if answers["reason"] else ("tested_harm", "without", "other_causes"))]
    present = current(opened)
    return [name for name, answer in answers.items() if name not in named and answer != present[name]]


def _in_latest_format(opened: OpenWire) -> str:
    """Return the text of a wire in the format that has answers.

    Raises:
        RefusedError: a person has to rewrite it.
    """
    if opened.wire.schema_ >= LATEST:
        return opened.text
    result = upgraded(opened.disk, schema_of(opened.name, opened.policy), opened.policy)
    if isinstance(result, str):
        raise RefusedError(f"{opened.name} is of an older format: {result}", "butfor upgrade")
    return result.after.decode()


def _with_field(opened: OpenWire, text: str, field: str, value: str | list[str]) -> str:
    """Return the text with a field set, if it says something else; without it where the value is empty.

    Raises:
        RefusedError: it is written in a way that can't be edited.
    """
    present = read_wire(Source(opened.name, text.encode())).data.get(field)
    same = present == value if isinstance(value, list) else (present or "") == value
    line = ",".join(value) if isinstance(value, list) else value
    return text if same else with_value(opened, text, field, line, f"butfor assess {opened.wire.id}")


def _with_rationale(opened: OpenWire, text: str, answers: Answers, by: str, day: str) -> str:
    """Return the text with the rationale written anew.

    Raises:
        RefusedError: it is written in a way that can't be edited, or the text would say something else.
    """
    wire = WireText(opened.name, text)
    signed = {"test": answers["test"], "basis": "editor", "by": by, "date": day, "guide": list(GUIDES)[-1]}
    given = {name: canonical(str(answers[name])) for name in ANSWERS if answers.get(name)}
    inner = wire.indent + 2
    lines = [" " * wire.indent + "rationale:"]
    for name, answer in given.items():
        path = ("rationale", name)
        if kept := _as_it_stands(wire, opened, name, answer):
            lines += kept
            continue
        lines += block(name, answer, inner) if answer == NONE_KNOWN else written(path, answer, inner, wire.width)
    for name, value in signed.items():
        lines += block(name, value, inner)
    result = edited(text, (wire.rewrite_field("rationale", lines),))
    if not says(result, {**wire.data, "rationale": given | signed}):
        raise RefusedError(f"the rationale of {opened.name} is written in a way that can't be edited here")
    return result


def _as_it_stands(wire: WireText, opened: OpenWire, name: str, answer: str) -> list[str]:
    """Return the lines of an answer that says what it said, so that no line of it differs; none where it is new."""
    node, inner = wire.spans.get(("rationale", name)), wire.indent + 2
    if node is None or node.key is None or canonical(getattr(opened.wire.rationale, name) or "") != answer:
        return []
    first = node.key.line
    if wire.line(first).rstrip() != f"{' ' * inner}{name}: |":  # another form may be refused
        return []
    last = first + wire.text[wire.starts[first - 1] : node.end].rstrip().count("\n")
    return [wire.line(number) for number in range(first, last + 1)]


def _explained(opened: PublishedWire, text: str, reason: str, by: str, day: str) -> str:
    """Return the text with an entry for what it changes; the same where entries of this branch explain all of it.

    Raises:
        RefusedError: the list of entries is written in a way that can't be edited, or explains it wrongly; or something
            else changed in the file.
        FailsCheckError: a field can't be read.
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    after = complete_wire(read_wire(Source(opened.name, text.encode())))
    again = f"butfor assess {opened.wire.id}"
    if after is None:
        check_change(opened, text, before_entries=True)  # it raises what keeps the wire from being read whole
        return text
    changes = unexplained_changes(opened, text, after, again, "rationale")
    if not changes:
        return _newly_signed(opened, text, reason, by, again)
    if others := [change["field"] for change in changes if field_name(change["field"]) not in JUDGED]:
        raise RefusedError(
            f"{shown(others[0])} changed in {opened.name}, and no entry explains it",
            f"explain it first: `butfor correct {opened.wire.id}`",
        )
    day, reason = max(day, earliest_day(opened)), reason or _reason(opened.wire)
    entry = {"date": day, "type": "assessment", "changes": list(changes), "reason": reason, "by": by}
    return with_entries(opened, text, [entry])


def _newly_signed(opened: PublishedWire, text: str, reason: str, by: str, again: str) -> str:
    """Return the text in which the entry of an assessment that is not committed yet has this reason and name.

    Raises:
        RefusedError: there is no such entry for the reason, or it can't be edited.
    """
    places = [
        place
        for place, entry in enumerate(opened.wire.corrections)
        if entry.type == "assessment" and entry not in opened.head.corrections
    ]
    if not places:
        if reason:
            raise RefusedError(
                f"the entries of {opened.name} explain every change already, so there is no new entry for this reason",
                "leave the reason out, or change the entry by hand",
            )
        return text
    wire, place = WireText(opened.name, text), places[-1]
    earlier = opened.wire.corrections[place]
    new = {"reason": reason or earlier.reason, "by": by}
    changed = {key: value for key, value in new.items() if value != getattr(earlier, key)}
    patches = [Patch(Location(("corrections", place, key)), quoted(value), raw=True) for key, value in changed.items()]
    fix = wire.fix(ProposedFix(tuple(patches))) if patches else None
    entries = [{**entry, **changed} if at == place else entry for at, entry in enumerate(wire.data["corrections"])]
    result = edited(text, fix.edits if fix else ())
    if not says(result, {**wire.data, "corrections": entries}):
        raise RefusedError(
            f"the entries of {opened.name} are written in a way that can't be edited here",
            f"delete the last entry, then run: `{again}`",
        )
    return result


def _reason(wire: Wire) -> str:
    """Return why a wire is assessed, where the editor says nothing of it."""
    if wire.rationale.basis == "bulk":
        return "An editor assessed this wire; before it had a text written for many wires."
    if wire.rationale.text is not None:
        return "An editor answered the but-for test question by question; before it was one text."
    return "An editor assessed the wire again."


def _with_status(opened: OpenWire, text: str, status: str, moment: str | None) -> str:
    """Return the text with a status and the time of publication.

    Raises:
        RefusedError: it is written in a way that can't be edited.
    """
    wire = WireText(opened.name, text)
    expected = {**wire.data, "status": status}
    fix = wire.fix(ProposedFix((Patch(Location(("status",)), status),)))
    edits = list(fix.edits if fix else ())
    if moment is not None:
        expected["published"] = moment
        if ("published",) in wire.spans:
            stamped = wire.fix(ProposedFix((Patch(Location(("published",)), quoted(moment), raw=True),)))
            edits += stamped.edits if stamped else ()
        else:
            edits.append(wire.insert_field("published", moment))
    result = edited(text, tuple(edits))
    if not says(result, expected):
        raise RefusedError(f"{opened.name} is written in a way that can't be edited here", f"write `status: {status}`")
    return result
