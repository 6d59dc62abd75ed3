"""Bring an archive into the latest version of the format, as far as a program can without changing what wires say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from butfor.archive.suppressions import is_comment, text_ranges
from butfor.archive.wire_file import WireFile, read_wire
from butfor.changes.facts import comparable
from butfor.edit.fix import FixResult
from butfor.files.line_ends import levelled
from butfor.files.tree import NotRegularFileError, Source, WorkTree, read
from butfor.findings import Edit
from butfor.model.types import LATEST
from butfor.model.validate import validate
from butfor.model.wire import Wire
from butfor.policy.json_schema import schemas
from butfor.policy.policy import Policy
from butfor.policy.vocabularies import NULLABLE, EvidenceFile
from butfor.rules.registry import load_policy
from butfor.scaffold.archive import policy_text
from butfor.text.prose import canonical
from butfor.yaml.emit import flow
from butfor.yaml.literal import as_literal
from butfor.yaml.locate import Locator, edited
from butfor.yaml.parse import parse

_MODELINE = re.compile(r"\A(# yaml-language-server: \$schema=)(?!\w+:)(\S*)")  # one of another address stays
_ID, _NUMBER = re.compile(r"[A-Za-z0-9._:-]+"), re.compile("[1-9][0-9]{0,17}")
_EVIDENCE = "evidence.yaml"
_LISTS = ("archives", "schemes")
"""What policies have in `evidence.yaml` since the second edition; without them no copy and no external id is known."""


@dataclass(frozen=True, slots=True)
class UpgradePlan:
    """What an upgrade comes to, before anything is written."""

    results: tuple[FixResult, ...]
    """The files that change."""
    left: tuple[tuple[str, str], ...]
    """Files that a person has to rewrite, each with the reason."""
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
            left.append((name, "it is no regular file"))
            continue
        up = "../" * name.count("/")
        result = upgraded(source, f"{up}{policy.config.paths.schema_}/wire.schema.json")
        if result is None:
            left.append((name, "it can't be read whole, or not be rewritten for certain"))
        elif result.done:
            results.append(result)
    return UpgradePlan(tuple(results), tuple(left), _overlaid(tree, results), policy)


def _overlaid(tree: WorkTree, results: list[FixResult]) -> WorkTree:
    return WorkTree(tree.root, {result.name: Source(result.name, result.after) for result in results}, tree.named)


def _upgrade_policy(tree: WorkTree, policy: Policy, results: list[FixResult], left: list[tuple[str, str]]) -> Policy:
    """Add what the policy lacks to the results, and JSON Schemas that are stale; return the policy as it will be."""
    folder = policy.config.paths.schema_
    source = tree.source(f"{folder}/{_EVIDENCE}")
    result = with_lists(source)
    if result is None:
        left.append(
            (
                source.name,
                f"it has no {' or no '.join(f'`{key}`' for key in _LISTS)}, and they can't be added for certain",
            )
        )
    elif result.done:
        results.append(result)
        policy = load_policy(_overlaid(tree, results))
    for name, text in schemas(policy).items():
        path = f"{folder}/{name}"
        if (tree.root / path).is_file() and levelled(data := tree.source(path).data) != text.encode():
            results.append(FixResult(path, data, text.encode(), done=("as it follows from the policy",)))
    return policy


def with_lists(source: Source) -> FixResult | None:
    """Return ``evidence.yaml`` with the lists that every policy begins with, where it has none.

    None where it can't be read, or what is written behind it would say something else.
    """
    data = parse(source).data
    if not isinstance(data, dict):
        return None
    missing = [key for key in _LISTS if key not in data]
    text, shipped = source.data.decode(), policy_text(_EVIDENCE)
    blocks = [re.findall(rf"^(?:#.*\n)*{key}:.*\n(?: .*\n)*", shipped, re.MULTILINE)[0] for key in missing]
    ending = "\r\n" if "\r\n" in text else "\n"
    added = "".join(blocks).replace("\n", ending)
    after = (text + ("" if text.endswith("\n") else ending) + added if added else text).encode()
    document = parse(Source(source.name, after))
    expected = data | {key: value for key, value in parse(Source("", shipped.encode())).data.items() if key in missing}
    if document.parse_errors or document.data != expected or validate(EvidenceFile, document.data, NULLABLE)[1]:
        return None
    return FixResult(source.name, source.data, after, done=tuple(f"added `{key}`" for key in missing))


def upgraded(source: Source, schema: str) -> FixResult | None:
    """Return a wire in the latest format; None where it can't be read, or would say something else."""
    file = read_wire(source)
    if file.valid_wire is None or file.document is None:
        return None
    text = Locator(file.document)
    edits = list(_edits(file, file.valid_wire, text, schema))
    if any(edit is None for _, edit in edits):
        return None
    data = edited(text.text, tuple(edit for _, edit in edits if edit)).encode()
    after = read_wire(Source(source.name, data)).valid_wire
    if after is None or _said(after) != _said(file.valid_wire):
        return None
    return FixResult(source.name, source.data, data, done=tuple(words for words, _ in edits))


def _edits(file: WireFile, wire: Wire, text: Locator, schema: str) -> Iterator[tuple[str, Edit | None]]:
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
    for path in file.document.folded if file.document else ():
        block = as_literal(text, path, wire.body if path == ("body",) else wire.rationale.text)
        yield f"`{'.'.join(map(str, path))}` as a literal block", block
    for path, name, value in wire.ids():
        ids = value.split(", ")
        if len(ids) > 1 and len(path) == 2 and all(map(_ID.fullmatch, ids)):
            listed = flow([int(item) if _NUMBER.fullmatch(item) else item for item in ids])
            yield f"the ids of `{name}` as a list", Edit(text.spans[path].value, listed)


def _said(wire: Wire) -> dict[str, Any]:
    """Return all that a wire says, but for the version of its format."""
    said = wire.model_dump(exclude={"schema_"}) | {"body": canonical(wire.body)}
    said["rationale"] |= {"text": canonical(wire.rationale.text)}
    said["external_ids"] = {name: comparable(f"external_ids.{name}", ids) for name, ids in wire.external_ids.items()}
    return said
