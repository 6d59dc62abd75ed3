"""Bring an archive into the latest version of the format, as far as a program can without changing what wires say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from butfor.archive.suppressions import is_comment, text_ranges
from butfor.archive.wire_file import WireFile, read_wire
from butfor.changes.facts import comparable
from butfor.edit.evidence import upgraded_evidence
from butfor.edit.fix import FixResult
from butfor.files.line_ends import with_lf
from butfor.files.tree import NotRegularFileError, Source, WorkTree, read
from butfor.findings import DataPath, Edit
from butfor.model.types import LATEST
from butfor.model.validate import SchemaError
from butfor.model.wire import FORMER_TIERS, Wire
from butfor.policy.policy import Policy
from butfor.policy.schema_files import schemas
from butfor.policy.vocabularies import EVIDENCE
from butfor.rules.registry import load_policy
from butfor.text.display import typed
from butfor.text.prose import canonical
from butfor.yaml.emit import flow
from butfor.yaml.literal import as_literal, reads_otherwise
from butfor.yaml.locate import Locator, edited

_MODELINE = re.compile(r"\A(# yaml-language-server: \$schema=)(?!\w+:)(\S*)")  # one of another address stays
_ID, _NUMBER = re.compile(r"[A-Za-z0-9._:-]+"), re.compile("[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class UpgradePlan:
    """What an upgrade comes to, before anything is written."""

    results: tuple[FixResult, ...]
    """The files that change."""
    left: tuple[tuple[str, str], ...]
    """Files that a person has to rewrite, each with the reason."""
    unassessed: tuple[str, ...]
    """Wires whose test an editor has yet to answer, because it is one text."""
    after: WorkTree
    """The archive as it would be."""
    policy: Policy
    """Its policy then."""


def plan_upgrade(root: Path, policy: Policy, selected: frozenset[str] | None = None) -> UpgradePlan:
    """Work out the upgrade of an archive with its policy, or of the files ``selected``; writes nothing.

    Raises:
        OSError: the folder of incidents can't be listed, or a file can't be read.
    """
    tree = WorkTree(root, named=selected or frozenset())
    results: list[FixResult] = []
    left: list[tuple[str, str]] = []
    unassessed: list[str] = []
    if selected is None:
        policy = _upgrade_policy(tree, policy, results, left)
    for name in tree.names(policy.config.paths.incidents):
        if not name.endswith(".yaml") or (selected is not None and name not in selected):
            continue
        if tree.is_left_out(name):
            left.append((name, "it is not checked out"))
            continue
        try:
            source = read(root / name, name)
        except NotRegularFileError:
            left.append((name, "it is not a regular file"))
            continue
        result = upgraded(source, schema_of(name, policy), policy)
        if isinstance(result, str):
            left.append((name, result))
        elif result.done:
            results.append(result)
        wire = read_wire(source).valid_wire
        if wire is not None and wire.status == "published" and wire.rationale.text:
            unassessed.append(name)
    return UpgradePlan(tuple(results), tuple(left), tuple(unassessed), _overlaid(tree, results), policy)


def _overlaid(tree: WorkTree, results: list[FixResult]) -> WorkTree:
    return WorkTree(tree.root, {result.name: Source(result.name, result.after) for result in results}, tree.named)


def _upgrade_policy(tree: WorkTree, policy: Policy, results: list[FixResult], left: list[tuple[str, str]]) -> Policy:
    """Add what the policy lacks to the results, and JSON Schemas that are stale; return the policy as it will be."""
    folder = policy.config.paths.schema_
    result = upgraded_evidence(tree.source(f"{folder}/{EVIDENCE}"), policy)
    if isinstance(result, str):
        left.append((f"{folder}/{EVIDENCE}", result))
    elif result.done:
        results.append(result)
        policy = load_policy(_overlaid(tree, results))
    for name, text in schemas(policy).items():
        path = f"{folder}/{name}"
        if (tree.root / path).is_file() and with_lf(data := tree.source(path).data) != text.encode():
            results.append(FixResult(path, data, text.encode(), done=("as it follows from the policy",)))
    return policy


def schema_of(name: str, policy: Policy) -> str:
    """Return the path of the archive's own JSON Schema, as seen from a wire."""
    return f"{'../' * name.count('/')}{policy.config.paths.schema_}/wire.schema.json"


