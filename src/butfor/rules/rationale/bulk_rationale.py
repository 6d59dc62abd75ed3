"""A rationale that was written for many wires at once."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._examples import one_text, rationale
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.normalize import casefold_words
from butfor.text.prose import canonical


def check(context: WireContext) -> Iterator[Violation]:
    wire, config = context.wire, context.policy.config.rationale
    text = casefold_words(canonical(wire.rationale.prose)) if config.bulk_marks else ""
    mark = next((mark for mark in config.bulk_marks if casefold_words(mark) and casefold_words(mark) in text), None)
    if wire.rationale.basis != "bulk" and mark is None:
        return
    legacy = wire.rationale.basis == "bulk" and (
        config.bulk_until is not None
        and wire.published is not None
        and max(wire.published[:10], wire.rationale.date or "") <= config.bulk_until.isoformat()
        and (config.bulk_wires is None or wire.id in config.bulk_wires)
    )
    help_ = f"assess this wire on its own: `butfor assess {wire.id}`"
    if legacy:
        yield Violation(
            Location(("rationale", wire.rationale.given[0][0])),
            "a bulk rationale that no editor has assessed",
            help_,
            "`bulk-until` in `butfor.toml` accepts it until an editor assesses it",
            level=Level.WARNING,
        )
    elif wire.rationale.basis == "bulk":
        yield Violation(
            Location(("rationale", "basis")),
            "this wire must not have a bulk rationale",
            f"{help_}; at the launch of an archive, merge the `butfor.toml` that lists it, then the wire",
            "`butfor.toml` accepts them only on wires of `bulk-wires` that were published by `bulk-until`",
        )
    else:
        marked = [name for name, text in wire.rationale.given if mark and casefold_words(mark) in casefold_words(text)]
        yield Violation(
            Location(("rationale", (marked or ["text"])[0]), excerpt=mark),
            f"the rationale contains {shown(mark)}: it is a bulk text",
            help_,
        )


RULE = Rule(
    id="bulk-rationale",
    family="rationale",
    scope="wire",
    what="The rationale was written for many wires at once: it has `basis: bulk`, or contains words of a bulk text.",
    why="A sentence that fits every wire is no test of any. It is a warning on wires that `bulk-wires` in "
    "`butfor.toml` lists, if they were published and classified by the day `bulk-until`, and an error on all others.",
    basis="Eight of eight newswire wires seen share one bulk rationale of 10 May 2026 that an editor may amend.",
    bad=one_text("Launch-archive bulk classification; the editor may amend it."),
    good=rationale(),
    fix="Assess the wire on its own and sign it with `basis: editor`, `by` and `date`. At the launch of an archive "
    "publish butfor.toml with `bulk-until` and `bulk-wires` before the wires: the rule reads the public version.",
    options=("rationale.bulk-until", "rationale.bulk-wires", "rationale.bulk-marks"),
    needs=("id", "published", "rationale"),
    explains=("same-rationale", "answers-about-nothing", "short-answer", "repeated-answer"),
    unwaivable=True,
    check=check,
)
