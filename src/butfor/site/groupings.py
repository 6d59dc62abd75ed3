"""The ways in which the site groups wires: by code, provider, severity, kind and evidence tier."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from butfor.policy.policy import Policy
from butfor.policy.vocabularies import CodesFile, Taxonomy
from butfor.site.card import Card
from butfor.view.content import severity_words
from butfor.view.wording import KINDS, href, line, provider_words


@dataclass(frozen=True, slots=True)
class Grouping:
    """A way to group wires."""

    noun: str
    title: str
    intro: str
    values_of: Callable[[Card], Sequence[str]]


GROUPINGS = {
    "code": Grouping("Code", "Codes", "What went wrong, by the codes of each taxonomy.", lambda card: card.codes),
    "provider": Grouping("Provider", "Providers", "Whose systems the wires are about.", lambda card: card.providers),
    "severity": Grouping("Severity", "Severity", "How bad it was, the worst first.", lambda card: (card.severity,)),
    "kind": Grouping("Kind", "Kinds of incidents", "What kind of incident it was.", lambda card: (card.kind,)),
    "tier": Grouping(
        "Evidence tier", "Evidence", "How strong the evidence is. Sources that repeat one another count as one.",
        lambda card: (card.tier,),
    ),
}  # fmt: skip
"""By the folder of its pages."""
FED = ("code", "provider", "severity")
"""Those of which each value has a feed."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a value says to readers."""

    words: str
    """Its name."""
    id: str = ""
    """As wires write it, where that is something else."""
    about: str = ""
    note: str = ""
    href: str = ""
    """Where its owner defines it."""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Values of one owner."""

    names: tuple[str, ...]
    heading: str = ""
    version: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListHead:
    """What stands above a list of wires."""

    title: str
    kicker: str
    """What kind of list it is, above the title."""
    meaning: Meaning
    counts: tuple[int, int] = (0, 0)
    """See `counted`, of all pages; zeros where a page does not say it."""
    span: str = ""
    """Months of the first and the last event, of published wires as for the next."""
    split: tuple[tuple[str, int, int, int], ...] = ()
    """(name, rank, wires, percent of the longest bar) of each severity."""
    feed: str = ""
    """Path of its feed, if it has one."""


def counted(cards: Iterable[Card]) -> tuple[int, int]:
    """Return how many are published and how many retracted: what these said no longer stands, so they are apart."""
    statuses = [card.status for card in cards]
    return len(statuses) - statuses.count("retracted"), statuses.count("retracted")


def wire_count(published: int, retracted: int) -> str:
    """Return the numbers of `counted` in words."""
    gone = f", and {retracted} retracted" if retracted else ""
    return f"{published} wire{'' if published == 1 else 's'}{gone}"


def known_names(policy: Policy) -> dict[str, list[str]]:
    """Return the values of each grouping that the policy knows, in its order."""
    providers = sorted(policy.provider_names(), key=str.casefold)
    return dict(
        zip(GROUPINGS, map(list, (policy.codes, providers, policy.severities, KINDS, policy.tiers)), strict=True)
    )


def meaning(policy: Policy, folder: str, name: str) -> Meaning:
    """Return what a value says to readers; one that the policy does not know says itself."""
    if folder == "provider":
        return Meaning(provider_words(name))
    if folder == "kind":
        return Meaning(KINDS.get(name, name))
    if folder == "severity" and name in policy.severities:
        return Meaning(severity_words(name, policy), about=policy.severities[name].definition)
    if folder == "tier" and name in policy.tiers:
        return Meaning(policy.tiers[name].label, about=policy.tiers[name].definition)
    code = policy.codes.get(name) if folder == "code" else None
    if code is None:
        return Meaning(line(name))
    owner = next(part for part in taxonomies(policy) if name in map(part.written, part.codes))
    note = f"Retired; use {', '.join(code.replaced_by) or 'another'}." if code.retired else ""
    about = "" if code.label else "No public meaning is known for this code."
    return Meaning(
        code.label or line(name), line(name) if code.label else "", about, note, href(owner.reference) or "", owner.name
    )


def taxonomies(policy: Policy) -> Sequence[Taxonomy]:
    """Return the taxonomies of the policy."""
    file = policy.files.get("codes.yaml")
    return file.taxonomies if isinstance(file, CodesFile) else ()


def sections(policy: Policy, folder: str, names: Iterable[str]) -> Iterator[Section]:
    """Yield the values of a grouping as its page shows them: codes by their owners."""
    left = list(names)
    for part in taxonomies(policy) if folder == "code" else ():
        mine = tuple(map(part.written, part.codes))
        unlabelled = sum(code.label is None for code in part.codes)
        note = f"No public meaning is known for {unlabelled} of these {len(mine)} codes." if unlabelled else ""
        version = "" if part.version == "unknown" else part.version
        yield Section(mine, part.name, version, href(part.reference) or "", note)
        left = [name for name in left if name not in mine]
    if left:
        yield Section(tuple(left), "Not in a taxonomy of this archive" if folder == "code" else "")
