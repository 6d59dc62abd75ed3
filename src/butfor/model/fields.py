"""The fields of models: their names as they are written, and their definitions by path."""

from functools import cache, lru_cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from butfor.findings import DataPath


@cache
def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of a model's fields as they are written."""
    return frozenset(info.alias or name for name, info in model.model_fields.items())


@lru_cache(maxsize=1024)
def model_at(model: type[BaseModel], path: DataPath) -> type[BaseModel] | None:
    """Return the model that describes the mapping at ``path``, None where there is none."""
    current: Any = model
    for step in path:
        if isinstance(step, str):
            info = _field(current, step)
            current = _model_in(info.annotation) if info else None
            if current is None:
                return None
    return current if isinstance(current, type) else None


def field_at(model: type[BaseModel], path: DataPath) -> FieldInfo | None:
    """Return the definition of the field at ``path``; for an item of a list, the list's."""
    names = tuple(step for step in path if isinstance(step, str))
    owner = model_at(model, names[:-1])
    return _field(owner, names[-1]) if owner and names else None


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    return next((info for name, info in model.model_fields.items() if (info.alias or name) == key), None)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
