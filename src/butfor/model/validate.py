"""A verdict on the shape of data: pydantic judges, flaws carry what our own words need.

The same function serves wires and policy files. pydantic's words never leave this module.
"""

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from butfor.findings import DataPath
from butfor.model.types import FORMATS, HTTPS
from butfor.model.wire import CONDITIONS, Wire, choices
from butfor.text.suggest import closest
from butfor.yaml.scalars import Plain

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One flaw of shape: the shape rule that owns it, where, and the facts for its words.

    path: of the value; for a missing field, the path that it should have.
    want: what belongs there, in words. got: what stands there. choices: the closed vocabulary, if any.
    field: the field's definition, None for unknown fields. suggestion: the known field or value that was meant.
    because: the condition under which a missing field is required, as ``(path, value)``.
    first: where the same stands already.
    """

    rule: str
    path: DataPath
    want: str = ""
    got: Any = None
    choices: tuple[str, ...] = ()
    field: FieldInfo | None = None
    suggestion: str | None = None
    because: tuple[DataPath, str] | None = None
    first: DataPath = ()


def validate(model: type[M], data: Any, nullable: frozenset[str] = frozenset()) -> tuple[M | None, list[SchemaError]]:
    """Validate ``data`` (plain data from the parser) against ``model``.

    Returns the model (None where it does not fit; see `salvage`) and the flaws, in no particular order.
    ``nullable`` names the fields in which null has a meaning.
    """
    flaws: list[SchemaError] = []
    valid: M | None = None
    try:
        valid = model.model_validate(data)
    except ValidationError as error:
        flaws = _merged([_flaw(model, data, item) for item in error.errors(include_url=False)])
    if not isinstance(data, dict):
        return valid, flaws
    flaws = [flaw for flaw in flaws if flaw.rule == "missing-field" or flaw.got is not None]
    unknown = data.keys() - keys_of(model)
    # Extensions may hold what they like, if only JSON has words for it.
    extensions = {key for key in unknown if key.startswith("x_")}
    own = {key: data[key] for key in data if key not in extensions} if extensions else data
    if blanks := list(_blanks(model, own, nullable)):
        held = {flaw.path for flaw in blanks}
        flaws = [flaw for flaw in flaws if flaw.path not in held] + blanks
    if model is Wire:
        flaws += [SchemaError("unknown-field", (key,), got=data[key]) for key in unknown - extensions]
        flaws += _conditions(data)
        flaws += _not_json({key: data[key] for key in ("external_ids", *extensions) if key in data})
    if not flaws:
        return valid, flaws
    unique = {(flaw.rule, flaw.path): flaw for flaw in reversed(flaws)}
    return (None if flaws else valid), _misspelt(model, data, list(unique.values()))


def salvage(data: dict[str, Any], flaws: list[SchemaError]) -> tuple[Wire, frozenset[str]]:
    """What is sound of a wire with flaws, and the names of the top-level fields that are not.

    Those fields are not there to be read: a rule says what it needs and is left out where a need is not met, so
    that one slip is one finding.
    """
    # A conditional need inside a field (`rationale.by`) leaves the rest of that field sound.
    bad = {str(flaw.path[0]) for flaw in flaws if flaw.because is None or len(flaw.path) == 1}
    bad |= {flaw.suggestion for flaw in flaws if flaw.rule == "unknown-field" and flaw.suggestion}
    sound = {key: value for key, value in data.items() if key not in bad}
    bad |= _SKELETON.keys() - sound.keys()
    wire = Wire.model_validate(_SKELETON | sound)
    fields = {name: getattr(wire, name) for name in Wire.model_fields if name.rstrip("_") not in bad}
    return Wire.model_construct(**fields), frozenset(bad)


# Stands in for the required fields that are missing while the sound ones are validated; never seen by a rule.
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
"""A wire that means nothing, for fields of which no version can be read."""

_TYPES = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "int_type": "a whole number",
    "bool_type": "true or false",
}


def _flaw(model: type[BaseModel], data: Any, item: Any) -> SchemaError:
    """One of pydantic's errors as a flaw of ours."""
    kind, got, context = item["type"], item["input"], item.get("ctx", {})
    if kind == "missing":
        return SchemaError("missing-field", item["loc"], field=field_at(model, item["loc"]))
    path = _existing(data, item["loc"])
    info = field_at(model, path)
    if kind == "extra_forbidden":
        return SchemaError("unknown-field", path, got=got)
    if kind in ("string_pattern_mismatch", "string_too_short", "string_too_long", "too_short") and not str(got).strip():
        return SchemaError(*_owner("empty-field", path), field=info, got=got)
    if kind == "too_short":
        return SchemaError("empty-field", path, field=info, got=got)
    if kind == "too_long":
        want = f"at most {context['max_length']} items; these are {context['actual_length']}"
        return SchemaError("wrong-format", path, want=want, got=f"{len(got)} items", field=info)
    if kind == "literal_error":
        return SchemaError("unknown-value", path, got=got, choices=choices(info.annotation) if info else (), field=info)
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        return SchemaError("unknown-value", path, got=got, choices=(str(limit),), field=info)
    if kind == "string_pattern_mismatch":
        pattern = context["pattern"]
        rule = "bad-url" if pattern == HTTPS else "malformed-id" if path == ("id",) else "wrong-format"
        return SchemaError(rule, path, want=FORMATS.get(pattern, "text of another form"), got=got, field=info)
    if kind in ("string_too_short", "string_too_long"):
        want = f"text of {_length(info)} characters; this is {len(got)}"
        return SchemaError("wrong-format", path, want=want, got=got, field=info)
    return SchemaError("wrong-type", path, want=_TYPES.get(kind, "another kind of value"), got=got, field=info)


