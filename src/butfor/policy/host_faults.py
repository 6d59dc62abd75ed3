"""What a policy can't say of hosts and of whose they are: lines of which one would mean nothing, or take another's."""

from collections.abc import Iterator, Mapping, Sequence

from butfor.findings import DataPath
from butfor.model.types import bounds
from butfor.model.validate import SchemaError
from butfor.model.wire import UNKNOWN
from butfor.policy.evidence import House, Title, claim_of
from butfor.policy.makers import Provider, ProvidersFile
from butfor.policy.vocabularies import EvidenceFile
from butfor.text.confusables import name_skeleton
from butfor.text.domains import Domains
from butfor.text.normalize import casefold_words
from butfor.text.suffixes import is_registry_suffix

_First = dict[str, DataPath]
_SHORTEST = 4  # letters of a name that people take for another: in shorter ones one letter makes another company


def faults_of_evidence(file: EvidenceFile) -> Iterator[SchemaError]:
    """Yield hosts that stand twice or can't be anybody's, names of two agencies, and houses that join nothing."""
    claimed: _First = {}
    for index, kind in enumerate(file.kinds):
        yield from _faults_of_list(kind.hosts, ("kinds", index, "hosts"), claimed)
    for index, shared in enumerate(file.shared):
        bases = [claim_of(address) for address in shared.addresses]
        yield from _faults_of_list(bases, ("shared", index, "addresses"), claimed)
    lists = [
        *(("agencies", index, "hosts", agency.hosts) for index, agency in enumerate(file.agencies)),
        *(("twins", index, "hosts", twins.hosts) for index, twins in enumerate(file.twins)),
        *(("namesakes", index, "hosts", names.hosts) for index, names in enumerate(file.namesakes)),
    ]
    first: dict[str, _First] = {}
    for key, index, field, hosts in lists:
        yield from _faults_of_list(hosts, (key, index, field), first.setdefault(key, {}))
    joined = [(host, path) for found in first.values() for host, path in found.items()]
    for index, house in enumerate(file.houses):
        joined += [(title.host, ("houses", index, "hosts", number, "host")) for number, title in enumerate(house.hosts)]
    for host, path in joined:
        if held := next((wider for wider in (host, *_wider(host)) if wider in claimed), None):
            want = f"has no effect here: `{claimed[held][0]}` already says what pages on `{held}` count as"
            yield SchemaError("duplicate-item", path, want, host, first=claimed[held])
    yield from _faults_of_forms(file)
    yield from _faults_of_houses(file.houses)


def _faults_of_forms(file: EvidenceFile) -> Iterator[SchemaError]:
    first: _First = {}
    for index, agency in enumerate(file.agencies):
        named: list[tuple[str, DataPath]] = [(agency.name, ("agencies", index, "name"))]
        named += [(form, ("agencies", index, "forms", number)) for number, form in enumerate(agency.forms)]
        spelled: set[str] = set()
        for form, path in named:
            known = first.setdefault(casefold_words(form), path)
            is_reported = known[2:] == path[2:] == ("name",) and file.agencies[int(known[1])].name == form
            is_spelling = known[1] == index and form not in spelled
            spelled.add(form)
            if known != path and not is_reported and not is_spelling:
                yield SchemaError("duplicate-item", path, got=form, first=known)


def _faults_of_list(hosts: Sequence[str], path: DataPath, first: _First) -> Iterator[SchemaError]:
    """Yield hosts of a list that no line can name, or that another line names; ``first``: where each stands.

    Addresses of one entry under `shared` may begin with one host.
    """
    for number, host in enumerate(hosts):
        where = (*path, number)
        if faults := list(_faults_of_host(host, where)):
            yield from faults
            continue
        known = first.setdefault(_comparable(host), where)
        if known != where and not (path[0] == "shared" and known[:2] == path[:2]):
            yield SchemaError("duplicate-item", where, got=host, first=known)


def _faults_of_host(host: str, path: DataPath) -> Iterator[SchemaError]:
    """Yield why a line can't name this host: everybody's, or with a ``www.`` that leaves out the host itself."""
    bare = host.removeprefix("www.")
    if is_registry_suffix(host.partition("/")[0]):
        want = "a registered host; anybody can register a host below this one"
        yield SchemaError("wrong-format", path, want, host, is_form=False)
    elif bare != host and not is_registry_suffix(bare.partition("/")[0]):
        yield SchemaError(
            "wrong-format", path, f"`{bare}`, without `www.`; it includes all hosts below it", host, is_form=False
        )


def _comparable(host: str) -> str:
    """Return a host with its path as `Domains` compares them."""
    return host.rstrip("/").casefold()


def _faults_of_houses(houses: list[House]) -> Iterator[SchemaError]:
    """Yield years that can't be, hosts that are of two houses at one time, and houses of one host."""
    known: dict[str, list[tuple[Title, DataPath]]] = {}
    for index, house in enumerate(houses):
        if len({title.host for title in house.hosts}) == 1:
            path: DataPath = ("houses", index, "hosts")
            yield SchemaError(
                "wrong-format", path, "two hosts or more: a house of one has no effect", "one host", is_form=False
            )
        for number, title in enumerate(house.hosts):
            path = ("houses", index, "hosts", number)
            yield from _faults_of_host(title.host, (*path, "host"))
            yield from _faults_of_years(title, path)
            earlier = known.setdefault(title.host, [])
            if other := next((place for term, place in earlier if _overlap(term, title)), None):
                yield SchemaError("duplicate-item", (*path, "host"), got=title.host, first=(*other, "host"))
            earlier.append((title, path))


