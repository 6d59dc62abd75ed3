"""JSON Schemas from the models, with the archive's vocabularies closed in: for editors and any other validator.

Draft 7, because that is what YAML editors read; references are inlined so that hovering shows the description.
What is refused is refused where `butfor check` refuses it, because a validator points at the value that broke a rule.
`errorMessage`, `patternErrorMessage`, `markdownDescription`, `markdownEnumDescriptions` and `defaultSnippets` are words
of editors; other validators pass over them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from butfor.model.entries import FIRST_FORM, FORMS
from butfor.model.fields import field_at
from butfor.model.meanings import MEANINGS
from butfor.model.rationale import GIVEN, NEW_FIELDS, NOT_BULK
from butfor.model.types import DATE, FORMATS, LATEST, PARTIAL_DATE, TIMESTAMP, Model
from butfor.model.wire import CONDITIONS, FORMER_TIERS, NEEDED_ANSWERS, UNKNOWN, Condition, Wire, choices
from butfor.policy.policy import Policy
from butfor.policy.vocabularies import Code, Scheme
from butfor.text.display import clip, listed
from butfor.text.templates import portable_pattern
from butfor.yaml.emit import scalar

DRAFT = "http://json-schema.org/draft-07/schema#"

Json = dict[str, Any]

# Quotes that an editor writes around a date, because other tools read an unquoted one as something else than text.
_QUOTED = {DATE: '"YYYY-MM-DD"', PARTIAL_DATE: '"YYYY-MM-DD"', TIMESTAMP: '"YYYY-MM-DDThh:mm:ssZ"'}


def wire_schema(policy: Policy) -> Json:
    """Return the schema of a wire. What it can express, it says exactly as ``butfor check`` does."""
    schema = model_schema(Wire, "wire")
    fields = schema["properties"]
    _explain_values(schema)
    fields["codes"]["items"] = _closed(
        {name: _code(code) for name, code in policy.codes.items()},
        [name for name, code in policy.codes.items() if code.label and not code.retired],
    )
    fields["severity"] |= _closed({name: level.definition for name, level in policy.severities.items()})
    tiers: dict[str, str | None] = {name: tier.definition for name, tier in policy.tiers.items()}
    first, later = _tiers(tiers)
    fields["tier"] |= {"type": "string", "defaultSnippets": _snippets(tiers)}
    fields["providers"]["items"] = {"type": "string", "enum": policy.provider_names()}
    fields["external_ids"].pop("patternProperties", None)
    if policy.schemes is not None:
        fields["external_ids"] |= _external_ids(policy.schemes.values())
    fields["schema"]["default"] = LATEST  # what editors write
    schema["patternProperties"] = {"^x_": {"description": "An extension of your own."}}
    schema["additionalProperties"] = False
    named_provider = _only(list(policy.providers), "`unknown` must be the only item.")
    entry = fields["corrections"]["items"]
    entry["properties"]["changes"]["items"] |= _one_form("field", FORMS)
    entry["anyOf"] = [
        {"required": ["changes"], "not": {"anyOf": [{"required": [key]} for key in FIRST_FORM]}},
        {"required": list(FIRST_FORM), "not": {"required": ["changes"]}},
        {**_has("type", {"const": "redaction"}), "not": {"anyOf": [{"required": [key]} for key in FIRST_FORM]}},
    ]
    schema["allOf"] = [
        *(_condition(condition) for condition in CONDITIONS),
        _if(
            _has("status", {"enum": ["draft", "published"]}),
            {"properties": {"retraction": False}, "errorMessage": "Only a wire of status `retracted` may have this."},
        ),
        _if(
            _has("providers", {"contains": {"not": {"const": UNKNOWN}}}),
            {"properties": {"providers": {"items": _if({"const": UNKNOWN}, named_provider)}}},
        ),
        _if(
            _has("schema", {"const": LATEST}),
            {"properties": {} if policy.schemes is None else {"external_ids": _NOT_SEVERAL}},
        ),
        _if(
            _has("schema", {"const": 1}),
            {
                "properties": {
                    "tier": first,
                    **_refused(NEW_FIELDS),
                    "rationale": {"properties": _refused(GIVEN)},
                }
            },
        ),
        _if({"not": _has("schema", {"const": 1})}, {"properties": {"tier": later}}),
        *_rationale(),
        _if(
            {"allOf": [_has("harm", {"const": "none"}), _has("rationale", _has("basis", {"const": "editor"}))]},
            {"properties": {"harm": _only(("actual", "near"), "Without a harm, actual or near, this is no incident.")}},
        ),
    ]
    return schema


def _explain_values(schema: Json) -> None:
    """Put beside each value of a closed list of the format what it means."""
    for path, meanings in MEANINGS.items():
        field = schema
        for step in path:
            field = field.get("items", field)["properties"][step]
        field["markdownEnumDescriptions"] = list(meanings.values())


def _tiers(tiers: Mapping[str, str | None]) -> tuple[Json, Json]:
    """Return what refuses a text that is no tier of format 1, and one that is none of later formats."""
    same_as = {name: same for name, same in FORMER_TIERS.items() if same in tiers and name not in tiers}
    if not same_as:
        return _values(tiers), _values(tiers)
    is_former = {"enum": list(same_as)}
    former = {name: f"format 1; the same as `{same}`" for name, same in same_as.items()}
    later = {"allOf": [_if(is_former, _only(list(tiers), _UPGRADE)), _if({"not": is_former}, _values(tiers))]}
    return _values({**former, **tiers}), later


def former_schema(policy: Policy) -> Json:
    """Return the schema of a wire of format 1, for other programs that read old wires."""
    schema = wire_schema(policy)
    fields = schema["properties"]
    fields["schema"] = {"type": "integer", "const": 1}
    for name in NEW_FIELDS:
        del fields[name]
    rationale = fields["rationale"]["properties"]
    for name in GIVEN:
        del rationale[name]
    rationale["basis"]["enum"].remove("proposed")
    rationale["basis"]["markdownEnumDescriptions"].remove(MEANINGS["rationale", "basis"]["proposed"])
    fields["rationale"]["required"] = ["text", *fields["rationale"]["required"], "date"]
    schema["allOf"] = [part for part in schema["allOf"] if part not in (*_rationale(),)]
    return schema | {"title": "wire, format 1", "$id": "urn:butfor:schema:wire:1"}


def _rationale() -> Iterator[Json]:
    """Yield what the forms of a rationale ask for: the answers, or one text."""
    given = {"anyOf": [{"required": [name]} for name in GIVEN]}
    missing: Json = {"not": {"required": list(NEEDED_ANSWERS)}}
    one_text: Json = {"properties": {"text": False}, "errorMessage": "The answers replace `text`."}
    in_use = {"allOf": [{"properties": {"basis": {"enum": ["editor", "proposed"]}}, "required": ["basis"]}, given]}
    proposed = _has("basis", {"const": "proposed"})
    yield _if(_has("rationale", {"anyOf": [in_use, proposed]}), {"properties": {"rationale": one_text}})
    yield _if(_has("rationale", _has("basis", {"const": "bulk"})), {"properties": {"rationale": _forms(NOT_BULK)}})
    by_editor = {
        "allOf": [_has("basis", {"const": "editor"}), missing, {"anyOf": [given, {"not": {"required": ["text"]}}]}]
    }
    refused = {
        "properties": {"basis": _only(("bulk", "proposed"), "An answer is missing: " + ", ".join(NEEDED_ANSWERS) + ".")}
    }
    yield _if(_has("rationale", by_editor), {"properties": {"rationale": refused}})


def _forms(names: Iterable[str]) -> Json:
    return {"properties": _refused(names), "errorMessage": "A bulk entry has only its text: no answers and no signer."}


def _refused(names: Iterable[str]) -> Json:
    """Return properties that must not be there."""
    return dict.fromkeys(names, False)


def model_schema(model: type[Model], name: str) -> Json:
    """Return the schema of what a model holds, with a title and an id made of ``name``."""
    return inlined(model.model_json_schema(by_alias=True), name, LATEST if model is Wire else 1)


def inlined(raw: Json, name: str, version: int) -> Json:
    """Return a schema that pydantic made without references, with a title and an id made of ``name``."""
    schema = _inline(raw, raw.get("$defs", {}))
    schema.pop("$defs", None)
    schema["title"] = name
    return {"$schema": DRAFT, "$id": f"urn:butfor:schema:{name}:{version}", **schema}


def _inline(node: Any, definitions: Json) -> Any:
    """Return a schema with references replaced by what they name, without ``null`` that only means "left out".

    Examples are left out: editors write them as values, and an invented fact must not pass.
    """
    if isinstance(node, list):
        return [_inline(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = definitions[node["$ref"].rpartition("/")[2]]
        return _inline({**target, **{key: value for key, value in node.items() if key != "$ref"}}, definitions)
    if "anyOf" in node and node.get("default", ...) is None:
        options = [item for item in node["anyOf"] if item != {"type": "null"}]
        rest = {key: value for key, value in node.items() if key not in ("anyOf", "default")}
        return _inline({**options[0], **rest} if len(options) == 1 else {"anyOf": options, **rest}, definitions)
    result = {key: _inline(value, definitions) for key, value in node.items() if key != "examples"}
    pattern = node.get("pattern")
    if pattern in FORMATS:
        result["patternErrorMessage"] = f"This must be {FORMATS[pattern]}."
    if pattern in _QUOTED:
        result["defaultSnippets"] = [{"label": _QUOTED[pattern], "body": '"$1"'}]
    return result


def _one_form(key: str, forms: Sequence[frozenset[str]]) -> Json:
    """Return the schema of a mapping that holds, beside one key, those of one of several forms."""
    parts = [sorted(form) for form in forms]
    return {"anyOf": [{"required": part, "propertyNames": {"enum": [key, *part]}} for part in parts]}


_UPGRADE = "`butfor upgrade` writes the tier with the same meaning."
_LABEL = 60  # letters in a list of completions; the YAML language server cuts what is longer, and offers it twice


def _closed(meanings: Mapping[str, str | None], offered: Collection[str] | None = None) -> Json:
    """Return the schema of a closed vocabulary; what each value means is shown beside it.

    Editors offer the values of an ``enum`` as they are, and each meaning in a window of its own. So the values are
    behind ``then``, where they are checked and explained and not offered, and offered with their meanings as snippets.

    Args:
        meanings: of each value; None where it has none.
        offered: the values that a new wire may have; None for all.
    """
    offers = {value: meaning for value, meaning in meanings.items() if offered is None or value in offered}
    return {"type": "string", **_values(meanings), "defaultSnippets": _snippets(offers)}


def _values(meanings: Mapping[str, str | None]) -> Json:
    """Return what refuses every text but these values, and explains them."""
    words = [meaning or "no public meaning, so no wire that is assessed may have it" for meaning in meanings.values()]
    return _if({"type": "string"}, {"type": "string", "enum": list(meanings), "markdownEnumDescriptions": words})


def _snippets(meanings: Mapping[str, str | None]) -> list[Json]:
    """Return what editors offer for these values, in their order. Labels leave out how all meanings begin."""
    heads = {(meaning or "").partition(": ")[0] for meaning in meanings.values()}
    start = len(heads.pop()) + 2 if len(heads) == 1 < len(meanings) else 0
    return [
        {
            "label": clip(f"{value}  {(meaning or '')[start:]}", _LABEL),
            "sortText": f"{number:04}",
            "body": scalar(value),
            "markdownDescription": meaning,
        }
        for number, (value, meaning) in enumerate(meanings.items())
    ]


_NUMBERS = {"{number}": (1, 9_999_999_999), "{digits}": (0, 9_999_999_999), "{year}": (1000, 9999)}
"""The whole numbers that are ids of these forms."""


def _external_ids(schemes: Iterable[Scheme]) -> Json:
    """Return the schema of the ids of each scheme: one, a list of them, or in format 1 several in one text."""
    properties = {}
    for scheme in schemes:
        form = portable_pattern(scheme.form)
        one: Json = {"type": "string", "pattern": f"^{form}$"}
        if numbers := _NUMBERS.get(scheme.form):
            one = {"anyOf": [one, {"type": "integer", "minimum": numbers[0], "maximum": numbers[1]}]}
        several = {"type": "array", "items": one, "minItems": 1, "maxItems": 20}
        former = {"type": "string", "pattern": f"^{form}(?:, {form})+$"}
        forms = [one, several, former]
        properties[scheme.id] = {"title": scheme.name, "description": f"`{scheme.form}`", "anyOf": forms}
    return {"properties": properties, "additionalProperties": False}


_NOT_SEVERAL: Json = {"additionalProperties": {"not": {"type": "string", "pattern": ", "}}}
"""What format 2 refuses of external ids: several in one text."""


def _code(code: Code) -> str | None:
    if not code.retired:
        return code.label
    replacements = listed(f"`{name}`" for name in code.replaced_by)
    return f"retired; write {replacements} instead" if replacements else "retired"


def _condition(condition: Condition) -> Json:
    """Return a schema that refuses, where it stands, a value that needs a field which is missing."""
    *outer, key = condition.when
    need = condition.needs[-1]
    field = field_at(Wire, condition.when)
    harmless = [value for value in choices(field.annotation) if value not in condition.values] if field else []
    test = {**_has(key, {"enum": list(condition.values)}), "not": {"required": [need]}}
    then: Json = {"properties": {key: _only(harmless, f"Required field `{need}` is missing.")}}
    return _if(_has(outer[0], test), {"properties": {outer[0]: then}}) if outer else _if(test, then)


def _has(key: str, test: Json) -> Json:
    """Return the schema of a mapping in which the field ``key`` is there and passes ``test``."""
    return {"properties": {key: test}, "required": [key]}


def _only(values: Sequence[str], message: str) -> Json:
    return {"enum": list(values), "errorMessage": message}


def _if(test: Json, then: Json) -> Json:
    return {"if": test, "then": then}
