"""Validation: whether data has the shape of a model, and what is wrong with it in terms of the shape rules.

The same function serves wires and policy files. pydantic's words never leave this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from butfor.findings import DataPath
from butfor.model.entries import faults_of_entries
from butfor.model.fields import field_at, keys_of, model_at
from butfor.model.placeholders import is_placeholder, may_be_placeholder, placeholder_parts
from butfor.model.rationale import faults_of_rationale
from butfor.model.types import HTTPS, wanted
from butfor.model.wire import CONDITIONS, Wire, choices
from butfor.text.prose import PATHS
from butfor.text.suggest import closest
from butfor.yaml.scalars import not_json

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SchemaError:
    """What a shape rule reports: where, and the facts for its message."""

    rule: str
    """Id of the shape rule that owns it."""
    path: DataPath
    """Of the value; of a missing field, the path that it should have."""
    want: str = ""
    """What belongs there, in words."""
    got: Any = None
    """What stands there."""
    choices: tuple[str, ...] = ()
    """The closed vocabulary, if there is one."""
    field: FieldInfo | None = None
    """The field's definition; None for unknown fields."""
    suggestion: str | None = None
    """The field or value of the format that was meant."""
    because: tuple[DataPath, str] | None = None
    """The condition under which a missing field is required: the path and the value of another."""
    first: DataPath = ()
    """Where the same stands already; of an unknown field, the text of several lines that stands before it."""
    is_form: bool = True  # that is wrong, and not only the value


def validate(model: type[M], data: Any, nullable: frozenset[str] = frozenset()) -> tuple[M | None, list[SchemaError]]:
    """Validate ``data``, plain data from the parser, against ``model``.

    Return the model (None where the data does not fit; see `salvage`) and the errors, in no particular order.
    ``nullable`` names the fields in which null has a meaning.
    """
    errors: list[SchemaError] = []
    valid: M | None = None
    try:
        valid = model.model_validate(data)
    except ValidationError as error:
        errors = _merged([_schema_error(model, data, item) for item in error.errors(include_url=False)])
    if not isinstance(data, dict):
        return valid, errors
    errors = [error for error in errors if error.rule in ("missing-field", "unknown-field") or error.got is not None]
    unknown = data.keys() - keys_of(model)
    extensions = {key for key in unknown if key.startswith("x_")}  # may hold whatever JSON has words for
    foreign = {error.path for error in errors if error.rule == "unknown-field"} | {(key,) for key in unknown}
    unfilled = {error.path: error for error in _unfilled(model, data, nullable, foreign)}
    errors = [*(error for error in errors if error.path not in unfilled), *unfilled.values()]
    if model is Wire:
        errors += [SchemaError("unknown-field", (key,), got=data[key]) for key in unknown - extensions]
        errors += _conditions(data)
        errors += _entries(data)
        numbers = {key: data[key] for key in ("external_ids", "corrections", *extensions) if key in data}
        errors += [SchemaError("not-json", path, got=value) for path, value in not_json(numbers)]
    return (None, _misspelt(model, data, errors)) if errors else (valid, errors)


def salvage(data: dict[str, Any], errors: list[SchemaError]) -> tuple[Wire, frozenset[str]]:
    """Return what is valid of a wire with errors, and the names of the top-level fields that are not.

    A rule says what it needs and is left out where a need is not met, so that one slip is one finding.
    """
    # A conditional need inside a field (`rationale.by`) leaves the rest of that field valid.
    invalid = {str(error.path[0]) for error in errors if error.because is None or len(error.path) == 1}
    unknown = [error for error in errors if error.rule == "unknown-field"]
    invalid |= {error.suggestion for error in unknown if error.suggestion}
    invalid |= {str(error.first[0]) for error in unknown if error.first}  # that text may have lost its end
    valid = {key: value for key, value in data.items() if key not in invalid}
    invalid |= _SKELETON.keys() - valid.keys()
    wire = Wire.model_validate(_SKELETON | valid)
    fields = {name: getattr(wire, name) for name in Wire.model_fields if name.rstrip("_") not in invalid}
    return Wire.model_construct(**fields), frozenset(invalid)


