"""JSON Schemas from the models, with the archive's vocabularies closed in: for editors and any other validator.

Draft 7, because that is what YAML editors read; references are inlined so that hovering shows the description.
"""

import json
from collections.abc import Callable
from typing import Any

from butfor.model.types import Model
from butfor.model.wire import CONDITIONS, UNKNOWN, Wire
from butfor.policy import POLICY_FILES, Policy

DRAFT = "http://json-schema.org/draft-07/schema#"
WIRE_SCHEMA = "wire.schema.json"

Json = dict[str, Any]


def schemas(policy: Policy) -> dict[str, str]:
    """Every schema of an archive: file name in its schema folder -> text, ending in a newline."""
    built = {WIRE_SCHEMA: wire_schema(policy)}
    for name, model in POLICY_FILES.items():
        built[name.replace(".yaml", ".schema.json")] = _schema(model, name.removesuffix(".yaml"))
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in built.items()}


def wire_schema(policy: Policy) -> Json:
    """The schema of a wire. What it can express, it says exactly as ``butfor check`` does."""
    schema = _schema(Wire, "wire")
    fields = schema["properties"]
    fields["codes"]["items"] = _closed({name: code.label for name, code in policy.codes.items()})
    fields["severity"] |= _closed({name: level.definition for name, level in policy.severities.items()})
    fields["tier"] |= _closed({name: tier.definition for name, tier in policy.tiers.items()})
    fields["providers"]["items"] = _closed(dict.fromkeys(policy.provider_names()))
    schema["patternProperties"] = {"^x_": {"description": "An extension of your own."}}
    schema["additionalProperties"] = False
    schema["allOf"] = [_condition(rule.when, rule.values, rule.needs) for rule in CONDITIONS] + [
        _if({"required": ["retraction"]}, {"properties": {"status": {"const": "retracted"}}}),
        _if(
            {"properties": {"providers": {"contains": {"const": UNKNOWN}}}, "required": ["providers"]},
            {"properties": {"providers": {"items": {"const": UNKNOWN}}}},
        ),
        _if(
            {"properties": {"harm": {"const": "none"}}, "required": ["harm"]},
            {"properties": {"rationale": {"properties": {"basis": {"const": "bulk"}}}}},
        ),
    ]
    return schema


def _schema(model: type[Model], name: str) -> Json:
    raw = model.model_json_schema(by_alias=True)
    schema = _inline(raw, raw.get("$defs", {}))
    schema.pop("$defs", None)
    schema["title"] = name
    return {"$schema": DRAFT, "$id": f"urn:butfor:schema:{name}:1", **schema}


def _inline(node: Any, definitions: Json) -> Any:
    """References replaced by what they name; ``null`` dropped where it only stood for "left out"."""
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = definitions[node["$ref"].rpartition("/")[2]]
        return _inline({**target, **{key: value for key, value in node.items() if key != "$ref"}}, definitions)
    if "anyOf" in node and node.get("default", ...) is None:
        choices = [item for item in node["anyOf"] if item != {"type": "null"}]
        rest = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
        return _inline({**choices[0], **rest} if len(choices) == 1 else {"anyOf": choices, **rest}, definitions)
    return {key: value if key == "examples" else _inline(value, definitions) for key, value in node.items()}


def _closed(values: dict[str, str | None]) -> Json:
    """A closed vocabulary; editors show what each value means."""
    closed: Json = {"type": "string", "enum": list(values)}
    if any(values.values()):
        closed["markdownEnumDescriptions"] = [meaning or "no public meaning" for meaning in values.values()]
    return closed


def _condition(when: tuple[str, ...], values: tuple[str, ...], needs: tuple[str, ...]) -> Json:
    return _if(
        _nested(when, lambda key: {"properties": {key: {"enum": list(values)}}, "required": [key]}),
        _nested(needs, lambda key: {"required": [key]}),
    )


def _nested(path: tuple[str, ...], last: Callable[[str], Json]) -> Json:
    if len(path) == 1:
        return last(path[0])
    return {"properties": {path[0]: _nested(path[1:], last)}, "required": [path[0]]}


def _if(test: Json, then: Json) -> Json:
    return {"if": test, "then": then}
