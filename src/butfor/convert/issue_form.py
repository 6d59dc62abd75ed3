"""A filled issue form, as GitHub gives it: the event of a workflow, an issue of its interface, or the text alone."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from butfor.archive.index import url_key
from butfor.convert.prose import from_markdown
from butfor.convert.reading import json_of, text_of, whole, yaml_of
from butfor.convert.record import ConvertError, Record, Reference, day, line
from butfor.model.wire import UNKNOWN
from butfor.scaffold.archive import ISSUE_FORM, packed_form
from butfor.text.urls import host_of

_MOST_BYTES = 4 * 1024 * 1024
_MOST_SOURCES = 100
_HEADING = re.compile(r"^### +(.*?)[ \t]*$", re.MULTILINE)
_NO_ANSWER = "_no response_"
_URL = re.compile(r"https?://[^\s<>\[\]()\"'`]+(?:\([^\s()]*\)[^\s<>\[\]()\"'`]*)*")
_AROUND = " \t-*:;,.|()[]<>\u2013\u2014"
FIELDS = ("happened", "system", "date", "sources", "but-for")
"""The ids of what the form asks."""


def read_form(source: Path, root: Path) -> Iterator[Record]:
    """Yield the one record of a filled form; the questions are those of the form in the repository at ``root``.

    Raises:
        ConvertError: it is none.
        OSError: it can't be read.
    """
    data = whole(source, _MOST_BYTES)
    issue = json_of(data, source.name) if source.suffix.lower() == ".json" else {"body": text_of(data, source.name)}
    if isinstance(issue, dict) and isinstance(issue.get("issue"), dict):
        issue = issue["issue"]
    if not isinstance(issue, dict) or not isinstance(issue.get("body"), str):
        raise ConvertError(f"{source}: it is no issue: there is no text under `body`")
    answers = _answers(issue["body"].replace("\r\n", "\n"), _questions(root))
    if not answers:
        raise ConvertError(f"{source}: it answers none of the questions of {ISSUE_FORM}")
    yield _record(source.name, issue, answers)


def _questions(root: Path) -> dict[str, str]:
    """Return the id of each question by its words: of the archive's own form, else of the one that `init` writes."""
    path = root / ISSUE_FORM
    form = yaml_of(whole(path, _MOST_BYTES) if path.is_file() else packed_form().encode(), ISSUE_FORM)
    found: dict[str, str] = {}
    for item in form.get("body") or () if isinstance(form, dict) else ():
        attributes = item.get("attributes") if isinstance(item, dict) else None
        label = line(attributes.get("label")) if isinstance(attributes, dict) else None
        if label and item.get("id") in FIELDS:
            found[label] = str(item["id"])
    return found


def _answers(body: str, questions: Mapping[str, str]) -> dict[str, str]:
    """Return the answer to each question; of a heading that stands twice the first counts, the other is text."""
    answers: dict[str, str] = {}
    current: str | None = None
    pieces = _HEADING.split(body)
    for words, text in zip(pieces[1::2], pieces[2::2], strict=True):
        asked = questions.get(line(words) or "")
        if asked and asked not in answers:
            current = asked
            answers[current] = text
        elif current:
            answers[current] += f"### {words}{text}"
    return {name: text.strip() for name, text in answers.items() if text.strip().casefold() not in ("", _NO_ANSWER)}


def _record(place: str, issue: Mapping[str, Any], answers: Mapping[str, str]) -> Record:
    sources = _sources(answers.get("sources", ""))
    cited = {url_key(page.url): f"S{number}" for number, page in enumerate(sources, 1) if page.url}
    body, notes = from_markdown(answers.get("happened", ""), cited)
    without, more = from_markdown(answers.get("but-for", ""), cited)
    title = re.sub(r"\A\s*incident\s*:", "", line(issue.get("title")) or "", flags=re.IGNORECASE).strip()
    user = issue.get("user")
    system = line(answers.get("system"))
    return Record(
        place,
        key=line(issue.get("html_url")),
        texts={
            "title": title or None,
            "occurred": day(answers.get("date")),
            "submitted_by": line(user.get("login")) if isinstance(user, dict) else None,
        },
        lists={"providers" if system.casefold() == UNKNOWN else "systems": [system[:200]]} if system else {},
        sources=sources,
        body=body or None,
        without=without or None,
        notes=(*notes, *more),
    )


def _sources(text: str) -> tuple[Reference, ...]:
    """Return the addresses in an answer, each with the words beside it on its line as its publisher."""
    found: dict[str, Reference] = {}
    for written in text.split("\n"):
        addresses = [match.rstrip(".,;:!?") for match in _URL.findall(written)]
        words = line(_URL.sub(" ", written).strip(_AROUND))
        for url in addresses:
            alone = words[:200] if words and len(addresses) == 1 else None
            found.setdefault(url, Reference(url, publisher=alone or host_of(url) or None))
    return tuple(found.values())[:_MOST_SOURCES]
