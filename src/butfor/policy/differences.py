"""Two versions of a policy: what differs, and whether it is nothing but additions that leave everybody their own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from butfor.files.tree import CONFIG
from butfor.model.wire import UNKNOWN
from butfor.policy.makers import Provider
from butfor.policy.policy import Policy
from butfor.policy.providers import spellings_of
from butfor.policy.vocabularies import OPTIONAL_FILES, POLICY_FILES, Code, CodesFile
from butfor.text.confusables import host_skeleton, name_skeleton
from butfor.text.domains import Domains
from butfor.text.urls import registrable

_MISSING = object()
_KEYS = ("id", "name")  # by which items of a list are known
_MOST_ADDED = 100  # names and domains that may come with wires; each is compared with all that are taken


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """Something that one version of a policy says otherwise than another."""

    file: str
    path: tuple[str, ...]
    """Keys, and the names of items of lists: ``("providers", "OpenAI", "domains")``."""
    was: Any
    """Plain data; None: it was not there."""
    now: Any
    """Plain data; None: it is gone."""


def policy_differences(older: Policy, newer: Policy) -> list[PolicyDifference]:
    """Return all that two versions of a policy say otherwise, in the order of the files; comments say nothing."""
    found = [
        PolicyDifference(CONFIG, path, was, now)
        for path, was, now in _differing(older.config.model_dump(by_alias=True), newer.config.model_dump(by_alias=True))
    ]
    for name in POLICY_FILES:
        before, after = (_plain(policy, name) for policy in (older, newer))
        for path, was, now in _differing(before, after):
            found.append(PolicyDifference(f"{newer.config.paths.schema_}/{name}", path, was, now))
    return found


def _plain(policy: Policy, name: str) -> Any:
    """Return what a policy file says as plain data; of one that need not be there and is not, None."""
    if name in policy.files:
        return policy.files[name].model_dump(by_alias=True)
    return None if name in OPTIONAL_FILES else {}


def only_adds(older: Policy, differences: Iterable[PolicyDifference]) -> bool:
    """Return whether a policy differs from an older one, and only by new providers and codes that take nothing.

    A provider takes something where one of its names or products looks like somebody else's, or one of its domains
    belongs to somebody else, holds somebody else's, looks like it, or is where everybody can be. Wires that come with
    such a policy may be judged by it: it says nothing else of all other wires.
    """
    taken = _Taken(older)
    differences = list(differences)
    return bool(differences) and all(_is_addition(difference, older, taken) for difference in differences)


def _is_addition(difference: PolicyDifference, older: Policy, taken: "_Taken") -> bool:
    if difference.was is not None or difference.now is None:
        return False
    folder = f"{older.config.paths.schema_}/"
    match difference.file.removeprefix(folder), difference.path:
        case "providers.yaml", ("providers", _):
            return taken.admits_provider(Provider.model_validate(difference.now))
        case "codes.yaml", ("taxonomies", taxonomy, "codes", _):
            return taken.admits_code(taxonomy, Code.model_validate(difference.now))
    return False


class _Taken:
    """The names, domains and codes that are somebody's already."""

    def __init__(self, policy: Policy) -> None:
        self.added = 0
        self.names = {name_skeleton(UNKNOWN)}
        for provider in policy.providers.values():
            self.names |= _looks_of(provider)
        self.domains = [domain for domain, _ in policy.own_domains()]
        self.domains += (*policy.hosts.named, *policy.config.sources.own_hosts)
        self.hosts = {registrable(domain.partition("/")[0]) for domain in self.domains}
        self.looks = set(map(host_skeleton, self.hosts))
        codes = policy.files.get("codes.yaml")
        taxonomies = codes.taxonomies if isinstance(codes, CodesFile) else []
        self.taxonomies = {taxonomy.id: taxonomy for taxonomy in taxonomies}
        self.codes = {name_skeleton(name) for name in policy.codes}
        self.labels = {name_skeleton(code.label) for taxonomy in taxonomies for code in taxonomy.codes if code.label}

    def admits_provider(self, provider: Provider) -> bool:
        """Return whether all that a new provider claims is free; from now on it is taken."""
        names = _looks_of(provider)
        self.added += len(names) + len(provider.domains)
        if self.added > _MOST_ADDED:
            return False
        if "" in names or not self.names.isdisjoint(names) or not all(map(self._is_free, provider.domains)):
            return False
        self.names |= names
        self.domains += provider.domains
        self.hosts |= (hosts := {registrable(domain.partition("/")[0]) for domain in provider.domains})
        self.looks |= set(map(host_skeleton, hosts))
        return True

    def admits_code(self, taxonomy: str, code: Code) -> bool:
        """Return whether a new code is in use from now on, and its name free; from now on it is taken."""
        name, label = name_skeleton(self.taxonomies[taxonomy].written(code)), name_skeleton(code.label or "")
        self.added += 1
        if code.retired or code.replaced_by or name in self.codes or label in self.labels or self.added > _MOST_ADDED:
            return False
        self.codes.add(name)
        self.labels |= {label} - {""}
        return True

    def _is_free(self, domain: str) -> bool:
        host = registrable(domain.partition("/")[0])
        if registrable(f"www.{host}") == f"www.{host}":  # a public suffix: many register below it
            return False
        if Domains((other, other) for other in self.domains).owner(f"https://{domain}"):
            return False
        if host not in self.hosts and host_skeleton(host) in self.looks:
            return False
        claimed = Domains([(domain, domain)])
        return not any(claimed.owner(f"https://{other}") for other in self.domains)


def _looks_of(provider: Provider) -> set[str]:
    return set(map(name_skeleton, spellings_of(provider)))


def _differing(was: Any, now: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Yield where two pieces of plain data differ; items that are known by a key are compared one by one."""
    if was == now:
        return
    old, new = _named(was), _named(now)
    if old is None or new is None:
        yield path, was, now
        return
    for key in (*old, *(key for key in new if key not in old)):
        before, after = old.get(key, _MISSING), new.get(key, _MISSING)
        if before is _MISSING or after is _MISSING:
            yield (*path, key), None if before is _MISSING else before, None if after is _MISSING else after
        else:
            yield from _differing(before, after, (*path, key))
    order = [key for key in old if key in new], [key for key in new if key in old]
    if isinstance(was, list) and order[0] != order[1]:
        yield (*path, "order"), *order


def _named(data: Any) -> Mapping[str, Any] | None:
    """Return a mapping, or a list of items with names as one by name; None for anything else."""
    if isinstance(data, Mapping):
        return data
    if not isinstance(data, list) or not all(isinstance(item, Mapping) for item in data):
        return None
    for key in _KEYS:
        names = [item.get(key) for item in data]
        if None not in names and len(set(names)) == len(names):
            return dict(zip(names, data, strict=True))
    return None
