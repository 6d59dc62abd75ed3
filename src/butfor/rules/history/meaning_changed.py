"""A word of the policy that wires use gets another meaning."""

from collections.abc import Iterator, Mapping

from butfor.findings import Level, Location, Violation
from butfor.policy.names import entry_path
from butfor.policy.policy import Policy
from butfor.policy.vocabularies import VOICES
from butfor.rules._rule import ChangeSet, Rule
from butfor.rules.history import first_of
from butfor.text.display import shown

_KINDS = {
    "codes": ("code", "codes.yaml", "taxonomies"),
    "severities": ("severity", "severities.yaml", "levels"),
    "tiers": ("tier", "evidence.yaml", "tiers"),
    "schemes": ("scheme", "evidence.yaml", "schemes"),
    "providers": ("provider", "providers.yaml", "providers"),
}
"""Of each kind of word: what it is called, its file, and the key there."""

_NOUNS = {"domains": "list of domains", "not_its_word": "list of places where it does not speak for itself"}
_OF_A_WORD = (
    "if it means the same in other words, say so in the request; else give the new meaning a new id, so that "
    "published wires keep their meaning"
)
_OF_A_PROVIDER = "say why in the request: after the merge other sources of these wires count as its own voice"


def check(changeset: ChangeSet) -> Iterator[tuple[str, Violation]]:
    new = changeset.new_policy or changeset.policy
    for (kind, name), wires in changeset.uses.items():
        word, file, key = _KINDS[kind]
        old_meaning, meaning = _meaning(changeset.base_policy, kind, name), _meaning(new, kind, name)
        for field in old_meaning:
            if meaning.get(field, old_meaning[field]) == old_meaning[field]:
                continue
            count, verb = ("1 wire", "uses") if len(wires) == 1 else (f"{len(wires)} wires", "use")
            violation = Violation(
                Location((*entry_path(new.files[file], key, name), field)),
                f"the {_NOUNS.get(field, field)} of {word} {shown(name, 20)} changes, which {count} {verb}",
                f"{_OF_A_PROVIDER if kind == 'providers' else _OF_A_WORD}; {first_of(wires)}",
                f"it was {_from_difference(old_meaning[field], meaning[field])}, it becomes "
                f"{_from_difference(meaning[field], old_meaning[field])}",
            )
            yield f"{new.config.paths.schema_}/{file}", violation
    if recounted := changeset.recounted:
        old = changeset.base_policy.evidence
        key = next((key for key in VOICES if getattr(new.evidence, key) != getattr(old, key)), "providers")
        count = "1 published wire has" if len(recounted) == 1 else f"{len(recounted)} published wires have"
        recounts = [f"{name} ({was} before, {now} then)" for name, was, now in recounted]
        yield (
            f"{new.config.paths.schema_}/{'providers.yaml' if key == 'providers' else 'evidence.yaml'}",
            Violation(
                Location((key,), key=True),
                f"by this policy {count} another number of independent sources",
                "say why in the request: their pages show the new number, and no entry explains it; "
                f"{first_of(recounts)}",
            ),
        )


def _from_difference(text: str, other: str) -> str:
    """Return a text from shortly before the place where it differs from another."""
    same = next((place for place, pair in enumerate(zip(text, other, strict=False)) if pair[0] != pair[1]), 0)
    start = max(same - 40, 0)
    return shown(f"...{text[start:]}" if start else text, 200)


def _meaning(policy: Policy, kind: str, name: str) -> Mapping[str, str]:
    """Return what readers learn of a word of the policy; nothing where the policy has no such word."""
    if kind == "codes" and (code := policy.codes.get(name)):
        return {"label": code.label or "none"}
    if kind == "severities" and (level := policy.severities.get(name)):
        place = f"number {list(policy.severities).index(name) + 1}, counted from the worst"
        return {"label": level.label or "none", "definition": level.definition, "position": place}
    if kind == "tiers" and (tier := policy.tiers.get(name)):
        return {"label": tier.shown, "definition": tier.definition}
    if kind == "schemes" and (scheme := (policy.schemes or {}).get(name)):
        return {"name": scheme.name, "URL": scheme.address}
    if kind == "providers" and (provider := policy.providers.get(name)):  # without the name its wires fail
        places = sorted(place.domain for place in provider.not_its_word)
        return {"domains": ", ".join(sorted(provider.domains)) or "none", "not_its_word": ", ".join(places) or "none"}
    return {}


RULE = Rule(
    id="meaning-changed",
    family="history",
    scope="changeset",
    level=Level.WARNING,
    what="A change to the policy gives another label, definition, place, URL or list of domains to a code, "
    "severity, tier, scheme or provider that published wires use; or it changes the number of independent "
    "sources of published wires.",
    why="From then on every wire that uses the word says something else, and no entry explains it.",
    basis="The meaning of a published wire rests on the policy: its page shows what its words mean.",
    bad="",
    good="""\
# before
related: []
# after
related: []
""",
    fix="Say in the request that the meaning is the same, or give the new meaning a new id and leave the old one as "
    "it is.",
    check=check,
)
