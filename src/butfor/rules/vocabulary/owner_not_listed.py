"""A provider, or a product of one, that is named and not on the list."""

import re
from collections.abc import Iterator

from butfor.findings import DataPath, Level, Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.policy.providers import ProviderNames, Spelling
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed, shown
from butfor.text.names import compatible, mentions
from butfor.text.prose import canonical

_TESTED = ("tested_harm", "without", "text")
# `ChatGPT-Detection Tool` is somebody else's; `GPT-4o-mini` is a GPT-4o.
_JOINED = re.compile(r"(?<![0-9])(?<![0-9][a-z])-[^\W\d_]", re.IGNORECASE)


def check(context: WireContext) -> Iterator[Violation]:
    named = set(context.wire.providers)
    for location, product in _named(context):
        if named.isdisjoint(product.owners):
            named.update(product.owners)
            owners = listed([f"`{owner}`" for owner in product.owners], "or")
            yield Violation(
                location,
                f"`providers` does not list {'the maker of ' if product.product else ''}{shown(product.text, 36)}",
                f"add {owners} to `providers`; do not add it if somebody else's system is at fault",
            )


def _named(context: WireContext) -> Iterator[tuple[Location, Spelling]]:
    """Yield the providers and products that title, answers and systems name, and no other thing, with their places."""
    wire, names = context.wire, context.policy.names

    def speaks_of_another(text: str) -> bool:
        """Return whether a text names nobody on the list: beside one who is, another is mostly for comparison."""
        return not any(set(spelling.owners) & set(wire.providers) for spelling, _, _ in names.find(text))

    if speaks_of_another(wire.title):
        yield from _sure(wire.title, ("title",), names)
    answers = [(name, canonical(text)) for name, text in wire.rationale.given if name in _TESTED]
    whole = "\n\n".join(text for _, text in answers)
    own_systems = [system for system in wire.systems if names.system(system)[0] is None]  # of makers who are not known
    nobody_is_listed = set(wire.providers) == {UNKNOWN}
    is_of_another = not nobody_is_listed and speaks_of_another(whole)
    if is_of_another and not any(mentions(whole, system) for system in own_systems):
        for name, text in answers:
            yield from _sure(text, ("rationale", name), names)
    for index, system in enumerate(wire.systems):
        product, all_named = names.system(system)
        if product is None:
            yield from _sure(system, ("systems", index), names) if nobody_is_listed else ()
        # No ordinary word stands there; but it may be the system of somebody on the list that is called so, too.
        elif not product.channel and (
            nobody_is_listed or names.is_sure(product, all_named) or mentions(wire.title, product.text, exact=True)
        ):
            yield Location(("systems", index)), product


def _sure(text: str, path: DataPath, names: ProviderNames) -> Iterator[tuple[Location, Spelling]]:
    """Yield the providers and products that a text surely names."""
    text = compatible(text)
    found = names.find(text)
    all_named = [spelling for spelling, _, _ in found]
    for spelling, start, end in found:
        is_joined = text[:start].endswith("-") or _JOINED.match(text, end)
        if names.is_sure(spelling, all_named) and not is_joined:
            yield Location(path, excerpt=text[start:end]), spelling


RULE = Rule(
    id="owner-not-listed",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="The title names a provider or a product of `schema/providers.yaml`, but `providers` does not list them; or "
    "the answers to the but-for test do, though `providers` names somebody; or `systems` lists a product, but "
    "`providers` nobody who makes it. An ambiguous name counts beside another name of its provider, and with its "
    "version after it (`Grok 4`); in `systems` also if `providers` is `unknown`, or if the title names it, too.",
    why="If the maker of the system is not listed, the incident is missing from its statistics, or stands in those "
    "of somebody else. This is a guess: the product may be named for comparison, or somebody else may have misused it.",
    basis="Of 1,996 records of real incidents, 2,243 headlines and 238 records in other languages, made into wires, "
    "128 have a warning. All were read: 8 are wrong, where a chat with the product was stolen or a detector "
    "of its texts erred. In `systems` 178 more are found; of 40 of them that were read 5 are wrong. Of the "
    "4,226 titles 87 name a provider that is not listed; 14 of them are wrong, where it is a newspaper, the "
    "victim, or the seller of another's product. All 59 ambiguous names with a version in `systems`, and all "
    "12 in titles, are right. Channels are not counted, nor names that a hyphen joins to another word.",
    bad="""\
providers: [unknown]
title: "ChatGPT invented case law that lawyers filed in court"
""",
    good="""\
title: "ChatGPT invented case law that lawyers filed in court"
""",
    fix="Add the provider, or say in the title whose system was at fault.",
    needs=("providers", "title", "systems", "rationale"),
    check=check,
)
