"""The words of wires and of the policy, each with what the models and the policy's files say of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from inspect import getdoc
from typing import Any, get_args

from butfor.model.fields import field_at
from butfor.model.types import FORMATS, POLICY_WORD, Model
from butfor.model.wire import NONE_KNOWN, Wire
from butfor.policy.config import Config
from butfor.policy.json_schema import wire_schema
from butfor.policy.policy import Policy
from butfor.policy.seats import SeatsFile
from butfor.policy.vocabularies import Taxonomy
from butfor.scaffold.wire import TODO
from butfor.text.display import listed
from butfor.text.pages import same_page
from butfor.text.suggest import alike

_FIELDS, _VALUES, _SETTINGS = "fields", "values", "settings"
_MOST = 40  # names in one list; of hosts some have hundreds
_MOST_GUESSES = 5
_ALIKE = 80  # percent from which on a company's name is suggested: a name is easily like another company's
_SHORT = 3  # letters, that stand in many names
_STEP = re.compile(r"\[\d*\]|\.S?\d+(?=\.|$)")  # of a path, that leads to one of several
_VOICE = re.compile(r"^\{voice\}\.|/[^/]*\{voice\}.*")  # of an address at which many speak
_NAMES = ("id", "name")
_ALSO = ("prefix", "aliases", "also", "domains", "hosts", "names", "forms", "addresses")
"""Fields of policy files that hold other names of an entry, or hosts that it speaks of."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that can be explained."""

    name: str
    group: str
    """What it is one of, in the plural."""
    where: str
    says: tuple[tuple[str, str], ...]
    """Labels and words; the first says what it is."""
    also: tuple[str, ...] = ()
    """Other names by which it is looked up."""
    ambiguous: bool = False
    """An ordinary word, too, which is no guess for another one."""
    of_policy: bool = False
    """The policy's files list it, or the format beside them."""

    @property
    def short(self) -> str:
        """What distinguishes it from others in one line: of an entry of the policy its last words, else what it is."""
        return self.says[0 if self.group in (_FIELDS, _VALUES, _SETTINGS) else -1][1]


_WORDS = (
    Term(
        "wire",
        "words",
        "what an archive contains",
        (("What", "One AI incident in one YAML file, for readers once it is published: docs/wire-format.md."),),
        ("wires", "incident", "incidents"),
    ),
    Term(
        "suppression",
        "words",
        "what switches a rule off for one wire",
        (("What", "A comment in the wire, or a signed entry under `deviations`: docs/wire-format.md."),),
        ("suppressions", "waiver", "waivers"),
    ),
    Term(
        NONE_KNOWN,
        "values",
        "a word of rationale.other_causes",
        (("What", "No other necessary cause of the harm is known. No other answer may use this word."),),
        ("none_known", "none known"),
    ),
    Term(
        TODO,
        "values",
        "a word of the template",
        (("What", "A person must write something here: `butfor new` writes TODO, and `butfor check` refuses it."),),
    ),
)


def terms(policy: Policy) -> list[Term]:
    """Return every word of the policy, then every field of a wire, then the values that the format gives them."""
    entries, fields = list(_entries(policy)), list(_fields(wire_schema(policy), ()))
    names = {entry.name for entry in entries}
    values = (value for _, of_field in fields for value in of_field if not (value.of_policy and value.name in names))
    return [*entries, *(field for field, _ in fields), *values, *_settings(policy.config), *_WORDS]


def values_of(field: str, policy: Policy) -> list[Term]:
    """Return the values that a field of a wire may have, those of the policy, too; none where it has no closed list."""
    return next((values for term, values in _fields(wire_schema(policy), ()) if term.name == field), [])


def explained(name: str, every: Iterable[Term]) -> list[Term]:
    """Return what a name means: the terms of this name or other name, but for capital letters.

    What is called exactly so comes first, and a value of the format before what else has its name.

    A field may be named by its path in a wire (``sources.S1.kind``), or by its last part alone.
    """
    found = [term for term in every if any(_key(name, term) == _key(other, term) for other in (term.name, *term.also))]
    return sorted(found, key=lambda term: (name not in (term.name, *term.also), term.group != _VALUES))


def guesses(name: str, every: Iterable[Term]) -> list[str]:
    """Return the names that may be meant by one that means nothing, those most like it; none where none is."""
    every = [term for term in every if not term.ambiguous]
    companies = {term.name for term in every if term.group in ("providers", "products")}
    others = {term.name for term in every} - companies
    holding = [other for other in others if len(name) > _SHORT and name.casefold() in other.casefold()]
    return sorted(alike(name, others) or alike(name, companies, _ALIKE) or holding)[:_MOST_GUESSES]


def explained_address(addresses: Iterable[str], every: Iterable[Term]) -> list[Term]:
    """Return what is known of the place where an address lies: of its page, else of what lies above, else its host."""
    every = list(every)
    for page in map(same_page, addresses):
        path = page.partition("?")[0].split("/")
        above = ["/".join(path[:count]) for count in range(len(path), 0, -1)]
        labels = path[0].split(".")
        above += [".".join(labels[count:]) for count in range(1, len(labels) - 1)]
        if found := next(filter(None, (explained(place, every) for place in above)), []):
            return found
    return []


