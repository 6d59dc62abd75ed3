"""A word that is easily taken for a provider's name or a product's."""

from collections.abc import Iterator

from butfor.findings import DataPath, Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown


def check(context: WireContext) -> Iterator[Violation]:
    named = set()
    for path, text in _texts(context):
        for written, name in context.policy.names.imitated(text):
            if (path, written) not in named:
                named.add((path, written))
                yield Violation(
                    Location(path, excerpt=written),
                    f"{shown(written, 30)} looks like {shown(name.text, 30)}",
                    f"write {shown(name.text)} if that is meant; else add the other name to `schema/providers.yaml`",
                    "people confuse 0 and O; 1, l and I; rn and m; vv and w. Searches and checks do not",
                )


def _texts(context: WireContext) -> Iterator[tuple[DataPath, str]]:
    wire = context.wire
    yield ("title",), wire.title
    yield from ((("systems", index), name) for index, name in enumerate(wire.systems))
    yield from ((("sources", index, "publisher"), source.publisher) for index, source in enumerate(wire.sources))


RULE = Rule(
    id="look-alike-name",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A word in title, systems or a publisher's name looks like the name of a provider or product of "
    "`schema/providers.yaml`, but has other letters.",
    why="`OpenAl` with a small L is another company to every search, count and check, and its pages pass for "
    "independent sources. Under `providers` [unknown-provider](unknown-provider.md) finds the same, and "
    "[mixed-script](mixed-script.md) finds letters of other scripts. This is a guess: OpenAL is also a library "
    "for sound.",
    basis="In 45,337 titles, texts, publishers and names of real records there is no finding. [UTS #39, confusable "
    "detection](https://www.unicode.org/reports/tr39/#Confusable_Detection) has the method; only names of "
    "four letters or more are compared.",
    bad='title: "ChatGPT, made by OpenAl, invented case law that lawyers filed in court"\n',
    good='title: "ChatGPT, made by OpenAI, invented case law that lawyers filed in court"\n',
    fix="Type the name again.",
    needs=("title", "systems", "sources"),
    check=check,
)
