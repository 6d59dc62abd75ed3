"""Corrections and retractions: a published wire changes and gives account of it in one write.

What was and what is are quoted from the two versions, never typed. The file is edited where it changes, never loaded
and dumped, and the edit counts only if what it was meant to say, and nothing else, can be read from the result.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path as FilePath
from typing import Any

from butfor.archive import examine
from butfor.check import check
from butfor.finding import Change, Edit, Finding, Level, Path, Repair, Spot
from butfor.fix import Mended
from butfor.git import GitTree, Repository
from butfor.history import ACCOUNT, PROSE, SIGNED, changed, facts, levelled, new_corrections, sound, text_of, top
from butfor.locate import Finder, edited
from butfor.model.judge import keys_of
from butfor.model.types import ulid_day
from butfor.model.wire import Wire
from butfor.parse import Place, parse
from butfor.policy import Policy
from butfor.source import MAX_BYTES, NotRegularFileError, Source, Tree, WorkTree, read
from butfor.suggest import closest
from butfor.text import block, clip, listed, quoted, scalar, shown

LONGEST = 500
"""Characters of a text that an entry quotes whole; of a longer one it quotes the passages that changed."""

_FIELDS = [info.alias or name for name, info in Wire.model_fields.items()]
_LISTS = ("codes", "providers", "systems", "related")
_NEVER = ("id", "published")  # no correction can tell of these; rules of their own find them


class RefusedError(Exception):
    """It can't be done; ``args`` say why and what to do, a line each."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A published wire that is about to change.

    disk, wire: its file as it lies there. public: as readers know it. head: as it was committed last.
    base: the archive as readers know it. data: what the file holds, plain.
    """

    root: FilePath
    policy: Policy
    disk: Source
    data: dict[str, Any]
    wire: Wire
    public: Wire
    head: Wire
    base: Tree

    @property
    def name(self) -> str:
        """The file's path in the archive."""
        return self.disk.name

    @property
    def text(self) -> str:
        """What the file holds."""
        return self.disk.data.decode("utf-8")


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry says of one change."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check finds with the change that it does not find in the public version."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def find(root: FilePath, policy: Policy, wire_id: str) -> str:
    """The path of the file that is named by an id (a well-formed ULID).

    Raises:
        RefusedError: there is none, or several.
        OSError: the folder of incidents can't be listed.
    """
    folder = policy.config.paths.incidents
    names = WorkTree(root).names(folder)
    found = [name for name in names if name.endswith(f"/{wire_id}.yaml")]
    home = f"{folder}/{ulid_day(wire_id).year}/{wire_id}.yaml"
    if home in found or len(found) == 1:
        return home if home in found else found[0]
    if found:
        raise RefusedError(f"several files have this name: {listed(found, 'and')}", "give the path of one")
    raise RefusedError(unknown(root, policy, wire_id))


def unknown(root: FilePath, policy: Policy, named: str) -> str:
    """That no wire is named so, and which was meant."""
    names = WorkTree(root).names(policy.config.paths.incidents)
    guess = closest(named, [name.rpartition("/")[2].removesuffix(".yaml") for name in names])
    return f"no wire here has the id {shown(named)}" + (f"; did you mean `{guess}`?" if guess else "")


def open_wire(root: FilePath, policy: Policy, name: str) -> Opened:
    """A wire that readers know, as it is for them and as it is now.

    Raises:
        RefusedError: it is a draft, not public yet, or can't be read whole.
        GitError: git can't say what is public.
        OSError: the file can't be read.
    """
    repository = Repository.of(root)
    try:
        disk = read(root / name, name)
    except NotRegularFileError as error:
        raise RefusedError(f"{name} is {error}, no wire") from error
    entry = examine(disk)
    wire, document = entry.wire, entry.document
    if wire is None or entry.flaws or document is None or document.problems:
        raise RefusedError(f"{name} has errors that keep it from being read whole", f"mend them: butfor check {name}")
    published = repository.published()
    base = repository.tree(published)
    public = _published(base, name)
    if public is None:
        raise RefusedError(*_not_public(base, name, wire))
    commit = repository.commit("HEAD")
    head = _published(repository.tree(commit), name) if commit and commit != published else None
    return Opened(root, policy, disk, document.data, wire, public, head or public, base)


def _published(tree: GitTree, name: str) -> Wire | None:
    """A wire of a version, if it is sound there and no draft."""
    try:
        wire = sound(examine(tree.source(name)))
    except (FileNotFoundError, NotRegularFileError):
        return None
    return wire if wire is not None and wire.status != "draft" else None


