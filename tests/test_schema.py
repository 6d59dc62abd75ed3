"""The JSON Schema and ``butfor check`` agree on everything that the schema can express."""

import copy
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from ruamel.yaml import YAML

from butfor.archive.wire_file import read_wire
from butfor.engine.context import Context
from butfor.engine.files import find_violations
from butfor.files.tree import Source, WorkTree
from butfor.findings import Level
from butfor.model.wire import Wire
from butfor.policy.schema_files import schemas
from butfor.rules.registry import ALL_RULES, RULES
from conftest import BASE, CONFIG, REPOSITORY, Place

FULL = (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")
# What a schema can say. `unquoted-text`: a bare number or boolean is text to us, with a warning, and none to a schema.
EXPRESSIBLE = {
    "missing-field", "unknown-field", "wrong-type", "wrong-format", "empty-field", "empty-rationale", "unknown-value",
    "unexpected-field", "malformed-id", "bad-url", "unknown-code", "unknown-severity", "unknown-tier",
    "unknown-provider", "unknown-not-alone", "unknown-scheme", "malformed-external-id", "duplicate-item", "harm-none",
    "unquoted-text",
}  # fmt: skip
REPLACEMENTS: tuple[Any, ...] = (
    None, "", "  ", 7, True, 1.5, [], {}, [[]], [None], {"a": 1}, "two\nlines", "plain words", "2023-13-01", "http://a.example",
)  # fmt: skip


def paths(data: Any, here: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if not str(key).startswith("x_"):
            yield (*here, key)
            yield from paths(value, (*here, key))


def mutations(whole: Any) -> Iterator[tuple[str, Any]]:
    """(what was done, the data): every value dropped, replaced, doubled; every mapping given a stranger."""
    for path in paths(whole):
        for replacement in (..., *REPLACEMENTS):
            data = copy.deepcopy(whole)
            holder = data
            for step in path[:-1]:
                holder = holder[step]
            if replacement is ...:
                del holder[path[-1]]
            else:
                holder[path[-1]] = replacement
            yield f"{path} -> {'dropped' if replacement is ... else repr(replacement)}", data
        data = copy.deepcopy(whole)
        value = data
        for step in path:
            value = value[step]
        if isinstance(value, dict) and path != ("external_ids",):
            value["stranger"] = "x"
            yield f"{path} with a stranger", data
        elif isinstance(value, list):
            value.append(value[0])
            yield f"{path} with its first item twice", data
    for field, value in (
        ("stranger", 1), ("x_free", None), ("providers", ["OpenAI", "unknown"]), ("providers", ["unknown"]),
        ("harm", "none"), ("harm", "actual"), ("status", "published"), ("status", "draft"), ("schema", 1),
        ("occurred", "2023"), ("occurred_basis", "event"), ("codes", ["mit:9.9"]), ("severity", "sev-3"),
        ("published", "2026-06-01T09:00:00+00:00"), ("id", "01h3g6d60088jdpvjmjqv9be1w"), ("title", "y" * 161),
        ("title", "y" * 160), ("title", "\u00e9" * 10), ("title", "\U0001f600" * 9),
    ):  # fmt: skip
        data = copy.deepcopy(whole)
        data[field] = value
        yield f"{field} = {value!r}", data


def rationales(whole: Any) -> Iterator[tuple[str, Any]]:
    """Every form of a rationale, and those that are none."""
    given = whole["rationale"]
    names = ("tested_harm", "without", "other_causes", "limits", "test")
    for version, basis, test in product((1, 2), ("editor", "proposed", "bulk"), ("passes", "passes-in-part", "fails")):
        for held in (names, (), *combinations(names, 4), *combinations(names, 1)):
            for text, signed in product((True, False), repeat=2):
                rationale = {name: given[name] for name in held} | {"basis": basis, "guide": "v1"}
                rationale |= {"test": test} if "test" in held else {}
                rationale |= {"text": "Without it nothing of this."} if text else {}
                rationale |= {"by": "A. Editor", "date": "2026-05-20"} if signed else {}
                data = copy.deepcopy(whole) | {"schema": version, "rationale": rationale}
                if version == 1:
                    del data["language"], data["submitted_by"]
                yield f"schema {version}: {rationale}", data


def our_result(place: Place, text: str) -> set[str]:
    entry = read_wire(Source("incidents/2023/01H3G6D60088JDPVJMJQV9BE1W.yaml", text.encode()))
    context = context_of(place)
    return {rule.id for rule, _ in find_violations(entry, context, context.today, [])} & EXPRESSIBLE


@cache
def context_of(place: Place) -> Context:
    """A run that asks no other rules: they would take most of the time."""
    others = {rule.id: Level.OFF for rule in ALL_RULES if rule.id not in EXPRESSIBLE}
    return Context(WorkTree(place.root), replace(place.policy, levels=others))


@pytest.fixture(scope="module")
def cases() -> list[tuple[str, str]]:
    whole = YAML(typ="safe").load(FULL)
    return [("untouched", json.dumps(whole, ensure_ascii=False))] + [
        (what, json.dumps(data, ensure_ascii=False)) for what, data in (*mutations(whole), *rationales(whole))
    ]


def test_an_independent_implementation_gives_the_same_verdicts(archive: Place, cases: list[tuple[str, str]]) -> None:
    validator = jsonschema_rs.validator_for(json.loads(schemas(archive.policy)["wire.schema.json"]))
    assert len(cases) > 1000
    wrong = []
    for what, text in cases:
        ours = our_result(archive, text)
        if validator.is_valid(json.loads(text)) != (not ours):
            wrong.append(f"{what}: we say {sorted(ours)}")
    assert wrong == []


KEYWORDS = {"propertyNames",
    "$id", "$schema", "additionalProperties", "allOf", "anyOf", "const", "contains", "default", "description", "enum",
    "if", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "not", "pattern",
    "patternProperties", "properties", "required", "then", "title", "type", "uniqueItems",
    "defaultSnippets", "errorMessage", "markdownDescription", "markdownEnumDescriptions", "patternErrorMessage",
}  # fmt: skip


def test_a_schema_holds_no_word_that_validators_pass_over(archive: Place) -> None:
    def walk(node: Any) -> Iterator[str]:
        for key, value in node.items() if isinstance(node, dict) else ():
            yield key
            if key in ("properties", "patternProperties"):
                yield from (word for schema in value.values() for word in walk(schema))
            elif key not in ("default", "defaultSnippets"):
                for part in value if isinstance(value, list) else [value]:
                    yield from walk(part)

    for text in schemas(archive.policy).values():
        assert set(walk(json.loads(text))) <= KEYWORDS


@pytest.mark.parametrize(("number", "good"), [(-1, False), (0, True), (20, True), (21, False)])
def test_a_number_out_of_range_is_refused_by_the_schema_too(number: int, good: bool, archive: Place) -> None:
    validator = jsonschema_rs.validator_for(json.loads(schemas(archive.policy)["severities.schema.json"]))
    level = {"id": "SEV-1", "definition": "Grave.", "independent_sources": number}
    assert validator.is_valid({"schema": 1, "levels": [level]}) is good


def test_check_jsonschema_gives_the_same_verdicts(archive: Place, cases: list[tuple[str, str]]) -> None:
    schema = archive.put("wire.schema.json", schemas(archive.policy)["wire.schema.json"])
    names = {}
    for number, (what, text) in enumerate(cases[::4]):
        names[str(archive.put(f"cases/{number}.json", text))] = (what, text)
    command = [str(Path(sys.executable).parent / "check-jsonschema"), "-o", "json", "--schemafile", str(schema), *names]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    report = json.loads(done.stdout)
    refused = {error["filename"] for error in report["errors"]}
    assert not report.get("parse_errors")
    wrong = [what for name, (what, text) in names.items() if (name in refused) != bool(our_result(archive, text))]
    assert wrong == []


def test_the_full_wire_holds_every_field_and_passes(archive: Place) -> None:
    data = YAML(typ="safe").load(FULL)
    assert set(data) == {info.alias or name for name, info in Wire.model_fields.items()} | {"x_desk"}
    assert our_result(archive, FULL) == set() == our_result(archive, BASE)


def test_every_field_has_a_title_and_a_description() -> None:
    """Editors show them while typing."""
    schema = json.loads((REPOSITORY / "schema/wire.schema.json").read_text(encoding="utf-8"))

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        for name, field in node.get("properties", {}).items():
            yield name, field
            yield from walk(field)
            yield from walk(field.get("items", {}))

    fields = list(walk({"properties": schema["properties"]}))
    assert len(fields) > 50
    assert [name for name, field in fields if not field.get("title") or not field.get("description")] == []


def test_the_shipped_schemas_are_fresh_and_valid() -> None:
    for path in sorted((REPOSITORY / "schema").glob("*.schema.json")):
        jsonschema_rs.validator_for(json.loads(path.read_text(encoding="utf-8")))
        data = path.with_name(path.name.replace(".schema.json", ".yaml"))
        if data.is_file():
            validator = jsonschema_rs.validator_for(json.loads(path.read_text(encoding="utf-8")))
            assert validator.is_valid(YAML(typ="safe").load(data)), path.name


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("", True),
        ((REPOSITORY / "butfor.toml").read_text(encoding="utf-8"), True),
        ((REPOSITORY / "src/butfor/scaffold/templates/butfor.toml").read_text(encoding="utf-8"), True),
        (CONFIG, True),
        ('[git]\npublic = "main"\n', True),
        ('[git]\npublic = ["main", "release/*"]\n', True),
        ("[git]\npublic = 3\n", False),
        ("[paths]\nincident = 'x'\n", False),
        ("[rationale]\nsimilar = 101\n", False),
        ("[rationale]\nbulk-until = 'soon'\n", False),
        ("[rationale]\nbulk-until = '2026-05-10'\nsimilar = 100.0\n", True),
        ("[rationale]\nbulk-until = 2026-05-10\nsimilar = 90.5\n", False),
        ("[history]\nmost-changed = 1.0\n", True),
        ('[rules]\nunknown-source-title = "off"\n', True),
        ('[rules]\nbad-url = "fatal"\n', False),
        ('[rules]\nbad-urls = "off"\n', False),
        ('[rules]\nunknown-value = "off"\n', False),
        ('[rules]\nunknown-value = "error"\n', True),
    ],
)
def test_the_schema_of_the_settings_says_what_check_says(text: str, good: bool, archive: Place) -> None:
    validator = jsonschema_rs.validator_for(json.loads(schemas(archive.policy)["butfor.schema.json"]))
    archive.put("butfor.toml", text)
    assert (archive.run("check").returncode == 0) is good
    assert validator.is_valid(json.loads(json.dumps(tomllib.loads(text), default=str))) is good


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[rationale]\nbulk-until = 'soon'\n", "`bulk-until` must be a date, such as 2026-05-10"),
        ("[rationale]\nbulk-until = 2026-05-10T09:00:00\n", "`bulk-until` must be a date"),
        ('[paths]\nschema = "incidents"\n', "write the name of another folder than that of the wires"),
    ],
)
def test_a_setting_that_is_refused_says_what_belongs_there(text: str, why: str, archive: Place) -> None:
    archive.put("butfor.toml", text)
    done = archive.run("check")
    assert (done.returncode, why in done.stdout) == (2, True), done.stdout


def test_the_settings_name_their_schema_and_each_key_explains_itself(archive: Place) -> None:
    for path in (REPOSITORY / "butfor.toml", REPOSITORY / "src/butfor/scaffold/templates/butfor.toml"):
        assert path.read_text(encoding="utf-8").startswith("#:schema schema/butfor.schema.json\n")
    schema = json.loads(schemas(archive.policy)["butfor.schema.json"])
    for table in schema["properties"].values():
        assert table["description"]
        assert table["title"].startswith("[")
        assert all(key.get("description") for key in table["properties"].values())
    unknown = schema["properties"]["rules"]["properties"]["unknown-provider"]
    assert unknown["markdownDescription"] == f"{RULES['unknown-provider'].what} By default: error."