def _faults_of_years(title: Title, path: DataPath) -> Iterator[SchemaError]:
    for field, date in (("from", title.from_), ("until", title.until)):
        if date and bounds(date) is None:
            yield SchemaError("wrong-format", (*path, field), "a real date", date, is_form=False)
    if title.until and title.until < title.from_:
        want = f"a date that is not before `from`, which is {title.from_}"
        yield SchemaError("wrong-format", (*path, "until"), want, title.until, is_form=False)


def _overlap(one: Title, other: Title) -> bool:
    """Return whether there is a day that lies within both terms for certain, as `butfor.policy.hosts` reads them."""
    starts = [days[1] for title in (one, other) if (days := bounds(title.from_))]
    ends = [days[0] for title in (one, other) if title.until and (days := bounds(title.until))]
    return len(starts) == 2 and all(max(starts) < end for end in ends)


def faults_of_providers(file: ProvidersFile, names: Mapping[str, DataPath]) -> Iterator[SchemaError]:
    """Yield names and domains that are another's or nobody's, and places on nobody's own domain.

    ``names``: where the providers' own names and aliases stand. Several providers may make one product.
    """
    first: _First = {}
    others = {_comparable(place.domain) for provider in file.providers for place in provider.not_its_word}
    looks = {name_skeleton(name): path for name, path in reversed(list(names.items()))}
    for index, provider in enumerate(file.providers):
        yield from _faults_of_names(provider, index, names)
        yield from _taken_for_another(provider, index, names, looks)
        yield from _faults_of_list(provider.domains, ("providers", index, "domains"), first)
        yield from _faults_of_places(provider, index)
    for domain, path in first.items():
        held = next((wider for wider in _wider(domain) if wider in first or wider in others), None)
        if held in first and first[held][:2] != path[:2]:
            want = f"is on `{held}`, which belongs to another provider"
            yield SchemaError("duplicate-item", path, want, domain, first=first[held])


def _wider(domain: str) -> Iterator[str]:
    """Yield the domains on which one lies, the most exact first: each host above it, with its path and without."""
    host, *segments = domain.split("/")
    hosts = [host]
    while "." in host:
        host = host.partition(".")[2]
        hosts.append(host)
    found = ("/".join([name, *segments[:count]]) for name in hosts for count in range(len(segments), -1, -1))
    yield from (wider for wider in found if wider != domain)


def _faults_of_names(provider: Provider, index: int, names: Mapping[str, DataPath]) -> Iterator[SchemaError]:
    """Yield names that mean nobody, and products with the name of another provider or of another product."""
    nobody = name_skeleton(UNKNOWN)
    own = (("name",), provider.name), *((("aliases", number), alias) for number, alias in enumerate(provider.aliases))
    for place, name in own:
        if name_skeleton(name) == nobody:
            want = f"a name; `{UNKNOWN}` means that no source names a provider"
            yield SchemaError("wrong-format", ("providers", index, *place), want, name, is_form=False)
    first: _First = {}
    for number, product in enumerate(provider.products):
        path: DataPath = ("providers", index, "products", number)
        for spelling in {spelling.casefold(): spelling for spelling in (product.name, *product.also)}.values():
            owner = names.get(spelling.casefold(), ("providers", index))
            earlier = first.setdefault(spelling.casefold(), path) if owner[:2] == ("providers", index) else owner
            if earlier != path:
                yield SchemaError("duplicate-item", path, got=spelling, first=earlier)


def _taken_for_another(
    provider: Provider, index: int, names: Mapping[str, DataPath], looks: Mapping[str, DataPath]
) -> Iterator[SchemaError]:
    """Yield names of a provider and its products that people read as another provider's; equal ones are found before.

    ``looks``: where the names of all providers stand, by their looks.
    """
    here = ("providers", index)
    places = [(("name",), provider.name), *((("aliases", n), alias) for n, alias in enumerate(provider.aliases))]
    for number, product in enumerate(provider.products):
        places += [(("products", number), spelling) for spelling in (product.name, *product.also)]
    for place, name in places:
        look = name_skeleton(name)
        other = looks.get(look, here)
        is_equal = names.get(name.casefold(), here)[:2] != here
        if len(look) >= _SHORTEST and other[:2] != here and not is_equal:
            yield SchemaError("duplicate-item", (*here, *place), "looks like another's name", name, first=other)


def _faults_of_places(provider: Provider, index: int) -> Iterator[SchemaError]:
    """Yield places that lie on none of the provider's own domains, or are one."""
    own = Domains((domain, domain) for domain in provider.domains)
    for number, place in enumerate(provider.not_its_word):
        if place.domain in provider.domains or own.owner(f"https://{place.domain}") is None:
            path = ("providers", index, "not_its_word", number, "domain")
            yield SchemaError(
                "wrong-format", path, "a place on one of the provider's own `domains`", place.domain, is_form=False
            )