# Stands in for the required fields that are missing while the valid ones are validated; never seen by a rule.
_SKELETON: dict[str, Any] = {
    "schema": 1,
    "id": "0" * 26,
    "title": "no title at all",
    "status": "draft",
    "kind": "hallucination",
    "harm": "actual",
    "severity": "none",
    "codes": ["none"],
    "providers": ["none"],
    "occurred": "2000",
    "tier": "none",
    "verified_by": "corroboration",
    "sources": [{"id": "S1", "url": "https://none", "publisher": "none", "kind": "news", "title": "none"}],
    "body": "none",
    "rationale": {"text": "none", "basis": "bulk", "date": "2000-01-01", "guide": "v1"},
}

STAND_IN = Wire.model_validate(_SKELETON)
"""Values that mean nothing, for fields of which no version can be read."""

_TYPES = dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "a mapping") | {
    "string_type": "text",
    "list_type": "a list",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date, such as 2026-05-10",
}


def _schema_error(model: type[BaseModel], data: Any, item: Any) -> SchemaError:
    """Return one of pydantic's errors as one of ours."""
    kind, got, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "missing":
        return SchemaError("missing-field", item["loc"], field=field_at(model, item["loc"]))
    info = field_at(model, path := _existing(data, item["loc"]))
    if kind == "extra_forbidden":
        return SchemaError("unknown-field", path, got=got)
    empty = kind in ("string_pattern_mismatch", "string_too_short", "string_too_long") and not str(got).strip()
    if empty or kind == "too_short":
        return _empty_field(model, path, got)
    if kind == "too_long":
        want = f"at most {context['max_length']} items; these are {context['actual_length']}"
        return SchemaError("wrong-format", path, want=want, got=f"{len(got)} items", field=info)
    if kind == "literal_error":
        return SchemaError("unknown-value", path, got=got, choices=choices(info.annotation) if info else (), field=info)
    if kind in ("greater_than_equal", "less_than_equal"):
        if path == ("schema",):
            return SchemaError("unknown-value", path, got=got, field=info)
        want = f"a number of at least {context['ge']}" if "ge" in context else f"a number of at most {context['le']}"
        return SchemaError("wrong-format", path, want=want, got=got, field=info, is_form=False)
    if kind == "string_pattern_mismatch":
        rule = "bad-url" if context["pattern"] == HTTPS else "malformed-id" if path == ("id",) else "wrong-format"
        want, is_form = wanted(context["pattern"], got)
        return SchemaError(rule, path, want, got, field=info, is_form=is_form)
    if kind in ("string_too_short", "string_too_long"):
        want = f"text of {_length(info)} characters; this is {len(got)}"
        return SchemaError("wrong-format", path, want=want, got=got, field=info)
    return SchemaError("wrong-type", path, want=_TYPES.get(kind, "another kind of value"), got=got, field=info)


def _merged(errors: list[SchemaError]) -> list[SchemaError]:
    """Return errors with those of one union joined, in which each member complains on its own.

    What says more than "wrong type" is kept, else what is wanted is joined.
    """
    by_path: dict[DataPath, list[SchemaError]] = {}
    for error in errors:
        by_path.setdefault(error.path, []).append(error)
    merged = []
    for group in by_path.values():
        wants = " or ".join(dict.fromkeys(error.want for error in group))
        merged += [error for error in group if error.rule != "wrong-type"] or [replace(group[0], want=wants)]
    return merged


def _length(info: FieldInfo | None) -> str:
    limits = {
        name: getattr(part, name)
        for part in (info.metadata if info else ())
        for name in ("min_length", "max_length")
        if hasattr(part, name)
    }
    return f"{limits.get('min_length', 1)} to {limits.get('max_length', 'any number of')}"


def _empty_field(model: type[BaseModel], path: DataPath, got: Any = None) -> SchemaError:
    """Return the error of a field without content; a rationale without words has a rule of its own."""
    rule = "empty-rationale" if path in PATHS and path != ("body",) else "empty-field"
    return SchemaError(rule, path, got=got, field=field_at(model, path))


def _existing(data: Any, location: tuple[str | int, ...]) -> DataPath:
    """Return the part of pydantic's location that is a path in the data (it adds steps for unions and keys)."""
    path: list[str | int] = []
    for step in location:
        if not (isinstance(data, dict) and step in data) and not (isinstance(data, list) and isinstance(step, int)):
            break
        path.append(step)
        data = data[step]  # type: ignore[index]
    return tuple(path)


