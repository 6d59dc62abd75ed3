"""The kinds of text that fields hold: one pattern each for pydantic, JSON Schema and the words in findings."""

import datetime
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from butfor.yaml.scalars import Plain

ULID = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
SOURCE_ID = r"^S[1-9][0-9]{0,2}$"
HTTPS = r"^https://[^\s]+$"
DATE = r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
PARTIAL_DATE = r"^(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
TIMESTAMP = (
    r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?Z$"
)
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
RULE_ID = r"^[a-z]+(-[a-z]+)*$"
LINE = r"^[^\r\n]*\S[^\r\n]*$"
TEXT = r"\S"
COPY_ADDRESS = r"^[a-z0-9-]+(\.[a-z0-9-]+)+/([A-Za-z0-9._~-]+/)*(\{date\}/\{url\}|\{id\})$"
ID_FORM = r"^[A-Za-z0-9._:-]*(\{(year|number|digits|slug)\}[A-Za-z0-9._:-]*){1,3}$"
ID_ADDRESS = r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+/([^\s{}]|\{(id|year|number|digits|slug)\})*$"

NAMED = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
HOST = r"^[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s?#]+)?$"
VOICE_ADDRESS = r"^(\{voice\}\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s?#{}]*(\{voice\}[^\s?#{}]*)?)?$"
FOLDER = r"^[^/\\.\x00-\x1f][^/\\\x00-\x1f]*$"
BRANCH = r"^[^-\s~^:\\\x00-\x20\x7f][^\s~^:\\\x00-\x20\x7f]*$"
BASE_URL = r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*/?$"
CONTACT = r"^(https://[^\s]+|mailto:[^\s@?&]+@[^\s@?&]+)$"

FORMATS: dict[str, str] = {
    ULID: "a ULID: 26 characters, digits and upper-case letters without I, L, O, U",
    SOURCE_ID: "a source id: `S` and a number, such as `S1`",
    HTTPS: "a URL that starts with `https://` and contains no space",
    DATE: 'a date as `"YYYY-MM-DD"`',
    PARTIAL_DATE: 'a date as precise as it is known: `"YYYY"`, `"YYYY-MM"` or `"YYYY-MM-DD"`',
    TIMESTAMP: 'a time in UTC, to the second: `"YYYY-MM-DDThh:mm:ssZ"`',
    LANGUAGE: "a language tag that begins with a code of IANA's registry in small letters, such as `it` or `pt-BR`",
    RULE_ID: "the id of a rule, such as `too-few-sources`",
    LINE: "text on one line",
    TEXT: "text",
    COPY_ADDRESS: "the URL of a copy without `https://`, ending in `{date}/{url}` or in `{id}`",
    ID_FORM: "an id in which `{year}`, `{number}`, `{digits}` and `{slug}` stand for what varies, three at most",
    NAMED: "a short name of letters and digits, with `.`, `_` or `-` between them, and no space",
    HOST: "a host in small letters, without `https://`, `www.` and a slash at its end",
    VOICE_ADDRESS: "a host in small letters, without `https://`, in which `{voice}` may replace the publisher once",
    ID_ADDRESS: "a URL that starts with `https://`, in which `{id}` stands for the id",
    FOLDER: "the name of a folder beside `butfor.toml` that does not begin with a dot",
    BRANCH: "the name of a branch, or a pattern such as `release/*`",
    BASE_URL: "a URL that starts with `https://` or `http://`, without `?` and `#`",
    CONTACT: "a URL that starts with `https://`, or `mailto:` and an e-mail address",
}


_FIGURES = {
    DATE: "[0-9]{4}-[0-9]{2}-[0-9]{2}",
    PARTIAL_DATE: "[0-9]{4}(-[0-9]{2}){0,2}",
    TIMESTAMP: "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
}
"""The forms of dates and times, whatever their figures mean."""


def wanted(pattern: str, got: str) -> tuple[str, bool]:
    """Return what a text must be that does not fit a pattern, in words, and whether it is its form that is wrong."""
    if pattern in _FIGURES and re.fullmatch(_FIGURES[pattern], got):
        return f"{FORMATS[pattern]}, a real one in the years 1900 to 2099", False
    return FORMATS.get(pattern, "text of another form"), True


