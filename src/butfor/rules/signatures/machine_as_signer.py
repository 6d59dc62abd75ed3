"""A signature by a system or a program."""

from collections.abc import Iterator

from butfor.findings import Location, Violation
from butfor.policy.policy import Policy
from butfor.policy.seats import signatures
from butfor.rules._rule import Rule, WireContext
from butfor.text.display import shown
from butfor.text.normalize import casefold_words


def check(context: WireContext) -> Iterator[Violation]:
    systems = [] if "systems" in context.file.invalid_fields else context.wire.systems
    bad = context.file.invalid_fields
    found = [(signature.path, signature.by) for signature in signatures(context.wire, bad)]
    entries = [] if "corrections" in bad else context.wire.corrections
    signed = dict(found) | {("corrections", index, "by"): entry.by for index, entry in enumerate(entries)}
    for path, by in signed.items():
        if what := _machine(by, context.policy, systems):
            yield Violation(
                Location(path),
                f"{shown(by, 30)} is {what}, and can't sign",
                "ask a person to decide and to sign with their own name",
            )


def _machine(name: str, policy: Policy, systems: list[str]) -> str | None:
    """Return what a name stands for that is no person's; None where nothing says so."""
    words = casefold_words(name)
    if name.rstrip().casefold().endswith("[bot]"):
        return "an account of a program"
    if words == "butfor":
        return "this program"
    if spelling := policy.names.by_words.get(words):
        return f"a product of {shown(spelling.owners[0], 20)}" if spelling.product else "a provider of AI systems"
    if words in map(casefold_words, systems):
        return "a system of this wire"
    if policy.seats and words in map(casefold_words, policy.seats.machines):
        return "one of `machines` in the policy"
    return None


RULE = Rule(
    id="machine-as-signer",
    family="signatures",
    scope="wire",
    what="A rationale, a retraction, a review, a deviation or an entry of `corrections` is signed with the name of a "
    "provider or a system, of this program, or of an account that ends in `[bot]`.",
    why="Whoever signs is responsible for the decision to publish. A program or a company can't be.",
    basis="Names are compared as words, without capital letters, with providers, their aliases and products in "
    "`schema/providers.yaml`, `machines` in `schema/seats.yaml`, and the wire's own `systems`. `[bot]` is how "
    "forges end the names of programs.",
    bad="""\
reviews:
  - seat: legal
    by: ChatGPT
    date: "2026-05-21"
""",
    good="""\
reviews:
  - seat: legal
    by: "B. Counsel"
    date: "2026-05-21"
""",
    fix="Ask a person to decide and sign.",
    explains=("signer-without-seat", "new-signer-without-seat"),
    unwaivable=True,
    check=check,
)
