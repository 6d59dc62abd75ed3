"""No rule stumbles where a field that it does not need can't be read."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import zip_longest
from typing import cast

import pytest

from butfor.archive.index import Archive, IndexEntry, index_entry
from butfor.archive.suppressions import parse_suppressions
from butfor.archive.wire_file import WireFile, read_wire
from butfor.changes.versions import WireChange
from butfor.engine.clock import read_clock
from butfor.files.tree import Source
from butfor.model.fields import keys_of
from butfor.model.validate import salvage, validate
from butfor.model.wire import Wire
from butfor.policy.policy import Policy
from butfor.rules._rule import (
    ArchiveCheck,
    ChangeCheck,
    FileCheck,
    Rule,
    SuppressionCheck,
    SuppressionContext,
    WireCheck,
    WireContext,
)
from butfor.rules.registry import ALL_RULES, RULES
from conftest import BASE_NAME, REPOSITORY, Place, versions_of

Files = dict[str, str]
FULL = {BASE_NAME: (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")}
FIELDS = sorted(keys_of(Wire))


@pytest.fixture(scope="module")
def policy(home: Place) -> Policy:
    return home.policy


def examples(rule: Rule) -> Iterator[tuple[Files, Files]]:
    """The wires of two archives as they were and as they are: one wire with every field, and what the rule refuses."""
    yield FULL, FULL
    before, after = versions_of(rule.bad)
    yield wires(before), wires(after)


def wires(files: Files) -> Files:
    return {name: text for name, text in files.items() if name.startswith("incidents/") and name.endswith(".yaml")}


def whole(name: str, text: str) -> WireFile:
    return read_wire(Source(name, text.encode()))


@cache
def damaged(name: str, text: str) -> list[WireFile]:
    """The wire with each top-level field in turn null, then missing where that is a flaw; as `read_wire` leaves it."""
    document = whole(name, text).document
    data = document.data if document is not None else None
    if not isinstance(data, dict):
        return []
    variants = [data | {field: None} for field in FIELDS]
    variants += [{key: value for key, value in data.items() if key != field} for field in FIELDS]
    entries = []
    for variant in variants:
        _, flaws = validate(Wire, variant)
        wire, bad = salvage(variant, flaws)
        if bad:
            entries.append(WireFile(name, replace(document, data=variant), wire, flaws, bad))
    return entries


def compared(before: Files, after: Files) -> Iterator[WireChange]:
    """Each wire as it was and as it is, damaged in the one version, in the other, and in both."""
    for old, new in zip_longest(before.items(), after.items()):
        valid_old, valid_new = whole(*old) if old else None, whole(*new) if new else None
        damaged_old, damaged_new = damaged(*old) if old else [], damaged(*new) if new else []
        pairs = [(file, valid_new) for file in damaged_old]
        pairs += [(valid_old, file) for file in damaged_new]
        pairs += zip(damaged_old, damaged_new, strict=False)
        for was, now in pairs:
            moved = now.name if was and now and was.name != now.name else None
            yield WireChange(was.name if was else now.name, was, now, moved)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_a_rule_does_without_the_fields_that_it_does_not_need(rule: Rule, policy: Policy) -> None:
    """Nothing is raised; what rules about a whole change read are names, so there is nothing to damage for them."""
    for before, after in examples(rule):
        for name, text in after.items():
            others = [index_entry(whole(*file)) for file in after.items() if file[0] != name]
            for file in damaged(name, text):
                run(rule, file, others, policy)
        if rule.scope == "change":
            for change in compared(before, after):
                if change.after is None or change.after.invalid_fields.isdisjoint(rule.needs):
                    list(cast(ChangeCheck, rule.check)(change))


def reads(rule: Rule) -> set[str]:
    """The fields of a wire that the module of a rule reads without asking first whether they can be read."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(sys.modules[rule.check.__module__]))))
    attributes = (node for node in nodes if isinstance(node, ast.Attribute))
    read = {node.attr for node in attributes if ast.unparse(node.value) in ("wire", "context.wire")}
    asked = {
        node.left.value
        for node in nodes
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Constant)
        and ast.unparse(node.comparators[0]).endswith(("bad", "invalid_fields"))
    }
    return {name.rstrip("_") for name in read & Wire.model_fields.keys()} - asked


@pytest.mark.parametrize("rule", [rule for rule in ALL_RULES if rule.scope == "wire"], ids=lambda rule: rule.id)
def test_a_rule_names_every_field_that_it_reads(rule: Rule) -> None:
    """Also those that it reads in a branch to which no example comes."""
    assert reads(rule) <= set(rule.needs)


def run(rule: Rule, file: WireFile, others: list[IndexEntry], policy: Policy) -> None:
    """Run what the rule has to say about one wire, if the engine would."""
    match rule.scope:
        case "file":
            list(cast(FileCheck, rule.check)(file))
        case "wire":
            noted = rule.id in {error.rule for error in file.schema_errors}
            if file.wire is not None and (noted or file.invalid_fields.isdisjoint(rule.needs)):
                list(cast(WireCheck, rule.check)(WireContext(file, file.wire, policy, read_clock())))
        case "archive":
            entries = sorted([index_entry(file), *others], key=lambda entry: entry.name)
            list(cast(ArchiveCheck, rule.check)(Archive(lambda: tuple(entries)), policy))
        case "suppression":
            for suppression in parse_suppressions(file):
                context = SuppressionContext(suppression, RULES, used=False, today=read_clock())
                list(cast(SuppressionCheck, rule.check)(context))


DAYS = ["2026-02-30", "2026-11-31", "2026-13", "0000-00-00", "9999-12-31", "2026", "2026-02"]


@pytest.mark.parametrize("day", DAYS)
def test_no_rule_stumbles_over_a_day_that_is_none(day: str, home: Place) -> None:
    """Each date of a wire in turn, also where all others are later; `impossible-date` says what the calendar lacks."""
    text = FULL[BASE_NAME]
    dates = list(re.finditer(r"\d{4}-\d\d-\d\d", text))
    for match in dates:
        before, after = text[: match.start()], text[match.end() :]
        home.put(BASE_NAME, before + day + after)
        assert home.check().rule_errors == ()
        for dates_of_others in (r"\d{4}-\d\d-\d\d", r"(?<= published: \")\d{4}-\d\d-\d\d"):
            later = (re.sub(dates_of_others, "2026-12-05", part) for part in (before, after))
            home.put(BASE_NAME, day.join(later))
            assert home.check().rule_errors == ()
