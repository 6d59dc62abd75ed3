"""The names that entries of policy files have: where each stands, and which can't be."""

import unicodedata
from collections.abc import Iterator, Mapping

from butfor.findings import DataPath
from butfor.model.types import Model
from butfor.model.validate import SchemaError
from butfor.policy.host_faults import faults_of_evidence, faults_of_providers
from butfor.policy.makers import ProvidersFile
from butfor.policy.seats import SeatsFile, faults_of_seats
from butfor.policy.vocabularies import Code, CodesFile, EvidenceFile, SeveritiesFile, Taxonomy
from butfor.text.templates import pieces_of


def entry_path(file: Model, key: str, name: str) -> DataPath:
    """Return where below a key of a policy file the entry stands that has a name, or an alias; empty if there is none.

    ``key``: such as ``tiers``.
    """
    name = name.casefold() if key == "providers" else name
    path = next((path for known, path in _names(file) if (path[0], known) == (key, name)), ())
    return path[: path.index("aliases")] if "aliases" in path else path[:-1]


def clashes(file: Model) -> Iterator[SchemaError]:
    """Yield what a model can't refuse: names that stand twice, names of nothing, and terms of holders that can't be."""
    first: dict[tuple[str | int, str], DataPath] = {}
    for name, path in _names(file):
        key = path[0], unicodedata.normalize("NFC", name)
        if key in first:
            yield SchemaError("duplicate-item", path, got=name, first=first[key])
        elif key[1] != name:
            want = f"`{key[1]}` with each letter as one character (Unicode's NFC)"
            yield SchemaError("wrong-format", path, got=name, want=want)
        first.setdefault(key, path)
    if isinstance(file, EvidenceFile):
        yield from faults_of_evidence(file)
        for index, scheme in enumerate(file.schemes or ()):
            pieces = ["id", *pieces_of(scheme.form)]
            for piece in pieces_of(scheme.address):
                if piece not in pieces:
                    yield SchemaError("unknown-value", ("schemes", index, "address"), got=piece, choices=tuple(pieces))
    if isinstance(file, ProvidersFile):
        yield from faults_of_providers(file, {name: path for (_, name), path in first.items()})
    if isinstance(file, SeatsFile):
        yield from faults_of_seats(file)
    if isinstance(file, CodesFile):
        yield from _lost_replacements(file)


def _lost_replacements(file: CodesFile) -> Iterator[SchemaError]:
    """Yield replacements of codes that lead to no code in use, at the end of a chain or in a cycle."""
    codes = {taxonomy.written(code): code for taxonomy, code, _ in _codes(file)}
    in_use = [name for name, code in codes.items() if not code.retired]
    replaced: dict[str, list[str]] = {}
    for taxonomy, code, _ in _codes(file):
        for name in code.replaced_by:
            replaced.setdefault(name, []).append(taxonomy.written(code))
    leading, todo = set(in_use), list(in_use)
    while todo:
        former = [name for name in replaced.get(todo.pop(), ()) if name not in leading]
        leading.update(former)
        todo += former
    for _, code, path in _codes(file):
        for index, name in enumerate(code.replaced_by):
            if name not in leading:
                want = "is retired, and leads to no code in use" if name in codes else ""
                where = (*path, "replaced_by", index)
                yield SchemaError("unknown-value", where, got=name, choices=tuple(in_use), want=want)


def replacements(codes: Mapping[str, Code], name: str) -> list[str]:
    """Return the codes in use that stand instead of a code, or of what once stood instead of it; each once."""
    found: dict[str, None] = {}
    todo = [name]
    while todo:
        following = [other for other in codes[todo.pop()].replaced_by if other in codes and other not in found]
        found.update(dict.fromkeys(following))
        todo += reversed(following)
    return [other for other in found if not codes[other].retired]


def _names(file: Model) -> Iterator[tuple[str, DataPath]]:
    """Yield the names that may stand only once in a policy file, and where they stand."""
    if isinstance(file, CodesFile):
        yield from ((taxonomy.written(code), (*path, "id")) for taxonomy, code, path in _codes(file))
    elif isinstance(file, SeveritiesFile):
        yield from ((level.id, ("levels", index, "id")) for index, level in enumerate(file.levels))
    elif isinstance(file, EvidenceFile):
        yield from ((tier.id, ("tiers", index, "id")) for index, tier in enumerate(file.tiers))
        yield from ((scheme.id, ("schemes", index, "id")) for index, scheme in enumerate(file.schemes or ()))
        for key in ("kinds", "shared"):
            yield from ((entry.id, (key, index, "id")) for index, entry in enumerate(getattr(file, key)))
        for key in ("houses", "agencies", "twins", "namesakes"):
            yield from ((entry.name, (key, index, "name")) for index, entry in enumerate(getattr(file, key)))
    elif isinstance(file, ProvidersFile):
        for index, provider in enumerate(file.providers):
            yield provider.name.casefold(), ("providers", index, "name")
            for number, alias in enumerate(provider.aliases):
                yield alias.casefold(), ("providers", index, "aliases", number)
    elif isinstance(file, SeatsFile):
        yield from ((seat.id, ("seats", index, "id")) for index, seat in enumerate(file.seats))


def _codes(file: CodesFile) -> Iterator[tuple[Taxonomy, Code, DataPath]]:
    for index, taxonomy in enumerate(file.taxonomies):
        for number, code in enumerate(taxonomy.codes):
            yield taxonomy, code, ("taxonomies", index, "codes", number)
