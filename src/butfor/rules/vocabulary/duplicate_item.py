"""The same item twice in a list."""

from collections.abc import Iterator

from butfor.archive.wire_file import Entry
from butfor.findings import Change, Hit, Repair, Spot
from butfor.rules._rule import Checked, Rule
from butfor.rules.shape import flaws
from butfor.text.display import shown

_LISTS = ("codes", "providers", "systems", "related")


def check_policy(entry: Entry) -> Iterator[Hit]:
    for flaw in flaws(entry, "duplicate-item"):
        yield Hit(
            Spot(flaw.path),
            f"{shown(flaw.got)} stands twice",
            "keep one of the two",
            "a name in a policy file means one thing",
            related=((Spot(flaw.first), "it stands here first"),),
        )


def check(checked: Checked) -> Iterator[Hit]:
    for name in _LISTS:
        if name in checked.entry.bad:
            continue
        seen: dict[str, int] = {}
        for index, item in enumerate(getattr(checked.wire, name)):
            key = item.casefold() if name == "systems" else item
            if key in seen:
                yield Hit(
                    Spot((name, index)),
                    f"{shown(item)} stands twice in `{name}`",
                    "delete one of the two",
                    related=((Spot((name, seen[key])), "it stands here first"),),
                    repair=Repair((Change(Spot((name, index)), None),)),
                )
            seen.setdefault(key, index)


RULE = Rule(
    id="duplicate-item",
    family="vocabulary",
    what="The same code, provider, system (in whatever case) or related wire twice in one list.",
    why="Counts by code and provider would count the wire twice.",
    basis="The wire format: these lists hold each item once.",
    bad="providers: [OpenAI, OpenAI]\n",
    good="providers: [OpenAI]\n",
    fix="Delete the repeated item.",
    fixes=("safe",),
    entry=check_policy,
    wire=check,
)
