"""Wires and policy files that are broken at random: in their bytes, in their structure, or only in their texts."""

import copy
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

from butfor.archive.wire_file import read_wire
from butfor.files.tree import MAX_BYTES, Source
from butfor.yaml.parse import Plain, parse
from conftest import BASE, REPOSITORY, merged
from robustness.checking import POLICIES

_PIECES = [
    "\n", "\r\n", "\r", "\t", " ", "  ", ": ", ":", "- ", "-", "? ", "#", " #", "|", ">", "|2-", ">+\n", "[", "]", "{",
    "}", ",", '"', "'", "\\", "&a ", "*a", "!!str ", "!<", "%YAML 1.2\n", "---\n", "...\n", "<<: ", "null", "~", "true",
    "no", "=", ".inf", "-.NaN", "0x1f", "0o7", "012", "1e999", "1_0", "1:30", "+1", "9" * 401, "\\u202e", "\\ud800",
    "\\x00", "\\U00110000", "\\\n", "\ufeff", "\x00", "\x7f", "\x85", "\u2028", "\u202e", "\u200b", "\u00ad", "\u0430",
    "\uff21", "\U0001f600", "\U000e0061", "a\u0301", "\ufdfa", "\u2067", "\ufe0f", "[S1]", "[S99]", "[s1, S2]", "[1]",
    "[source]", "[S1](", "[S1]: x", "```\n", "`", "<!--", "-->", "<b>", "&amp;", "https://", "https://a@b.example/",
    "?utm_source=x", "xn--", "//..", ":99999", "[::1]", "http://", "%zz", "TODO", "unknown", "2024-02-30", "9999-12-31",
    "0000", "2024-13", "2026-06-01T24:00:00Z", "01H3G6D60088JDPVJMJQV9BE1W", "# butfor: ignore[",
    "# butfor: ignore[unknown-code] -- x\n", "] until 2026-01-01 -- x", "x_a: ", "SEV-3", "M2", "mit:3.1",
    "would not have", "a@b.co", "+1 555 555 5555", "yesterday", "1 March 2024", "::error::", "##[", "\x1b[31m",
]  # fmt: skip
_MARKUP = [
    "<script>a()</script>", "</script>", "<!--", "-->", "<img src=x onerror=a()>", "<svg/onload=a()>", "</p>",
    "<style>", "</title>", "]]>", '" onmouseover="a()', "' x='", "<a href=javascript:a()>", "[a](javascript:a())",
    "[a](JaVaScRiPt:a())", "[a](data:text/html,b)", "[a](<java\nscript:a()>)", "[a](https://b.example/)",
    "<https://b.example>", "<javascript:a()>", "![a](https://b.example/c.png)", "[a](&#106;avascript:a())",
    "&lt;script&gt;", "&#60;b&#62;", "&#x202e;", "&Tab;", "{{ 7*7 }}", "{% x %}", "[S1][S2]",
    "[[S1](https://b.example)](https://c.example)", "*a **b* c**", "`` ` ``", "\n```\n", "\n~~~\n", "\n\n# a\n\n",
    "\n\n> - 1. a\n", "\n\n---\n\n", "\n\n    a\n\n", "| a |\n| --- |\n", "\n[a]: b\n", "\\", "@everyone", "#1",
    "::error::a", "##[a]", "\u202e\u2066\u200b\u2028", "\x00", "\x1b[31m",
]  # fmt: skip
_VALUES = [
    None, True, 0, 1, -1, 10**400, 1e308, "", " ", "\n", "a", "a" * 5001, "TODO", "unknown", "S1", "[S1]", "2024-02-30",
    "9999-12-31", "0001-01-01", "https://", "https://a", "https://xn--/", "\u202e", "\ud7ff", "\U000e0001", "SEV-1",
    "M1", "bulk", [], [[]], [None], ["S1", "S1"], {}, {"": ""}, {"a": {"b": []}}, [{}], [{"id": "S1"}] * 3, "retracted",
    "draft", "near",
]  # fmt: skip
_FREE = frozenset([
    "title", "body", "text", "by", "reason", "was", "now", "point", "publisher", "url", "archive_url", "providers",
    "systems", "codes", "occurred_note", "external_factor", "external_ids", "ledger", "severity", "tier",
])  # fmt: skip
"""Fields in which almost anything can be read, right or wrong."""

Place = tuple[Any, Any]
"""(dictionary or list, key or index)."""


def broken_wires() -> st.SearchStrategy[bytes]:
    """Return broken wires. Of those of which only texts are broken most can be read whole, so they have a page."""
    seeds = _seeds()
    documents = [document for seed in seeds if (document := _document(seed)) is not None]
    whole = [document for seed in seeds if read_wire(Source("", seed)).valid_wire and (document := _document(seed))]
    return _broken_bytes(seeds) | _broken_structure(documents) | _broken_texts(whole)