def _not_public(base: GitTree, name: str, wire: Wire) -> tuple[str, str]:
    if wire.status == "draft":
        return f"{name} is a draft", "nobody has read it yet, so there is nothing to account for: edit it directly"
    known = examine(base.source(name)).wire if name in base.blobs else None
    if name in base.blobs and (known is None or known.status != "draft"):
        return f"the public version of {name} can't be read whole", "no entry can quote it: write it by hand"
    return f"{name} is not public yet", "nobody has read it, so there is nothing to account for: edit it directly"


# -- what changed ----------------------------------------------------------------------------------------------------


def told(opened: Opened, text: str) -> list[Told] | None:
    """What the entries have to say if the file holds ``text``: each fact that differs from the public version and
    that no entry names yet. None where no wire can be read from it, which a check puts into words.
    """
    after = sound(examine(Source(opened.name, text.encode())))
    if after is None:
        return None
    since_public, since_head = (
        {top(field) for _, correction in new_corrections(version, opened.wire) for field in correction.fields}
        for version in (opened.public, opened.head)
    )
    result = []
    for field in changed(opened.public, after):
        if field in _NEVER:
            continue
        if field not in since_public:
            before = opened.public
        elif field in changed(opened.wire, after):  # an entry that is not public yet tells of an earlier step
            before = opened.wire
        elif field not in since_head and field in changed(opened.head, after):
            before = opened.head
        else:
            continue
        result += [Told(field, *both) for both in _stories(before, after, field)]
    return result


def _stories(before: Wire, after: Wire, field: str) -> list[tuple[str, str]]:
    """What a field said and what it says, in one pair for each place of a long text that changed."""
    if field == "sources":
        return [_cut(*_of_sources(before, after))]
    if field in ("conflicts", "external_ids", *SIGNED):
        return [_cut(*_of_items(before, after, field))]
    if field not in PROSE:
        return [(text_of(before, field) or "none", text_of(after, field) or "none")]
    old, new = (_sentences(_prose(wire, field)) for wire in (before, after))
    if field == "rationale" and old == new:
        return [_of_items(before, after, field)]
    was, now = _joined(old), _joined(new)
    if not was or not now or max(len(was), len(now)) <= LONGEST:
        return [(was or "none", now or "none")]
    return [_cut(_joined(old[a:b]), _joined(new[c:d])) for a, b, c, d in _places(old, new)]


def _prose(wire: Wire, field: str) -> str:
    return wire.rationale.text if field == "rationale" else str(getattr(wire, field) or "")


def _of_sources(before: Wire, after: Wire) -> tuple[str, str]:
    """The sources that differ, in words: all of one that came or went, else the fields that differ."""
    old, new = facts(before)["sources"], facts(after)["sources"]
    was, now = [], []
    for name in {**old, **new}:
        if name in old and name in new:
            for key in old[name]:
                if old[name][key] != new[name][key] and not (key == "archive_url" and old[name][key] is None):
                    was.append(f"{name} {key}: {old[name][key] or 'none'}")
                    now.append(f"{name} {key}: {new[name][key] or 'none'}")
        else:
            one = old.get(name) or new[name]
            words = f"{name}: {one['publisher']}, {one['url']}"
            was.append(words if name in old else f"no {name}")
            now.append(words if name in new else f"no {name}")
    return "; ".join(was), "; ".join(now)


def _of_items(before: Wire, after: Wire, field: str) -> tuple[str, str]:
    """The items of a mapping, or of a list of mappings, that differ; all of them if only their order does."""
    old, new = (_items(facts(wire)[field]) for wire in (before, after))
    gone, come = [item for item in old if item not in new], [item for item in new if item not in old]
    if not gone and not come:
        gone, come = old, new
    return "; ".join(gone) or "none", "; ".join(come) or "none"