@cache
def _languages() -> frozenset[str]:
    lines = Path(__file__).with_name("languages.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(code for line in lines if not line.startswith("#") for code in line.split())


def _known_language(tag: str) -> str:
    """Return a language tag whose language there is: a code that means nothing would switch rules off.

    Raises:
        PydanticCustomError: there is no such language, or it has a shorter code.
    """
    if tag.partition("-")[0] not in _languages():
        raise PydanticCustomError("string_pattern_mismatch", "no language", {"pattern": LANGUAGE})
    return tag


Ulid = Annotated[str, Field(pattern=ULID)]
SourceId = Annotated[str, Field(pattern=SOURCE_ID)]
Https = Annotated[str, Field(pattern=HTTPS)]
Date = Annotated[str, Field(pattern=DATE)]
PartialDate = Annotated[str, Field(pattern=PARTIAL_DATE)]
Timestamp = Annotated[str, Field(pattern=TIMESTAMP)]
Language = Annotated[str, Field(pattern=LANGUAGE), AfterValidator(_known_language)]
RuleId = Annotated[str, Field(pattern=RULE_ID)]
Line = Annotated[str, Field(pattern=LINE)]
Text = Annotated[str, Field(pattern=TEXT)]
Name = Annotated[str, Field(pattern=LINE, max_length=200)]
POLICY_WORD = "a word of the policy"
"""Marks a type whose values stand in a list of the policy, so that none is free text."""
PolicyWord = Annotated[Name, POLICY_WORD]


def native(value: Any) -> Any:
    """Return what a JSON reader would see: `Plain` scalars resolved, all the way down; whole floats as integers."""
    if isinstance(value, Plain):
        resolved = value.value
        return int(resolved) if isinstance(resolved, float) and resolved.is_integer() else resolved
    if isinstance(value, dict):
        return {key: native(item) for key, item in value.items()}
    if isinstance(value, list):
        return [native(item) for item in value]
    return value


PolicyVersion = Annotated[int, Field(ge=1, le=1, json_schema_extra={"const": 1}), BeforeValidator(native)]
LATEST = 2
"""The version of the wire format that is written; each from 1 is read."""
Version = Annotated[int, Field(ge=1, le=LATEST), BeforeValidator(native)]
TextOrNumber = Annotated[Line | int, BeforeValidator(native)]
TextsOrNumbers = Annotated[list[TextOrNumber], Field(min_length=1, max_length=20)]
Count = Annotated[int, Field(ge=0, le=20), BeforeValidator(native)]
Flag = Annotated[bool, BeforeValidator(native)]


class Model(BaseModel):
    """Base of all models: nothing is coerced, nothing unknown is let through, nothing changes afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


_NUMBER = re.compile(r"[0-9]+")
_LAST_DAY = int(datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC).timestamp() * 1000)

# Crockford's digits to Python's: ten characters are decoded here, because importing a library for it takes 15 ms.
_DIGITS = str.maketrans("ABCDEFGHJKMNPQRSTVWXYZ", "ABCDEFGHIJKLMNOPQRSTUV")


@lru_cache(maxsize=4096)
def ulid_day(ulid: str) -> datetime.date:
    """Return the day (UTC) of a well-formed ULID's time; times after the year 9999 count as its last day."""
    milliseconds = min(int(ulid[:10].translate(_DIGITS), 32), _LAST_DAY)
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC).date()


def home_of(wire_id: str) -> str:
    """Return where a wire lies below the folder of incidents: ``<year of the id>/<id>.yaml``."""
    return f"{ulid_day(wire_id).year}/{wire_id}.yaml"


@lru_cache(maxsize=4096)
def bounds(partial: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day that a partial date or timestamp may mean; None for a day that is none."""
    numbers = [int(part) for part in _NUMBER.findall(partial[:10])]
    year, month, day = (*numbers, None, None)[:3] if numbers else (None, None, None)
    try:
        if year is None:
            return None
        if month is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        if day is None:
            following = datetime.date(year + month // 12, month % 12 + 1, 1)
            return datetime.date(year, month, 1), following - datetime.timedelta(days=1)
        return (exact := datetime.date(year, month, day)), exact
    except ValueError:
        return None