def _merged(flaws: list[SchemaError]) -> list[SchemaError]:
    """Each arm of a union complains on its own: keep what says more than "wrong type", else join what is wanted."""
    by_path: dict[DataPath, list[SchemaError]] = {}
    for flaw in flaws:
        by_path.setdefault(flaw.path, []).append(flaw)
    result = []
    for group in by_path.values():
        wants = [flaw.want for flaw in group if flaw.rule == "wrong-type"]
        others = [flaw for flaw in group if flaw.rule != "wrong-type"]
        result += others or [replace(group[0], want=" or ".join(wants))]
    return result


def _not_json(data: dict[str, Any]) -> Iterator[SchemaError]:
    """Numbers beyond JSON, in fields where a number may stand; elsewhere they are text."""
    todo: list[tuple[DataPath, Any]] = [((key,), value) for key, value in data.items()]
    while todo:
        path, value = todo.pop()
        if isinstance(value, dict):
            todo += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            todo += [((*path, index), item) for index, item in enumerate(value)]
        elif isinstance(value, Plain) and value.not_json:
            yield SchemaError("not-json", path, got=value)


def _length(info: FieldInfo | None) -> str:
    limits = {
        name: getattr(part, name)
        for part in (info.metadata if info else ())
        for name in ("min_length", "max_length")
        if hasattr(part, name)
    }
    return f"{limits.get('min_length', 1)} to {limits.get('max_length', 'any number of')}"


def _owner(rule: str, path: DataPath) -> tuple[str, DataPath]:
    """A rationale without text is its own rule: it is what the project exists for."""
    return ("empty-rationale" if path == ("rationale", "text") else rule), path


def _existing(data: Any, location: tuple[str | int, ...]) -> DataPath:
    """The part of pydantic's location that is a path in the data (it adds steps for unions and keys)."""
    path: list[str | int] = []
    for step in location:
        if (isinstance(data, dict) and step in data) or (isinstance(data, list) and isinstance(step, int)):
            path.append(step)
            data = data[step]  # type: ignore[index]
        else:
            break
    return tuple(path)


def _blanks(model: type[BaseModel], data: dict[str, Any], nullable: frozenset[str]) -> Iterator[SchemaError]:
    """Nulls where a field was left blank, and texts that are a placeholder."""
    todo: list[tuple[DataPath, Any]] = [((), data)]
    while todo:
        path, holder = todo.pop()
        for key, value in holder.items() if type(holder) is dict else enumerate(holder):
            if isinstance(value, str):
                if value[:2] in _OTHER_BEGINNINGS or len(value) >= _LONGEST:
                    continue  # nearly always, and fast
                if model is Wire and _is_placeholder(value, (*path, key)):
                    where = (*path, key)
                    yield SchemaError("placeholder", where, got=value.strip(), field=field_at(model, where))
            elif value is None:
                if key not in nullable:
                    where = (*path, key)
                    yield SchemaError(*_owner("empty-field", where), field=field_at(model, where))
            elif type(value) is dict or type(value) is list:
                todo.append(((*path, key), value))
    body = data.get("body") if model is Wire else None
    if isinstance(body, str) and "\n\n" in body:
        for part in body.split("\n\n"):
            if len(part) < _LONGEST and _PLACEHOLDER.fullmatch(_CITED.sub("", part)):
                yield SchemaError("placeholder", ("body",), got=part.strip(), field=field_at(model, ("body",)))
                return


