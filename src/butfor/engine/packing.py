"""Dataclasses as JSON, for the cache: short, and read back by their types."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_text(value: Any) -> str:
    """Return a value as JSON, a dataclass as the list of its fields."""
    return json.dumps(_plain(value), separators=(",", ":"))


def _plain(value: Any) -> Any:
    """Return a value as lists: a dataclass as those of its fields."""
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def from_text(kind: Callable[..., T], text: str) -> T:
    """Return the value of this type of which `to_text` made ``text``."""
    return cast(T, _decoder(kind)(json.loads(text)))


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is list or (origin is tuple and arguments[-1] is Ellipsis):
        item = _decoder(arguments[0])
        return lambda values: origin(map(item, values))
    if origin is tuple:
        return _fields_decoder(lambda *values: values, arguments)
    if origin in (Union, UnionType):
        kinds = [argument for argument in arguments if argument is not type(None)]
        decode = _decoder(kinds[0]) if len(kinds) == 1 else _as_it_is
        return lambda value: None if value is None else decode(value)
    if is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, tuple)):
        return _fields_decoder(cast(Callable[..., Any], kind), tuple(get_type_hints(kind).values()))
    return kind if isinstance(kind, type) and issubclass(kind, StrEnum) else _as_it_is


def _fields_decoder(make: Callable[..., Any], kinds: tuple[Any, ...]) -> Callable[[list[Any]], Any]:
    decoders = tuple(map(_decoder, kinds))
    return lambda values: make(*(decode(value) for decode, value in zip(decoders, values, strict=True)))


def _as_it_is(value: Any) -> Any:
    return value
