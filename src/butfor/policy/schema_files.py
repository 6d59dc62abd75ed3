"""The JSON Schemas that lie in an archive's schema folder: of wires, of its policy files, and of `butfor.toml`."""

import json
from collections.abc import Sequence
from typing import Any

from butfor.files.line_ends import with_lf
from butfor.files.tree import NotRegularFileError, Tree
from butfor.findings import Level
from butfor.model.types import DATE
from butfor.policy.config import Config
from butfor.policy.json_schema import Json, former_schema, model_schema, wire_schema
from butfor.policy.policy import Policy
from butfor.policy.vocabularies import POLICY_FILES

WIRE_SCHEMA = "wire.schema.json"
FORMER_SCHEMA = "wire-1.schema.json"
CONFIG_SCHEMA = "butfor.schema.json"
_MOST_BYTES = 4 * 1024 * 1024  # of a schema: a policy with many codes and providers has a long one


def schemas(policy: Policy) -> dict[str, str]:
    """Return every schema of an archive: text, ending in a newline, by file name in its schema folder."""
    by_name = {WIRE_SCHEMA: wire_schema(policy), FORMER_SCHEMA: former_schema(policy)}
    for name, model in POLICY_FILES.items():
        by_name[_schema_of(name)] = model_schema(model, name.removesuffix(".yaml"))
    by_name[CONFIG_SCHEMA] = _config_schema(policy)
    return {name: as_text(schema) for name, schema in by_name.items()}


def as_text(schema: Json) -> str:
    """Return a schema as it is written: ending in a newline."""
    return json.dumps(_explicit(schema), indent=2, ensure_ascii=False) + "\n"


def stale_schemas(tree: Tree, policy: Policy, *, kept_in: Sequence[Tree] = ()) -> dict[str, str]:
    """Return the schemas that do not lie in a tree as they follow from the policy: what each should be, by its path.

    Args:
        tree: the archive.
        policy: its policy.
        kept_in: versions of the archive; if none of them has any of the schemas, it keeps none, and none is missing.

    Raises:
        OSError: one can't be read.
    """
    folder = policy.config.paths.schema_
    names = [WIRE_SCHEMA, FORMER_SCHEMA, CONFIG_SCHEMA, *map(_schema_of, POLICY_FILES)]
    if kept_in and all(_read(version, f"{folder}/{name}") is None for version in kept_in for name in names):
        return {}
    built = {f"{folder}/{name}": text for name, text in schemas(policy).items()}
    return {name: text for name, text in built.items() if _read(tree, name) != text.encode()}


def _schema_of(name: str) -> str:
    return name.replace(".yaml", ".schema.json")


def _read(tree: Tree, name: str) -> bytes | None:
    """Return what lies there, with line ends as git keeps them; None where no file does."""
    try:
        return with_lf(tree.source(name, _MOST_BYTES).data)
    except (FileNotFoundError, NotRegularFileError):
        return None


def _config_schema(policy: Policy) -> Json:
    """Return the schema of `butfor.toml`, for editors of TOML."""
    schema = model_schema(Config, "butfor")
    schema["description"] = "The settings of an archive: butfor's docs/configuration.md."
    tables = schema["properties"]
    for name, table in tables.items():
        table["title"] = f"[{name}]"
        table.pop("default", None)
        for key, value in table.get("properties", {}).items():
            value["title"] = key
    public, until = tables["git"]["properties"]["public"], tables["rationale"]["properties"]["bulk-until"]
    several = {key: public.pop(key) for key in ("type", "items", "maxItems")}
    public["anyOf"] = [several["items"], several]
    until["pattern"] = DATE
    del until["format"]
    levels = {rule: ["error"] if mandatory else list(Level) for rule, mandatory in sorted(policy.mandatory.items())}
    tables["rules"]["additionalProperties"] = False
    tables["rules"]["properties"] = {
        rule: {"description": policy.rule_words.get(rule, ""), "type": "string", "enum": allowed}
        for rule, allowed in levels.items()
    }
    return schema


_OBJECT = frozenset(["properties", "required", "additionalProperties", "propertyNames"])
_ARRAY = frozenset(["items", "contains"])
_NAMED = ("properties", "patternProperties")
_DATA = ("const", "default", "defaultSnippets", "enum", "required")


def _explicit(node: Any) -> Any:
    """Return a schema that says what follows: types and names, which strict validators ask for.

    Where a description is Markdown, other programs get it without.
    """
    if isinstance(node, list):
        return [_explicit(part) for part in node]
    if not isinstance(node, dict):
        return node
    result: Json = {}
    for key, value in node.items():
        if key in _NAMED:
            result[key] = {name: _explicit(part) for name, part in value.items()}
        else:
            result[key] = value if key in _DATA else _explicit(value)
        if key == "description" and "`" in value:
            result |= {"description": value.replace("`", ""), "markdownDescription": value}
    names = [name for name in node.get("required", ()) if name not in node.get("properties", {})]
    if names:
        result["properties"] = {**result.get("properties", {}), **dict.fromkeys(names, True)}
    if "type" not in node and (_OBJECT | _ARRAY) & node.keys():
        result["type"] = "array" if _ARRAY & node.keys() else "object"
    return result