def _is_placeholder(text: str, path: DataPath) -> bool:
    if path[-1] == "rule":  # of a deviation; one rule is named like what it finds
        return False
    text = _CITED.sub("", text) if "[S" in text else text
    if _PLACEHOLDER.fullmatch(text) or text.startswith(_TO_DO):
        return True
    known = path[-1] in _TEXTS and not (path[0] == "sources" and text.casefold() == "unknown")
    return known and bool(_PLACEHOLDER_OF_TEXT.fullmatch(text))


_MOST_STRANGERS = 20  # unknown fields for which a known one is looked up
_LONGEST = 200  # characters; no placeholder is longer
_AROUND = r"[\s.,:;!?\-_*#\[\](){}<>\"'\u2013\u2014\u2026]*"
_WORDS = "todo|tbd|tba|fixme|xxx|to do|to be done|placeholder|lorem ipsum"
_PLACEHOLDER = re.compile(f"{_AROUND}(?:{_WORDS}){_AROUND}", re.IGNORECASE)
_EMPTY_WORDS = "n/a|none|null|unknown|see above|see below|see body|as above|same|test|wip|tk|pending|not applicable"
_PLACEHOLDER_OF_TEXT = re.compile(
    rf"{_AROUND}(?:{_EMPTY_WORDS}){_AROUND}|(?=[\s\S]*\S){_AROUND}",
    re.IGNORECASE,
)
_BEGINNINGS = frozenset(word[:2] for word in f"{_WORDS}|{_EMPTY_WORDS}".split("|"))
_LETTERS = string.ascii_letters + string.digits
_OTHER_BEGINNINGS = frozenset(a + b for a in _LETTERS for b in _LETTERS if (a + b).lower() not in _BEGINNINGS)
_CITED = re.compile(r"\[S[0-9]{1,3}\]")
_TO_DO = ("TODO:", "TBD:", "FIXME:")
_TEXTS = frozenset(["title", "body", "text", "by", "reason", "point", "publisher", "external_factor", "occurred_note"])


def _conditions(data: dict[str, Any]) -> Iterator[SchemaError]:
    """Fields that are required, or out of place, because of another field's value."""
    for condition in CONDITIONS:
        value: Any = data
        for step in condition.when:
            value = value.get(step) if isinstance(value, dict) else None
        holder = data.get(condition.needs[0]) if len(condition.needs) == 2 else data
        applies = isinstance(value, str) and value in condition.values
        if applies and isinstance(holder, dict) and condition.needs[-1] not in holder:
            info = field_at(Wire, condition.needs)
            yield SchemaError("missing-field", condition.needs, field=info, because=(condition.when, value))
    if "retraction" in data and data.get("status") in ("draft", "published"):
        yield SchemaError("unexpected-field", ("retraction",), because=(("status",), data["status"]))


def _misspelt(model: type[BaseModel], data: dict[str, Any], flaws: list[SchemaError]) -> list[SchemaError]:
    """Name the field that an unknown one was meant to be; where that one is missing, it is one flaw, not two."""
    result, meant = [], set()
    strangers = 0
    for flaw in flaws:
        if flaw.rule == "unknown-field" and (strangers := strangers + 1) <= _MOST_STRANGERS:
            holder: Any = data
            for step in flaw.path[:-1]:
                holder = holder[step]
            owner = model_at(model, flaw.path[:-1])
            free = sorted(keys_of(owner) - holder.keys()) if owner else []
            suggestion = closest(str(flaw.path[-1]), free)
            meant.add((*flaw.path[:-1], suggestion))
            flaw = replace(flaw, suggestion=suggestion)
        result.append(flaw)
    return [flaw for flaw in result if flaw.rule != "missing-field" or flaw.path not in meant]


@cache
def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """The names of a model's fields as they are written."""
    return frozenset(info.alias or name for name, info in model.model_fields.items())


def model_at(model: type[BaseModel], path: DataPath) -> type[BaseModel] | None:
    """The model that describes the mapping at ``path``, None where there is none."""
    current: Any = model
    for step in path:
        if isinstance(step, int):
            continue
        info = _field(current, step)
        current = _model_in(info.annotation) if info else None
        if current is None:
            return None
    return current if isinstance(current, type) else None


def field_at(model: type[BaseModel], path: DataPath) -> FieldInfo | None:
    """The definition of the field at ``path``; for an item of a list, the list's."""
    names = tuple(step for step in path if isinstance(step, str))
    owner = model_at(model, names[:-1])
    return _field(owner, names[-1]) if owner and names else None


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    return next((info for name, info in model.model_fields.items() if (info.alias or name) == key), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
