"""Bring `schema/evidence.yaml` into its present form: one tier, which `verified_by` fills."""

import re
from collections.abc import Iterator, Sequence

from butfor.edit.fix import FixResult
from butfor.files.tree import Source
from butfor.model.validate import validate
from butfor.model.wire import FORMER_TIERS
from butfor.policy.policy import Policy
from butfor.policy.vocabularies import EVIDENCE, NULLABLE, EvidenceFile
from butfor.scaffold.archive import policy_text
from butfor.text.display import visible
from butfor.yaml.locate import Locator
from butfor.yaml.parse import parse
from butfor.yaml.spans import NodeSpan

_FORMER_KEYS = ("independent_sources", "verified_by")
_LISTS = ("archives", "schemes")
"""What policies have there since the second edition; without them no copy and no external id is known."""


def upgraded_evidence(source: Source, policy: Policy) -> FixResult | str:
    """Return the file without the tiers of format 1, and with the lists that every policy begins with.

    Where lists can't be added for certain, return why.
    """
    file = policy.files.get(EVIDENCE)
    with_tier = _with_one_tier(source, file, policy) if isinstance(file, EvidenceFile) else source
    after = with_tier or source
    done = ("the one tier",) if after.data != source.data else ()
    data = parse(after).data
    missing = [key for key in _LISTS if not isinstance(data, dict) or key not in data]
    with_lists = _with_lists(after, missing)
    if with_lists is None:
        return f"it has no {' or no '.join(f'`{key}`' for key in missing)}, and butfor can't add them safely"
    if with_tier is None:
        return "butfor can't change its tiers safely: give each field a line of its own"
    return FixResult(source.name, source.data, with_lists, done=(*done, *(f"added `{key}`" for key in missing)))


def _with_lists(source: Source, missing: Sequence[str]) -> bytes | None:
    """Return the file with the lists that it has not as every policy begins with them.

    None where it can't be read, or what is written behind it would say something else.
    """
    data = parse(source).data
    if not isinstance(data, dict):
        return None
    text, shipped = source.data.decode(), policy_text(EVIDENCE)
    blocks = [re.findall(rf"^(?:#.*\n)*{key}:.*\n(?: .*\n)*", shipped, re.MULTILINE)[0] for key in missing]
    ending = "\r\n" if "\r\n" in text else "\n"
    added = "".join(blocks).replace("\n", ending)
    after = (text + ("" if text.endswith("\n") else ending) + added if added else text).encode()
    document = parse(Source(source.name, after))
    expected = data | {key: value for key, value in parse(Source("", shipped.encode())).data.items() if key in missing}
    if document.parse_errors or document.data != expected or validate(EvidenceFile, document.data, NULLABLE)[1]:
        return None
    return after


def _with_one_tier(source: Source, file: EvidenceFile, policy: Policy) -> Source | None:
    """Return the file with one tier; as it is where it has no other. None where that can't be written for certain."""
    text = Locator(parse(source))
    gone: set[int] = set()
    lines = text.text.splitlines(keepends=True)
    for index, tier in enumerate(file.tiers):
        item = text.spans[("tiers", index)]
        if tier.id in FORMER_TIERS and FORMER_TIERS[tier.id] in policy.tiers:
            gone |= _lines(text, item)
            continue
        for key in _FORMER_KEYS:
            if node := text.spans.get(("tiers", index, key)):
                gone |= _lines(text, node)
        if tier.independent_sources is not None:
            node = text.spans[("tiers", index, "label")]
            at, *others = sorted(_lines(text, node))
            gone |= set(others)
            line = lines[at - 1].rstrip("\r\n")
            rest = "" if others else text.text[node.end :].split("\n")[0].rstrip("\r")
            comment = re.search(r"(?<!\s)\s+#.*", rest)
            head = line[: node.value.column - 1] if node.value.line == at else f"{line.rstrip()} "
            ending = lines[at - 1][len(line) :]
            lines[at - 1] = f"{head}{visible(tier.id)}{comment[0] if comment else ''}{ending}"
    gone |= {number for first in gone for number in _comments_above(lines, first) if first - 1 not in gone}
    after = "".join(line for number, line in enumerate(lines, 1) if number not in gone)
    if not gone:
        return source
    return Source(source.name, after.encode()) if _says(after, file) else None


def _comments_above(lines: Sequence[str], number: int) -> Iterator[int]:
    """Yield the numbers of the lines right above one that hold nothing but a comment on it."""
    line = lines[number - 1]
    margin = line[: len(line) - len(line.lstrip())]
    for above in range(number - 1, 0, -1):
        if not lines[above - 1].startswith(f"{margin}#"):
            return
        yield above


def _lines(text: Locator, node: NodeSpan) -> set[int]:
    """Return the lines of a value with its key, or of an item with its dash; not the comments and lines after it."""
    start = node.key or node.value
    last = start.line + text.text[text.starts[start.line - 1] : node.end].rstrip().count("\n")
    while last > start.line and not text.line(last)[: start.column - 1].isspace():
        last -= 1
    return set(range(start.line, last + 1))


def _says(after: str, file: EvidenceFile) -> bool:
    """Return whether a text holds the tiers that are left, and all else as it was."""
    now, errors = validate(EvidenceFile, parse(Source(EVIDENCE, after.encode())).data)
    if now is None or errors:
        return False
    kept = [tier for tier in file.tiers if tier.id not in FORMER_TIERS or FORMER_TIERS[tier.id] not in _ids(file)]
    same = [(tier.id, tier.shown, tier.definition) for tier in kept]
    return same == [(tier.id, tier.shown, tier.definition) for tier in now.tiers] and file.model_dump(
        exclude={"tiers"}
    ) == now.model_dump(exclude={"tiers"})


def _ids(file: EvidenceFile) -> set[str]:
    return {tier.id for tier in file.tiers}
