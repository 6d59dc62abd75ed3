"""The same item twice in a list."""

import unicodedata
from collections.abc import Iterator

from butfor.findings import Applicability, Location, Patch, ProposedFix, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.shape import schema_errors
from butfor.text.display import shown

_LISTS = ("codes", "providers", "systems", "related")


def check(context: WireContext) -> Iterator[Violation]:
    for error in schema_errors(context.file, "duplicate-item"):  # of a policy file
        yield Violation(
            Location(error.path),
            f"{shown(error.got)} {error.want or 'is there twice'}",
            "keep the right one of the two, even if it is the second",
            "a name or a host in a policy file means one thing",
            related=((Location(error.first), "the other is here"),),
        )
    for name in _LISTS:
        if name in context.file.invalid_fields:
            continue
        seen: dict[str, int] = {}
        for index, item in enumerate(getattr(context.wire, name)):
            plain = unicodedata.normalize("NFC", item)
            key = plain.casefold() if name == "systems" else plain
            if key in seen:
                yield Violation(
                    Location((name, index)),
                    f"{shown(item)} is in `{name}` twice",
                    "delete one of the two",
                    related=((Location((name, seen[key])), "it is here first"),),
                    fix=ProposedFix((Patch(Location((name, index)), None),)),
                )
            seen.setdefault(key, index)


RULE = Rule(
    id="duplicate-item",
    family="vocabulary",
    scope="wire",
    what="The same code, provider, system (in any case or Unicode form) or related wire twice in one list.",
    why="Counts by code and provider would count the wire twice.",
    basis="The wire format: these lists contain each item once.",
    bad="providers: [OpenAI, OpenAI]\n",
    good="providers: [OpenAI]\n",
    fix="Delete the repeated item.",
    fixes=(Applicability.SAFE,),
    check=check,
)