def upgraded(source: Source, schema: str, policy: Policy) -> FixResult | str:
    """Return a wire in the latest format; where it can't be read, or would say something else, why it is left."""
    file = read_wire(source)
    if file.document is not None and file.schema_errors and all(map(_is_of_newer, file.schema_errors)):
        return _numbered(source, Locator(file.document), schema, policy)
    check = typed("butfor", "check", source.name)
    uncertain = f"it can't be read or rewritten safely; `{check}` may say why"
    if file.valid_wire is None or file.document is None:
        return uncertain
    text = Locator(file.document)
    if any(reads_otherwise(text, path, _prose(file.valid_wire, path)) for path in file.document.folded):
        then = "" if file.valid_wire.status == "draft" else ", then `butfor correct`"
        return f"its paragraphs run together: run `butfor fix`{then}, then this command again"
    edits = list(_edits(file, file.valid_wire, text, schema, policy))
    if any(edit is None for _, edit in edits):
        return uncertain
    data = edited(text.text, tuple(edit for _, edit in edits if edit)).encode()
    after = read_wire(Source(source.name, data)).valid_wire
    if after is None or _content(after) != _content(file.valid_wire):
        return uncertain
    return FixResult(source.name, source.data, data, done=tuple(words for words, _ in edits))


def _is_of_newer(error: SchemaError) -> bool:
    """Return whether a field is refused because the wire says that it is of an older format."""
    return error.because is not None and error.because[0] == ("schema",)


def _numbered(source: Source, text: Locator, schema: str, policy: Policy) -> FixResult | str:
    """Return the upgrade of a wire that is of the latest format in all but the number that it has."""
    data = edited(text.text, (Edit(text.spans[("schema",)].value, str(LATEST)),)).encode()
    result = upgraded(Source(source.name, data), schema, policy)
    if isinstance(result, str):
        return result
    return replace(result, before=source.data, after=result.after, done=(f"`schema: {LATEST}`", *result.done))


def _edits(file: WireFile, wire: Wire, text: Locator, schema: str, policy: Policy) -> Iterator[tuple[str, Edit | None]]:
    """Yield what is to be done, in words, with the edit; None where none can be made for certain."""
    modeline = _MODELINE.match(text.text)
    ranges = text_ranges(text)
    if modeline and modeline[2] != schema:
        yield "modeline", Edit(text.span_of(*modeline.span(2)), schema)
    elif not any(is_comment(match.start(), ranges) for match in re.finditer(r"\$schema", text.text)):
        ending = "\r\n" if "\r\n" in text.text else "\n"
        yield "modeline", Edit(text.span_of(0, 0), f"# yaml-language-server: $schema={schema}{ending}")
    if wire.schema_ < LATEST:
        yield f"`schema: {LATEST}`", Edit(text.spans[("schema",)].value, str(LATEST))
    if (same := FORMER_TIERS.get(wire.tier)) in policy.tiers and same:
        yield f"`tier: {same}`", Edit(text.spans[("tier",)].value, same)
    for path in file.document.folded if file.document else ():
        yield f"`{'.'.join(map(str, path))}` as a literal block", as_literal(text, path, _prose(wire, path))
    for name, value in wire.external_ids.items():
        ids = value.split(", ") if isinstance(value, str) else []
        if len(ids) > 1 and all(map(_ID.fullmatch, ids)):
            listed = flow([int(item) if _NUMBER.fullmatch(item) else item for item in ids])
            yield f"the ids of `{name}` as a list", Edit(text.spans["external_ids", name].value, listed)


def _prose(wire: Wire, path: DataPath) -> str:
    return wire.body if path == ("body",) else str(getattr(wire.rationale, str(path[-1])))


def _content(wire: Wire) -> dict[str, Any]:
    """Return all that a wire says, but for the version of its format."""
    content = wire.model_dump(exclude={"schema_"}) | {"body": canonical(wire.body)}
    content["tier"] = FORMER_TIERS.get(wire.tier, wire.tier)
    content["rationale"] |= {name: canonical(text) for name, text in wire.rationale.given}
    content["external_ids"] = {name: comparable(f"external_ids.{name}", ids) for name, ids in wire.external_ids.items()}
    return content