def _unfilled(
    model: type[BaseModel], data: dict[str, Any], nullable: frozenset[str], foreign: set[DataPath]
) -> Iterator[SchemaError]:
    """Yield nulls where a field was left empty, and texts that are a placeholder; nothing in ``foreign`` fields."""
    todo: list[tuple[DataPath, Any]] = [((), data)]
    while todo:
        path, holder = todo.pop()
        for key, value in holder.items() if type(holder) is dict else enumerate(holder):
            where = (*path, key)
            if where in foreign:
                continue
            if isinstance(value, str):
                if model is Wire and may_be_placeholder(value) and is_placeholder(value, where):
                    yield SchemaError("placeholder", where, got=value.strip(), field=field_at(model, where))
            elif value is None and key not in nullable:
                yield _empty_field(model, where)
            elif type(value) is dict or type(value) is list:
                todo.append((where, value))
    for path, part in placeholder_parts(data) if model is Wire else ():
        yield SchemaError("placeholder", path, got=part, field=field_at(model, path))


def _conditions(data: dict[str, Any]) -> Iterator[SchemaError]:
    """Yield fields that are required, or out of place, because of another field's value."""
    for condition in CONDITIONS:
        value: Any = data
        for step in condition.when:
            value = value.get(step) if isinstance(value, dict) else None
        holder = data.get(condition.needs[0]) if len(condition.needs) == 2 else data
        applies = isinstance(value, str) and value in condition.values
        if applies and isinstance(holder, dict) and condition.needs[-1] not in holder:
            info = field_at(Wire, condition.needs)
            yield SchemaError("missing-field", condition.needs, field=info, because=(condition.when, value))
    for rule, path, because in faults_of_rationale(data):
        yield SchemaError(rule, path, got="there", field=field_at(Wire, path), because=because)
    if "retraction" in data and data.get("status") in ("draft", "published"):
        yield SchemaError("unexpected-field", ("retraction",), because=(("status",), data["status"]))


def _entries(data: dict[str, Any]) -> Iterator[SchemaError]:
    """Yield entries of `corrections` that have none of their forms, or two."""
    for rule, path, want in faults_of_entries(data):
        because = ((*path[:-1], "changes"), "given") if rule == "unexpected-field" else None
        yield SchemaError(rule, path, want=want, got="another combination", field=field_at(Wire, path), because=because)


_MOST_UNKNOWN = 20  # unknown fields for which a field of the format is looked up


def _misspelt(model: type[BaseModel], data: dict[str, Any], errors: list[SchemaError]) -> list[SchemaError]:
    """Return the errors, each once, of unknown fields with what was meant; that this is missing is no second error."""
    meant: set[DataPath] = set()
    errors = list({(error.rule, error.path): error for error in reversed(errors)}.values())
    unknown = [index for index, error in enumerate(errors) if error.rule == "unknown-field"]
    for index in unknown[:_MOST_UNKNOWN]:
        *outer, key = errors[index].path
        holder: Any = data
        for step in outer:
            holder = holder[step]
        owner = model_at(model, tuple(outer))
        suggestion = closest(str(key), sorted(keys_of(owner) - holder.keys())) if owner else None
        first = () if suggestion or not owner else _text_before(holder, errors[index], keys_of(owner))
        errors[index] = replace(errors[index], suggestion=suggestion, first=first)
        if suggestion is not None:
            meant.add((*outer, suggestion))
    ended = {error.first for error in errors if error.rule == "unknown-field"}
    return [
        error
        for error in errors
        if error.path not in (meant if error.rule == "missing-field" else ended if error.rule == "empty-field" else ())
    ]


def _text_before(holder: dict[str, Any], error: SchemaError, known: frozenset[str]) -> DataPath:
    """Return the path of the text of several lines whose end an unknown field may be; empty where there is none."""
    keys: list[Any] = list(holder)
    before = [key for key in keys[: keys.index(error.path[-1])] if key in known]
    if not before or isinstance(error.got, dict | list):
        return ()
    path, value = (*error.path[:-1], before[-1]), holder[before[-1]]
    while value and isinstance(value, dict | list):
        step = list(value)[-1] if isinstance(value, dict) else len(value) - 1
        path, value = (*path, step), value[step]
    return path if path in PATHS or (isinstance(value, str) and "\n" in value) else ()