def _items(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {item}" for key, item in value.items() if item is not None]
    return [_item(item) for item in value]


def _item(item: Mapping[str, Any]) -> str:
    """A conflict, a deviation or a review in one line."""
    if "point" in item:
        return f"{item['point']} ({', '.join(item['sources'])})"
    return ", ".join(str(value) for value in item.values() if value is not None)


# Where a sentence ends: not before a small letter or a digit, as in "decision no. 755", nor before its citation.
_SENTENCE = re.compile(r"(?<=[.!?])\s(?![a-z0-9\[])|(?<=[。！？])")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_MOST_PAIRS = 40_000  # of sentences to compare; of more only the first and the last that changed are looked for
_MOST_PLACES = 5


def _sentences(text: str) -> list[str]:
    """The sentences of a text, white space levelled; one that opens a paragraph starts with an empty line."""
    result: list[str] = []
    for part in _PARAGRAPH.split(text.replace("\r\n", "\n")):
        sentences = [one for one in _SENTENCE.split(levelled(part)) if one]
        if sentences and result:
            sentences[0] = f"\n\n{sentences[0]}"
        result += sentences
    return result


def _joined(sentences: Sequence[str]) -> str:
    return "".join(one if one.startswith("\n") else f" {one}" for one in sentences).strip()


def _places(old: list[str], new: list[str]) -> list[tuple[int, int, int, int]]:
    """Where two texts differ, as ranges of sentences (from, to, from, to), neither of them empty; places close to each
    other are one."""
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    one, other = old[start : len(old) - end], new[start : len(new) - end]
    whole = (start, len(old) - end, start, len(new) - end)
    found = [whole]
    if len(one) * len(other) <= _MOST_PAIRS:
        found = []
        for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
            if kind == "equal":
                continue
            place = (a + start, b + start, c + start, d + start)
            if found:
                joined = (found[-1][0], place[1], found[-1][2], place[3])
                if max(len(_joined(old[joined[0] : joined[1]])), len(_joined(new[joined[2] : joined[3]]))) <= LONGEST:
                    found[-1] = joined
                    continue
            found.append(place)
    if len(found) > _MOST_PLACES:
        found = [whole]
    result = []
    for a, b, c, d in found:
        if a == b or c == d or _joined(old[a:b]) == _joined(new[c:d]):  # told with the sentence beside it
            a, b, c, d = (a - 1, b, c - 1, d) if a and c else (a, b + 1, c, d + 1)
        result.append((a, b, c, d))
    return result


def _cut(was: str, now: str) -> tuple[str, str]:
    """Both clipped to what an entry quotes, from shortly before the first difference on."""
    if max(len(was), len(now)) <= LONGEST:
        return was, now
    same = max(_common(was, now) - LONGEST // 5, 0)
    start = was.rfind(" ", 0, same) + 1
    return _clipped(was, start), _clipped(now, start)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many items two sequences have in common from their beginning on."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _clipped(text: str, start: int) -> str:
    head = "... " if start else ""
    if len(text) - start + len(head) <= LONGEST:
        return head + text[start:]
    part = text[start : start + LONGEST - 7]
    return f"{head}{part.rpartition(' ')[0] or part}..."


# -- the edits -------------------------------------------------------------------------------------------------------


def writable(text: str) -> bool:
    """Whether a text can stand in a wire: it holds no control character and no half of one."""
    return not parse(Source("", f"x: {quoted(text)}\n".encode())).problems


def with_value(opened: Opened, text: str, field: str, value: str) -> str:
    """``text`` with a field set: one line of text, or a list whose items are parted by commas.

    Raises:
        RefusedError: the field can't be set so.
    """
    finder = _finder(opened.name, text)
    path = _path(opened, field)
    data = parse(Source(opened.name, text.encode())).data
    wanted: str | list[str] = value.strip()
    if not wanted or "\n" in value or not writable(value):
        raise RefusedError(f"--set {field}: write one line of text", _by_hand(opened, "anything else"))
    if field in _LISTS:
        wanted = [item.strip() for item in value.split(",") if item.strip()]
    held = _get(data, path)
    if held == wanted:
        raise RefusedError(f"{shown(field)} is {shown(value)} already")
    if held is None and len(path) > 1:
        raise RefusedError(f"{shown(field)} is not there yet", _by_hand(opened, "what has to be added to a source"))
    expected = copy.deepcopy(data)
    _get(expected, path[:-1])[path[-1]] = wanted
    for edits in _settings(finder, path, wanted, there=held is not None):
        result = edited(text, edits)
        if _says(result, expected):
            return result
    raise RefusedError(f"{shown(field)} is written in a way that can't be edited here", _by_hand(opened, "it"))


def with_entries(opened: Opened, text: str, entries: Sequence[Mapping[str, Any]]) -> str:
    """``text`` with more ``corrections`` at the end of those that there are.

    Raises:
        RefusedError: the list is written in a way that can't be edited.
    """
    finder = _finder(opened.name, text)
    data = parse(Source(opened.name, text.encode())).data
    expected = {**data, "corrections": [*data.get("corrections", ()), *entries]}
    place = finder.places.get(("corrections",))
    edits = _field(finder, "corrections", list(entries)) if place is None else _appended(finder, place, entries)
    return _accepted(opened, edited(text, edits), expected)


def retracted(opened: Opened, retraction: Mapping[str, str]) -> str:
    """The file's text with ``status: retracted`` and the record of it.

    Raises:
        RefusedError: it is written in a way that can't be edited.
    """
    finder = _finder(opened.name, opened.text)
    expected = {**opened.data, "status": "retracted", "retraction": dict(retraction)}
    status = finder.fix(Repair((Change(Spot(("status",)), "retracted"),)))
    edits = (*(status.edits if status else ()), *_field(finder, "retraction", dict(retraction)))
    return _accepted(opened, edited(opened.text, edits), expected)


def _finder(name: str, text: str) -> Finder:
    finder = Finder(parse(Source(name, text.encode())))
    root = finder.places.get(())
    if root is None or finder.text[root.start] == "{":
        raise RefusedError(f"{name} is one mapping in braces", "write it with one field on each line first")
    return finder


def _accepted(opened: Opened, text: str, expected: Mapping[str, Any]) -> str:
    if len(text.encode()) > MAX_BYTES:
        raise RefusedError(f"{opened.name} would be larger than the {MAX_BYTES // 1024} KiB that a wire may have")
    if not _says(text, expected):
        raise RefusedError(
            f"{opened.name} is written in a way that can't be edited here",
            "write the entry by hand; butfor check says what it needs",
        )
    return text


def _says(text: str, expected: Mapping[str, Any]) -> bool:
    """Whether a text holds these data, and no fault of reading."""
    document = parse(Source("", text.encode()))
    return not document.problems and bool(levelled(document.data) == levelled(expected))


def _by_hand(opened: Opened, what: str) -> str:
    return f"edit {what} in the file, then run: butfor correct {opened.wire.id}"


def _get(data: Any, path: Path) -> Any:
    for step in path:
        if data is None:
            return None
        data = data.get(step) if isinstance(data, dict) else data[step]
    return data


_INSTEAD = {
    "schema": "it is the version of the format",
    "id": "an id never changes",
    "published": "the time of publication is set once",
    "status": "butfor retract marks a wire that no longer stands",
    "external_ids": "it is no change of a fact: edit the file",
    **dict.fromkeys(ACCOUNT, "the wire's account of itself is no fact of it"),
    **dict.fromkeys(SIGNED, "a new sign-off needs no entry: edit the file"),
}


def _path(opened: Opened, field: str) -> Path:
    """The path of a field as `--set` names it: ``severity``, ``rationale.by``, ``sources.S2.title``.

    Raises:
        RefusedError: there is no such field, or it can't be set.
    """
    head, *rest = field.split(".")
    if head not in keys_of(Wire):
        guess = closest(head, _FIELDS)
        raise RefusedError(f"--set: there is no field {shown(field)}" + (f"; did you mean `{guess}`?" if guess else ""))
    if head in _INSTEAD:
        raise RefusedError(f"--set {head}: {_INSTEAD[head]}")
    if head == "sources" and len(rest) == 2 and rest[1] != "id":
        for index, source in enumerate(opened.wire.sources):
            if source.id == rest[0]:
                return ("sources", index, rest[1])
        raise RefusedError(f"--set {field}: there is no source {shown(rest[0])}")
    if head == "rationale" and len(rest) == 1:
        return ("rationale", rest[0])
    if rest or head in ("body", "rationale", "sources", "conflicts"):
        raise RefusedError(
            f"--set {clip(field, 60)}: this is more than a line of text",
            "edit it in the file, then run butfor correct without --set; of a source, set sources.S2.title",
        )
    return (head,)


def _raw(finder: Finder, path: Path) -> str:
    place = finder.places[path]
    return finder.text[place.start : place.end]


def _settings(finder: Finder, path: Path, wanted: str | list[str], there: bool) -> Iterator[tuple[Edit, ...]]:
    """The ways in which a value can be written, the one most like what is there first."""
    if not there:
        yield _field(finder, str(path[-1]), wanted)
    elif isinstance(wanted, list):
        yield from _items_edit(finder, path, wanted)
    elif _raw(finder, path)[:1] not in ("|", ">"):
        for change in (Change(Spot(path), wanted), Change(Spot(path), quoted(wanted), raw=True)):
            fix = finder.fix(Repair((change,)))
            if fix is not None:
                yield fix.edits


def _items_edit(finder: Finder, path: Path, wanted: list[str]) -> Iterator[tuple[Edit, ...]]:
    """A list with other items; those that stay keep their text. Not where comments of their own would be lost."""
    place = finder.places[path]
    raw = _raw(finder, path)
    items = [one for other, one in finder.places.items() if len(other) == len(path) + 1 and other[: len(path)] == path]
    held = [str(item) for item in _get(parse(Source("", finder.text.encode())).data, path)]
    if raw.startswith("["):
        if "\n" not in raw and "#" not in raw:
            known = {item: finder.text[one.start : one.end] for item, one in zip(held, items, strict=True)}
            whole = ", ".join(known.get(item) or scalar(item) for item in wanted)
            yield (Edit(finder.span_of(place.start, place.end), f"[{whole}]"),)
        return
    first, dash = place.value.line, " " * (place.value.column - 1)
    if [one.value.line for one in items] == list(range(first, first + len(items))):
        kept = {item: finder.line(first + index) for index, item in enumerate(held)}
        lines = [kept.get(item) or f"{dash}- {scalar(item)}" for item in wanted]
        end = finder.starts[first + len(items) - 2] + len(finder.line(first + len(items) - 1))
        yield (Edit(finder.span_of(finder.starts[first - 1], end), _newline(finder.text).join(lines)),)


def _field(finder: Finder, key: str, value: Any) -> tuple[Edit, ...]:
    """A field that was not there, behind the one that comes before it in the order of the format."""
    indent = finder.places[()].value.column - 1
    before = [name for name in _FIELDS[: _FIELDS.index(key)] if (name,) in finder.places][-1]
    return (_inserted(finder, _below(finder, (before,), indent), block(key, value, indent)),)


def _appended(finder: Finder, place: Place, entries: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """Items at the end of ``corrections``, written as the last one is."""
    raw = _raw(finder, ("corrections",))
    last = max((path for path in finder.places if len(path) == 2 and path[0] == "corrections"), default=None)
    key = place.key
    if raw.startswith("["):
        if last is not None:
            return _into_flow(finder, place, finder.places[last], entries)
        if re.fullmatch(r"\[[ \t]*\]", raw) and key is not None and key.end_line == place.value.line:
            lines = block("corrections", list(entries), finder.places[()].value.column - 1)
            colon = finder.text.index(":", finder.starts[key.end_line - 1] + key.end_column - 1) + 1
            end = finder.starts[key.end_line - 1] + len(finder.line(key.end_line))
            return (Edit(finder.span_of(colon, place.end), ""), _inserted(finder, end, lines[1:]))
        end = place.end - 1
        return (Edit(finder.span_of(end, end), ", ".join(map(_flow, entries))),)
    assert last is not None
    item = finder.places[last]
    dash = place.value.column - 1
    # Where the last item does not begin on the line of its dash, nothing says how far from it.
    on_its_line = re.fullmatch(r"[ \t]*-[ \t]+", finder.line(item.value.line)[: item.value.column - 1])
    inner = item.value.column - 1 if on_its_line else dash + 2
    lines = []
    for entry in entries:
        parts = [line for name, value in entry.items() for line in block(name, value)]
        if _raw(finder, last).startswith("{"):
            parts = [_flow(entry)]
        lines += [f"{' ' * dash}-{' ' * (inner - dash - 1)}{parts[0]}", *(" " * inner + part for part in parts[1:])]
    return (_inserted(finder, _below(finder, ("corrections",), finder.places[()].value.column - 1), lines),)


def _into_flow(finder: Finder, place: Place, last: Place, entries: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """Items into ``[{...}]``: on lines of their own where the last one has one, else behind it."""
    line = finder.line(last.value.end_line)
    rest = re.match(r"[ \t]*(,?)[ \t]*(#.*)?$", line[last.value.end_column - 1 :])
    before = finder.line(last.value.line)[: last.value.column - 1]
    if rest is None or before.strip() or place.value.end_line == last.value.end_line:
        return (Edit(finder.span_of(last.end, last.end), "".join(f", {_flow(entry)}" for entry in entries)),)
    end = finder.starts[last.value.end_line - 1] + len(line)
    lines = [f"{before}{_flow(entry)}{',' if entry is not entries[-1] else rest[1]}" for entry in entries]
    comma = () if rest[1] else (Edit(finder.span_of(last.end, last.end), ","),)
    if comma and last.end == end:
        return (Edit(comma[0].span, "," + _inserted(finder, end, lines).text),)
    return (*comma, _inserted(finder, end, lines))


def _flow(entry: Mapping[str, Any]) -> str:
    """An entry on one line; every text but plain words in quotes, so nothing in it ends it."""
    parts = [f"{key}: [{', '.join(map(scalar, value))}]" if isinstance(value, list) else f"{key}: {scalar(value)}"
             for key, value in entry.items()]  # fmt: skip
    return "{" + ", ".join(parts) + "}"


def _inserted(finder: Finder, at: int, lines: Sequence[str]) -> Edit:
    """Lines behind the one that ends at ``at``; a last line without a break stays without one."""
    return Edit(finder.span_of(at, at), "".join(_newline(finder.text) + line for line in lines))


def _newline(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def _below(finder: Finder, path: Path, indent: int) -> int:
    """The end of the last line of a value, and of the comments under it that are indented deeper than ``indent``."""
    end = _end(finder, path)
    number = last = finder.span_of(end, end).line
    while (number := number + 1) <= len(finder.lines):
        line = finder.line(number)
        words = line.lstrip(" \t")
        if words.startswith("#") and len(line) - len(words) > indent:
            last = number
        elif words:
            break
    return finder.starts[last - 1] + len(finder.line(last))


def _end(finder: Finder, path: Path) -> int:
    """Where the text of a value ends. A block's own mark lies behind all comments that follow, so its parts say."""
    ends = [0]
    for other, place in finder.places.items():
        if other[: len(path)] != path:
            continue
        raw = finder.text[place.start : place.end]
        if not place.block or raw.startswith(("[", "{")):
            if raw.startswith(("|", ">")):  # blank lines behind it are part of it only if it keeps them
                keeps = "+" in raw.partition("\n")[0].partition("#")[0]
                raw = re.sub(r"\r?\n\Z", "", raw) if keeps else raw.rstrip()
            ends.append(place.start + len(raw))
    return max(ends)


# -- the verdict -----------------------------------------------------------------------------------------------------


def judged(opened: Opened, text: str, everywhere: bool = False) -> Verdict:
    """What would be found that is not found with the public version in its place: in this wire, or ``everywhere``.

    Raises:
        OSError: the folder of incidents can't be listed.
        GitError: git can't say what is public.
    """
    wanted = None if everywhere else {opened.name}

    def found(source: Source) -> tuple[Finding, ...]:
        return check(opened.root, opened.policy, wanted, {opened.name: source}, None, opened.base).findings

    had = {finding.fingerprint for finding in found(opened.base.source(opened.name))}
    new = [one for one in found(Source(opened.name, text.encode())) if one.fingerprint not in had]
    return Verdict(
        tuple(one for one in new if one.level is Level.ERROR),
        tuple(one for one in new if one.level is not Level.ERROR),
    )


def mended(opened: Opened, text: str) -> Mended:
    """The change as `butfor.fix.apply` writes it."""
    return Mended(opened.name, opened.disk.data, text.encode())


def successor(root: FilePath, policy: Policy, opened: Opened, name: str) -> str:
    """The id of the wire that stands in the place of a retracted one.

    Raises:
        RefusedError: it does not stand itself, or is the one that is retracted.
        OSError: the file can't be read.
    """
    try:
        entry = examine(read(root / name, name))
    except NotRegularFileError as error:
        raise RefusedError(f"--replaced-by: {name} is {error}, no wire") from error
    wire = entry.wire
    if wire is None or entry.flaws:
        raise RefusedError(f"--replaced-by: {name} has errors that keep it from being read", f"butfor check {name}")
    if name == opened.name or wire.id == opened.wire.id:
        raise RefusedError("--replaced-by names the wire that is retracted", "name the one that stands instead")
    if wire.status == "draft":
        raise RefusedError(f"--replaced-by: {wire.id} is a draft", "publish it first, or retract without it")
    if wire.retraction is not None:
        instead = wire.retraction.replaced_by
        rather = (
            f"name {instead}, which replaces it" if instead and instead != opened.wire.id else "name one that stands"
        )
        raise RefusedError(f"--replaced-by: {wire.id} is retracted itself", rather)
    return wire.id