def broken_policy_files() -> st.SearchStrategy[tuple[str, bytes]]:
    """Return broken policy files, with their names."""
    files = {name: (REPOSITORY / name).read_bytes() for name in POLICIES}
    documents = {name: _document(data) for name, data in files.items() if name.endswith(".yaml")}

    def of(name: str) -> st.SearchStrategy[tuple[str, bytes]]:
        broken = _broken_bytes([files[name], *files.values()])
        if name in documents:
            broken |= _broken_structure([documents[name]])
        return st.tuples(st.just(name), broken)

    return st.sampled_from(POLICIES).flatmap(of)


def _seeds() -> list[bytes]:
    """Return the shipped wires, the good one of the tests, every fixture, and each merged into the good wire."""
    seeds = [BASE.encode(), *(path.read_bytes() for path in sorted(REPOSITORY.glob("incidents/*/*.yaml")))]
    for path in sorted(REPOSITORY.glob("tests/fixtures/*/*")):
        if path.suffix != ".out" and path.is_file() and path.stat().st_size <= 20_000:
            data = path.read_bytes()
            seeds.append(data)
            if re.search(rb"^[a-z_]+:", data, re.MULTILINE):
                seeds.append(merged(data.decode("utf-8", "replace")).encode())
    return seeds


def _document(data: bytes) -> dict[str, Any] | None:
    """Return the data of a file without what the parser notes beside it; None where nothing can be read."""
    document = parse(Source("", data))
    return _plain(document.data) if isinstance(document.data, dict) and not document.unparsable else None


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.value if isinstance(data, Plain) else data


@st.composite
def _broken_bytes(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """Return a file with a few places of its bytes replaced."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(start + draw(st.sampled_from([0, 0, 1, 4, 16, 200])), len(data))
        match draw(st.sampled_from(["piece", "piece", "repeat", "splice", "bytes"])):
            case "piece":
                piece = draw(st.sampled_from(_PIECES)).encode() * draw(st.sampled_from([1, 1, 1, 2, 40, 700]))
            case "repeat":
                piece = data[start:end] * draw(st.sampled_from([2, 3, 50]))
            case "splice":
                source = draw(st.sampled_from(seeds))
                at = draw(st.integers(0, len(source)))
                piece = source[at : at + draw(st.sampled_from([10, 100, 2000]))]
            case _:
                piece = draw(st.binary(max_size=3))
        data = (data[:start] + piece + data[end:])[: MAX_BYTES + 1]
    return data


@st.composite
def _broken_structure(draw: st.DrawFn, documents: Sequence[dict[str, Any]]) -> bytes:
    """Return a file of which a few values are gone, repeated, renamed, or others."""
    data = copy.deepcopy(draw(st.sampled_from(documents)))
    for _ in range(draw(st.integers(1, 4))):
        if not (places := list(_places(data))):
            break
        holder, key = draw(st.sampled_from(places))
        change = draw(st.sampled_from(["delete", "double", "text", "value"]))
        if change == "delete":
            del holder[key]
        elif change == "double" and isinstance(holder, list):
            holder += [holder[key]] * draw(st.sampled_from([1, 3, 120]))
        elif change == "double":
            holder[f"{key}{draw(st.sampled_from('sx_ '))}"] = holder[key]
        elif change == "text" and isinstance(holder[key], str):
            holder[key] = draw(_with_piece(holder[key], _PIECES))
        else:
            holder[key] = copy.deepcopy(draw(st.sampled_from(_VALUES)))
    return _written(data) if draw(st.booleans()) else json.dumps(data).encode()


@st.composite
def _broken_texts(draw: st.DrawFn, documents: Sequence[dict[str, Any]]) -> bytes:
    """Return a wire with pieces of markup in a few of its texts."""
    data = copy.deepcopy(draw(st.sampled_from(documents)))
    for _ in range(draw(st.integers(1, 8))):
        holder, key = draw(st.sampled_from(list(_places(data, free=False))))
        holder[key] = draw(_with_piece(holder[key], _MARKUP + _PIECES))
    return _written(data)


@st.composite
def _with_piece(draw: st.DrawFn, text: str, pieces: Sequence[str]) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(pieces)) + text[at:]


def _places(data: Any, free: bool | None = None) -> Iterator[Place]:
    """Yield the place of each value; where ``free`` is not None, only of texts in which anything may be written."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        inner = key in _FREE if free is not None and isinstance(data, dict) else free
        if inner is None or (inner and isinstance(value, str)):
            yield data, key
        if isinstance(value, dict | list):
            yield from _places(value, inner)


def _written(data: dict[str, Any]) -> bytes:
    """Return data as YAML, each field on a line of its own."""
    parts = [f"{key if key.isidentifier() else json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}\n"
             for key, value in data.items()]  # fmt: skip
    return "".join(parts).encode("utf-8", "surrogatepass")
