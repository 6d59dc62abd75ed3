"""A provider that the text never speaks of."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.model.wire import UNKNOWN
from butfor.rules._rule import Rule, WireContext
from butfor.text.normalize import mentions
from butfor.text.prose import canonical


def check(context: WireContext) -> Iterator[Violation]:
    wire = context.wire
    text = "\n".join([wire.title, canonical(wire.body), canonical(wire.rationale.said)])
    for index, name in enumerate(wire.providers):
        provider = context.policy.providers.get(name)
        if name == UNKNOWN or provider is None:
            continue
        if not any(mentions(text, spelling) for spelling in (name, *provider.aliases)):
            yield Violation(
                Location(("providers", index)),
                f"`{name}` is named neither in title, body nor rationale",
                "say what part it had, or take it off the list",
            )


RULE = Rule(
    id="provider-not-in-text",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A provider on the list whom title, body and rationale never name.",
    why="A company is listed in an incident without a word on its part in it. This is a guess: the text may "
    "speak of it under another name.",
    basis="The two newswire wires that misstate their source name a provider that the source does not.",
    bad="providers: [OpenAI, Anthropic]\n",
    good="""\
providers: [OpenAI]
title: "OpenAI's ChatGPT invented case law that lawyers filed"
""",
    fix="Name the provider where its part is told, or remove it.",
    needs=("providers", "title", "body", "rationale"),
    check=check,
)
