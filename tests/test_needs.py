"""No rule stumbles where a field that it does not need can't be read."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import zip_longest

import pytest

from butfor.archive import Archive, Entry, examine, facts_of
from butfor.day import latest_day
from butfor.history import Versions
from butfor.model.judge import judge, keys_of, salvage
from butfor.model.wire import Wire
from butfor.policy import Policy
from butfor.rules import ALL_RULES, RULES
from butfor.rules.base import Checked, Given, Rule
from butfor.source import Source
from butfor.suppress import waivers
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


def whole(name: str, text: str) -> Entry:
    return examine(Source(name, text.encode()))


@cache
def damaged(name: str, text: str) -> list[Entry]:
    """The wire with each top-level field in turn null, then missing where that is a flaw; as `examine` leaves it."""
    document = whole(name, text).document
    data = document.data if document is not None else None
    if not isinstance(data, dict):
        return []
    variants = [data | {field: None} for field in FIELDS]
    variants += [{key: value for key, value in data.items() if key != field} for field in FIELDS]
    entries = []
    for variant in variants:
        _, flaws = judge(Wire, variant)
        wire, bad = salvage(variant, flaws)
        if bad:
            entries.append(Entry(name, replace(document, data=variant), wire, flaws, bad))
    return entries


def compared(before: Files, after: Files) -> Iterator[Versions]:
    """Each wire as it was and as it is, damaged in the one version, in the other, and in both."""
    for old, new in zip_longest(before.items(), after.items()):
        sound_old, sound_new = whole(*old) if old else None, whole(*new) if new else None
        damaged_old, damaged_new = damaged(*old) if old else [], damaged(*new) if new else []
        pairs = [(entry, sound_new) for entry in damaged_old]
        pairs += [(sound_old, entry) for entry in damaged_new]
        pairs += zip(damaged_old, damaged_new, strict=False)
        for was, now in pairs:
            moved = now.name if was and now and was.name != now.name else None
            yield Versions(was.name if was else now.name, was, now, moved)


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.id)
def test_a_rule_does_without_the_fields_that_it_does_not_need(rule: Rule, policy: Policy) -> None:
    """Nothing is raised; what rules about a whole change read are names, so there is nothing to damage for them."""
    for before, after in examples(rule):
        for name, text in after.items():
            others = [facts_of(whole(*file)) for file in after.items() if file[0] != name]
            for entry in damaged(name, text):
                judge_one_wire(rule, entry, policy)
                if rule.archive is not None:
                    facts = sorted([facts_of(entry), *others], key=lambda wire: wire.name)
                    list(rule.archive(Archive(tuple(facts)), policy))
        if rule.history is not None:
            for versions in compared(before, after):
                if versions.after is None or versions.after.bad.isdisjoint(rule.needs):
                    list(rule.history(versions))


def judge_one_wire(rule: Rule, entry: Entry, policy: Policy) -> None:
    """Run what the rule has to say about one wire, if the engine would."""
    if rule.entry is not None:
        list(rule.entry(entry))
    if rule.wire is not None and entry.wire is not None and entry.bad.isdisjoint(rule.needs):
        list(rule.wire(Checked(entry, entry.wire, policy, latest_day())))
    if rule.waiver is not None:
        for waiver in waivers(entry):
            list(rule.waiver(Given(waiver, RULES, used=False)))
