"""A provider that the text never speaks of."""

from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.policy.makers import Provider
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import listed, shown
from butfor.text.prose import canonical
from butfor.yaml.emit import flow


def check(context: WireContext) -> Iterator[Violation]:
    wire, names = context.wire, context.policy.names
    text = "\n".join([wire.title, canonical(wire.body), canonical(wire.rationale.prose)])
    strange = [system for system in wire.systems if not names.find(system)]
    for index, name in enumerate(wire.providers):
        if name in context.policy.providers and not names.names(name, text, wire.systems):
            yield Violation(
                Location(("providers", index)),
                f"the text names neither {shown(name, 20)} nor a product of it",
                _asked(context.policy.providers[name], strange)
                if strange
                else "say in the text what part it had, or delete it from the list",
                "title, body, rationale and systems were searched for the names in `schema/providers.yaml`",
            )


def _asked(provider: Provider, systems: list[str]) -> str:
    """Return what to do where the wire has systems that the policy does not know: a person knows whose they are."""
    is_made = f"is {listed(map(shown, systems))} made by {shown(provider.name, 20)}? Then "
    if provider.products:
        is_made += (
            "write its name from `schema/providers.yaml` under `systems`, too, or add "
            f"`also: {flow(systems[:1])}` to the product there; add a new product under `products`"
        )
    else:
        product = flow([{"name": systems[0]}])
        is_made += f"add `products: {product}` to the provider in `schema/providers.yaml`"
    return f"{is_made}. Else say in the text what part it had, or delete it from the list"


RULE = Rule(
    id="provider-not-in-text",
    family="vocabulary",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="Title, body, rationale and systems name neither a listed provider nor a product of it.",
    why="The wire lists a company without a word about its part in the incident. This is a guess: the text may use "
    "another name for it.",
    basis="The two newswire wires that misstate their source name a provider that the source does not. Of 5,884 "
    "wires made of real records 50 have 83 warnings. All were read: 7 are wrong, where the text names a "
    "program of the provider that the policy does not know.",
    bad="providers: [OpenAI, Anthropic]\n",
    good="""\
providers: [OpenAI]
title: "OpenAI's ChatGPT invented case law that lawyers filed"
""",
    fix="Name the provider or its product in the text, or remove it from the list. If the text uses another name of "
    "a product than the policy, as in another script, write the policy's name under `systems`, too, or add the "
    "spelling to `schema/providers.yaml`, under `also` of the product; add a new product under `products`.",
    needs=("providers", "title", "body", "rationale", "systems"),
    check=check,
)
