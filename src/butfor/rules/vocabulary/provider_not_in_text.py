"""A provider that the text never speaks of."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.prose import canonical


def check(context: WireContext) -> Iterator[Violation]:
    wire, names = context.wire, context.policy.names
    text = "\n".join([wire.title, canonical(wire.body), canonical(wire.rationale.said)])
    for index, name in enumerate(wire.providers):
        if name in context.policy.providers and not names.names(name, text, wire.systems):
            yield Violation(
                Location(("providers", index)),
                f"neither {shown(name, 20)} nor a product of it is named in the text",
                "say what part it had, or take it off the list",
                "title, body, rationale and systems were read for the names of `schema/providers.yaml`",
            )


RULE = Rule(
    id="provider-not-in-text",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A provider on the list whom title, body, rationale and systems never name, neither by itself nor by a "
    "product.",
    why="A company is listed in an incident without a word on its part in it. This is a guess: the text may "
    "speak of it under another name.",
    basis="The two newswire wires that misstate their source name a provider that the source does not. Of 5,884 wires "
    "made of real records 50 are warned of 83 times. All were read: 7 are wrong, where the text names a program of the "
    "provider that the policy does not know.",
    bad="providers: [OpenAI, Anthropic]\n",
    good="""\
providers: [OpenAI]
title: "OpenAI's ChatGPT invented case law that lawyers filed"
""",
    fix="Name the provider or its product where its part is told, or remove it; a product that the policy does not "
    "know is added to `schema/providers.yaml`.",
    needs=("providers", "title", "body", "rationale", "systems"),
    check=check,
)
