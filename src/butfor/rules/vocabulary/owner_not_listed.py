"""A product whose provider is not on the list."""

import re
from collections.abc import Iterator

from butfor.findings import DataPath, Level, Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.policy.providers import ProviderNames, Spelling
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed, shown
from butfor.text.names import mentions

_JOINED = re.compile(r"-[^\W\d_]")  # `ChatGPT-Detection Tool` is somebody else's


def check(context: WireContext) -> Iterator[Violation]:
    told = set(context.wire.providers)
    for location, product in _products(context):
        if told.isdisjoint(product.owners):
            told.update(product.owners)
            owners = listed([f"`{owner}`" for owner in product.owners], "or")
            yield Violation(
                location,
                f"nobody under `providers` makes {shown(product.text, 40)}",
                f"add {owners} to `providers`; leave it out where another's system is at fault",
            )


def _products(context: WireContext) -> Iterator[tuple[Location, Spelling]]:
    """Yield the products that title and systems name, and no other thing, with their places."""
    wire, names = context.wire, context.policy.names
    # Where the title names somebody on the list, another product in it is mostly there for comparison.
    if not any(set(spelling.owners) & set(wire.providers) for spelling, _, _ in names.find(wire.title)):
        yield from _sure(wire.title, ("title",), names)
    nobody_is_listed = set(wire.providers) == {UNKNOWN}
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
    """Yield the products that a text surely names."""
    found = names.find(text)
    all_named = [spelling for spelling, _, _ in found]
    for spelling, start, end in found:
        if spelling.product and names.is_sure(spelling, all_named) and not _JOINED.match(text[end:]):
            yield Location(path, excerpt=text[start:end]), spelling


RULE = Rule(
    id="owner-not-listed",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A product of `schema/providers.yaml` stands in the title or under `systems`, and none who makes it stands "
    "under `providers`. In `systems` its maker's name may stand before it and its version after it; there an ambiguous "
    "name counts where `providers` is `unknown`, or where the title names it, too.",
    why="An incident that is not counted for who made the system is counted for nobody, or for somebody else. This is "
    "a guess: the product may be there for comparison, or in another's hands.",
    basis="Of 1,996 records of real incidents, 2,243 headlines and 238 records in other languages, made into wires, "
    "128 are warned of. All were read: 8 are wrong, where a chat with the product was stolen or a detector of its "
    "texts erred. Ambiguous names count beside another name of their provider only, places where things spread never, "
    "and nothing in a title that names a listed provider. Names that a hyphen joins to the next word are left out. "
    "Since `systems` is read for ambiguous names and versions, 1,915 wires made of the incidents have 178 findings "
    "more (`butfor check --select owner-not-listed` before and after). Of those beside `providers: [unknown]` 40 were "
    "read: 5 are wrong, where chats with three products were stolen, a detector of a product's texts erred, or the "
    "record names a system that the text does not. Nearly all others are on records that list one maker of many.",
    bad="""\
providers: [unknown]
title: "ChatGPT invented case law that lawyers filed in court"
""",
    good="""\
title: "ChatGPT invented case law that lawyers filed in court"
""",
    fix="Add the provider, or say in the title whose system is at fault.",
    needs=("providers", "title", "systems"),
    check=check,
)
