"""A filled issue form, as GitHub gives it: the event of a workflow, an issue of its interface, or the text alone."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from butfor.convert.prose import cited_pages, from_markdown
from butfor.convert.reading import json_of, text_of, whole, yaml_of
from butfor.convert.record import (
    UNREAD_DATE,
    ConvertError,
    Lost,
    Record,
    Reference,
    cut,
    dated,
    day,
    keep,
    line,
    most_sources,
)
from butfor.engine.clock import read_clock
from butfor.model.wire import UNKNOWN
from butfor.scaffold.archive import ISSUE_FORM, packed_form
from butfor.text.days import days_named
from butfor.text.pages import day_in
from butfor.text.urls import host_of

_MOST_BYTES = 4 * 1024 * 1024
_HEADING = "### "
_NO_ANSWER = "_no response_"
_URL = re.compile(r"https?://[^\s<>\[\]()\"'`]+(?:\([^\s()]*\)[^\s<>\[\]()\"'`]*)*")
_LINK = re.compile(rf"\[([^\[\]\n]{{1,500}})\]\((?=<?({_URL.pattern})>?\))<?\2>?\)")
_MOST_SIGNS = 200  # of a publisher, and of a system
NO_DAY = "no day: its id contains the date of the issue"
NO_SOURCE = "a line without a URL, among its sources"
LINK_WORDS = "the words of a link that has a publisher beside its URL"
TWICE = "a question of the form that occurs twice, so both are read as text"
TEXT_OF_ANSWER = "a question of the form inside an answer, which is read as text"
SHARED_WORDS = "words beside several URLs on one line"
_ITEM = re.compile(r"\A\s*[0-9]{1,2}[.)]\s")  # in a list with numbers
_AROUND = " `\t-*:;,.|()[]<>\u2013\u2014"
_OWN = "own:"
_TEXT = "happened"  # the answer that becomes the body
FIELDS = (_TEXT, "system", "date", "sources", "but-for")
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
        raise ConvertError(f"{source}: it is not an issue: there is no text under `body`")
    lost: Lost = {}
    answers = _answers(issue["body"].replace("\r\n", "\n"), _questions(root), lost)
    for name in answers.keys() - set(FIELDS):
        lost.setdefault(
            f"the answer to a question that is not in the form of `butfor init`: {name.removeprefix(_OWN)}",
            answers[name],
        )
    if answers.keys().isdisjoint(FIELDS):
        raise ConvertError(f"{source}: it answers none of the questions of {ISSUE_FORM}")
    yield _record(source.name, issue, answers, lost)


def _questions(root: Path) -> dict[str, str]:
    """Return the id of each question by its words: of the archive's own form, else of the one that `init` writes.

    What an archive asks besides has its words for an id.
    """
    path = root / ISSUE_FORM
    form = yaml_of(whole(path, _MOST_BYTES) if path.is_file() else packed_form().encode(), ISSUE_FORM)
    found: dict[str, str] = {}
    for item in form.get("body") or () if isinstance(form, dict) else ():
        attributes = item.get("attributes") if isinstance(item, dict) else None
        label = line(attributes.get("label")) if isinstance(attributes, dict) else None
        if label:
            found[label] = str(item["id"]) if item.get("id") in FIELDS else f"{_OWN}{label}"
    return found


def _answers(body: str, questions: Mapping[str, str], lost: Lost) -> dict[str, str]:
    """Return the answer to each question."""
    lines = body.split("\n")
    heads = _heads(lines, questions, lost)
    answers: dict[str, str] = defaultdict(str)
    current = ""
    for number, written in enumerate(lines):
        asked = heads.get(number)
        current = current if asked is None else asked or _TEXT
        if not asked and current:
            answers[current] += f"{written}\n"
        elif not asked and written.strip():
            lost.setdefault("text above its first question", written)
    return {name: text.strip() for name, text in answers.items() if text.strip().casefold() not in ("", _NO_ANSWER)}


def _heads(lines: Sequence[str], questions: Mapping[str, str], lost: Lost) -> dict[int, str]:
    """Return the id of the question that each line is; nothing for one of which nobody can say whether it is.

    The form asks each question once, in its order. An answer may hold the words of another: what does not stand between
    the questions before and behind is text of that answer, and where several do none of them is taken for the question.
    """
    places: dict[str, list[int]] = {name: [] for name in questions.values()}
    for number, written in enumerate(lines):
        if written.startswith(_HEADING) and (asked := questions.get(line(written[len(_HEADING) :]) or "")):
            places[asked].append(number)
    once = {name: found[0] for name, found in places.items() if len(found) == 1}
    heads: dict[int, str] = {}
    order = list(places)
    for rank, (name, found) in enumerate(places.items()):
        first = max((once.get(before, -1) for before in order[:rank]), default=-1)
        last = min((once.get(behind, len(lines)) for behind in order[rank + 1 :]), default=len(lines))
        own = [number for number in found if name in once or first < number < last]
        if len(found) > 1:
            lost.setdefault(TEXT_OF_ANSWER if len(own) == 1 else TWICE, lines[found[0]])
        heads.update({own[0]: name} if len(own) == 1 else dict.fromkeys(found, ""))
    return heads


def _record(place: str, issue: Mapping[str, Any], answers: Mapping[str, str], lost: Lost) -> Record:
    sources = _sources(answers.get("sources", ""), lost)
    cited = cited_pages(sources)
    body = from_markdown(answers.get("happened", ""), lost, cited)
    without = from_markdown(answers.get("but-for", ""), lost, cited)
    title = re.sub(r"\A\s*incident\s*:", "", line(issue.get("title"), lost) or "", flags=re.IGNORECASE).strip()
    user = issue.get("user")
    system = cut(line(answers.get("system")) or "", _MOST_SIGNS, lost)
    occurred = dated(answers.get("date"), UNREAD_DATE, lost)
    reported_on = day(issue.get("created_at")) or read_clock().utc
    if occurred is None and not any(page.published for page in sources):
        lost[NO_DAY] = reported_on
    return Record(
        place,
        key=line(issue.get("html_url")),
        texts={
            "title": title or None,
            "occurred": occurred,
            "submitted_by": line(user.get("login")) if isinstance(user, dict) else None,
        },
        lists={"providers" if system.casefold() == UNKNOWN else "systems": [system]} if system else {},
        sources=sources,
        body=body or None,
        without=without or None,
        reported_on=reported_on,
        lost=lost,
    )


def _sources(text: str, lost: Lost) -> tuple[Reference, ...]:
    """Return the addresses in an answer, each with the words and the day beside it on its line."""
    found: dict[str, Reference] = {}
    for written in text.split("\n"):
        links = _LINK.findall(written)
        plain = _LINK.sub(r" \2 ", _ITEM.sub("", written))
        addresses = list(dict.fromkeys(match.rstrip(".,;:!?") for match in _URL.findall(plain)))
        words = _URL.sub(" ", plain)
        days = list(days_named(words)) if len(addresses) == 1 else []
        if len(days) == 1:
            words = words.replace(days[0][0], " ", 1)
        beside = re.sub(r"\(\s*\)|\[\s*\]", " ", words)
        publisher = line(beside.strip(_AROUND)) or ""
        of_link = line(links[0][0]) if len(links) == 1 else None
        if not addresses and publisher:
            lost.setdefault(NO_SOURCE, written)
        elif len(addresses) > 1 and (publisher or links):
            lost.setdefault(SHARED_WORDS, written)
        elif of_link and publisher and of_link not in publisher:
            lost.setdefault(LINK_WORDS, of_link)
        for url in addresses:
            alone = cut(publisher or of_link or "", _MOST_SIGNS, lost) if len(addresses) == 1 else ""
            published = days[0][1] if len(days) == 1 else day_in(url)
            is_past = published is not None and published.isoformat() <= read_clock().latest
            date = published.isoformat() if published and is_past else None
            keep(Reference(url, publisher=alone or host_of(url) or None, published=date), found, lost)
    return most_sources(found, lost)