def _settings(config: Config) -> Iterator[Term]:
    """Yield the settings of `butfor.toml`, each with what holds in this archive."""
    for name, info in Config.model_fields.items():
        table = getattr(config, name)
        for key, setting in type(table).model_fields.items() if isinstance(table, Model) else ():
            written = setting.alias or key.replace("_", "-")
            says = [
                ("What", setting.description or ""),
                ("Here", listed(_texts(getattr(table, key)), "and") or "not set"),
            ]
            yield Term(
                written, _SETTINGS, f"in [{info.alias or name}] of butfor.toml", tuple(says), (f"{name}.{written}",)
            )


def _key(name: str, term: Term) -> str:
    """Return a name as it is compared; of a path in a wire that is its field's, whichever source it leads to."""
    return (_STEP.sub("", name) if term.group == _FIELDS else _VOICE.sub("", name)).casefold()


def _entries(policy: Policy) -> Iterator[Term]:
    """Yield the entries of every list in the policy's files, and of the lists in them."""
    for file, content in policy.files.items():
        if not isinstance(content, SeatsFile):  # the days say who holds a seat
            yield from _entries_in(content, f"{policy.config.paths.schema_}/{file}")


def _entries_in(owner: Model, where: str) -> Iterator[Term]:
    for key, info in type(owner).model_fields.items():
        for entry in _models(getattr(owner, key)):
            name = getattr(entry, _naming(entry), "")
            if isinstance(owner, Taxonomy):
                name = owner.written(entry)  # type: ignore[arg-type]  # the only list of a taxonomy
            if name:
                inside = ((type(owner).__name__, _shown_name(owner)),) if _shown_name(owner) else ()
                says = (("What", (getdoc(entry) or "").replace("``", "`")), *inside, *_filled(entry))
                also = tuple(text for field in (*_ALSO, "id") for text in _texts(getattr(entry, field, None)))
                yield Term(name, (info.title or key).lower(), where, says, also, getattr(entry, "ambiguous", False))
            yield from _entries_in(entry, where)


def _naming(entry: Model) -> str:
    """Return the field that holds what an entry is called in the policy; empty where none does."""
    return next((field for field in _NAMES if hasattr(entry, field)), "")


def _filled(entry: Model) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry that say more than its name, and something other than when they are left out."""
    left_out = _left_out(type(entry))
    for key, info in type(entry).model_fields.items():
        value, label = getattr(entry, key), info.title or key
        if key == _naming(entry) or value == left_out[key]:
            continue
        texts = list(_texts(value))
        if len(texts) > _MOST:
            yield label, f"{', '.join(texts[:_MOST])} and {len(texts) - _MOST} more"
        else:
            yield label, listed(texts, "and") or f"none. {info.description}"


@cache
def _left_out(model: type[Model]) -> dict[str, Any]:
    """Return what each field is where it is left out; pydantic takes a while to say it."""
    return {key: info.get_default(call_default_factory=True) for key, info in model.model_fields.items()}


def _texts(value: Any) -> Iterator[str]:
    """Yield a value in words: of each entry of a list its name; nothing for null."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, Model):
            yield _shown_name(item)
        elif item is not None:
            yield "yes" if item is True else str(item)


def _shown_name(entry: Model) -> str:
    """Return what readers know an entry by; of what has no name the text in its first field."""
    value = next(getattr(entry, field) for field in ("name", "id", *type(entry).model_fields) if hasattr(entry, field))
    return value if isinstance(value, str) else ""


def _models(value: Any) -> list[Model]:
    return [item for item in value if isinstance(item, Model)] if isinstance(value, list) else []


def _fields(schema: dict[str, Any], outer: tuple[str, ...]) -> Iterator[tuple[Term, list[Term]]]:
    """Yield each field of a JSON Schema with its values, those of fields inside it after it."""
    for key, field in schema.get("properties", {}).items():
        steps = (*outer, key)
        names = tuple(step.removesuffix("[]") for step in steps)
        if (info := field_at(Wire, names)) is None:
            continue
        path, inner = ".".join(steps), field.get("items", field)
        title, description = field.get("title", key), field.get("description", "")
        inner = inner.get("then", inner)  # where a vocabulary of the policy is
        meanings = inner.get("markdownEnumDescriptions", ())
        values = inner.get("enum", ())
        what = dict(zip(values, meanings, strict=False))
        meant = [f"{value}: {meaning}" for value, meaning in what.items()]
        needed = "required" if key in schema.get("required", ()) else "optional"
        says = [("What", f"{title}. {description}"), ("Field", needed)]
        says += [("Values", "\n".join(meant) or ", ".join(map(str, values)))] if values else []
        says += [("Form", form)] if (form := FORMATS.get(inner.get("pattern", ""))) and not values else []
        of_field = ("Field", f"{title}. {description}")
        of_value = {value: (("What", what[value]), of_field) if value in what else (of_field,) for value in values}
        of_policy = POLICY_WORD in (*info.metadata, *_marks(info.annotation))
        yield (
            Term(path, _FIELDS, "a field of wires", tuple(says), (key, ".".join(names))),
            [Term(str(value), _VALUES, f"a value of {path}", of_value[value], of_policy=of_policy) for value in values],
        )
        ends = f"{key}[]" if field.get("type") == "array" else key
        yield from _fields(inner, (*outer, ends))


def _marks(annotation: Any) -> list[Any]:
    return [mark for part in get_args(annotation) for mark in getattr(part, "__metadata__", ())]
