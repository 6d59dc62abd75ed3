"""A provider that the text never speaks of."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed, shown
from butfor.text.prose import canonical
from butfor.yaml.emit import flow


def check(context: WireContext) -> Iterator[Violation]:
    wire, names = context.wire, context.policy.names
    text = "\n".join([wire.title, canonical(wire.body), canonical(wire.rationale.said)])
    strange = [system for system in wire.systems if not names.find(system)]
    for index, name in enumerate(wire.providers):
        if name in context.policy.providers and not names.names(name, text, wire.systems):
            yield Violation(
                Location(("providers", index)),
                f"the text names nothing that is known as {shown(name, 20)} or a product of it",
                _asked(name, strange) if strange else "say what part it had, or take it off the list",
                "title, body, rationale and systems were read for the names of `schema/providers.yaml`",
            )


def _asked(provider: str, systems: list[str]) -> str:
    """Return what to do where the wire has systems that the policy does not know: a person knows whose they are."""
    return (
        f"is {listed(map(shown, systems))} made by {shown(provider, 20)}? Then write its name as "
        "`schema/providers.yaml` has it under `systems`, too, or add there to the product "
        f"`also: {flow(systems[:1])}`; a new product is added under `products`. Else say what part it had, or take it "
        "off the list"
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
    fix="Name the provider or its product where its part is told, or remove it. Where the text calls a product as the "
    "policy does not, as in another script, write its name in the policy under `systems`, too, or add the spelling to "
    "`schema/providers.yaml`, under `also` of the product; a new product is added under `products`.",
    needs=("providers", "title", "body", "rationale", "systems"),
    check=check,
)
