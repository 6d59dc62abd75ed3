"""Every known way to break a shipped wire, one thing at a time, and the rules of which one has to notice.

In one piece: tables and one short function for each part of a wire.
"""

import random
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from butfor.model.fields import field_at, keys_of
from butfor.model.wire import Rationale, Source, Wire
from butfor.rules.registry import load_policy
from butfor.text.prose import PATHS
from conftest import REPOSITORY, blocks, merged

WIRES: dict[str, str] = {
    path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((REPOSITORY / "incidents").glob("*/*.yaml"))
}
POLICY = load_policy(REPOSITORY)
Mutation = tuple[str, ...]
"""(what is done, the text of the wire, each rule that may say so); without rules it is harmless."""

_NOBODY = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
_FIELDS = [
    ('occurred: "2098-01-01"', "date-in-future"), ('occurred: "2023-02-30"', "impossible-date"),
    ('occurred: "01.03.2023"', "wrong-format"), ('occurred: "2023-3-1"', "wrong-format"),
    ('published: "2098-01-01T00:00:00Z"', "date-in-future"),
    ('published: "2019-01-01T00:00:00Z"', "dates-out-of-order"),
    ('published: "2026-06-01T09:00:00"', "wrong-format"), ("severity: SEV-1", "severity-asks-more"),
    ("verified_by: reproduction", "no-reproduction"), ("providers: [OpenAI, unknown]", "unknown-not-alone"),
    ("providers: [OpenAI, OpenAI]", "duplicate-item"), (f"related: [{_NOBODY}]", "unknown-related"),
    (f"variant_of: {_NOBODY}", "unknown-related"), ("harm: near", "missing-field"),
    ("status: retracted", "missing-field"), (f'title: "{"x" * 200}"', "wrong-format"), ('title: "abc"', "wrong-format"),
    ('retraction: {date: "2026-11-23", reason: It was wrong., by: A. Editor}', "unexpected-field"),
    *((f"{key}: {value}", rule) for key in ("title", "severity", "tier", "occurred")
      for value, rule in (('""', "empty-field"), ("TODO", "placeholder"))),
    *((f"providers: [{name}]", "mixed-script") for name in ("Open\u0410I", "G\u043eogle", "Anthr\u043epic")),
]  # fmt: skip
"""A field that says something else, and the rule."""
_ASSESSED = [("harm: none", "harm-none"), ("codes: [M3]", "unlabelled-code")]
"""The same for wires that an editor has assessed."""
_IN_TITLE = [
    ("\x1b[31m", "control-character"), ("\x00", "control-character"), ("\\e", "control-character"),
    ("\u200b", "invisible-character"), ("\u00ad", "invisible-character"), ("\U000e0041", "invisible-character"),
    ("\u202e", "bidi-control"), ("\u2066", "bidi-control"), ("\\u202e", "bidi-control"),
    ("Open\u0410I: ", "mixed-script"), ("G\u043eogle: ", "mixed-script"), ("Anthr\u043epic: ", "mixed-script"),
    ("[The Feed] ", "feed-prefix"), ("jane.roe@lawfirm.com ", "private-data"), ("+44 20 7946 0958 ", "private-data"),
]  # fmt: skip
"""What stands at the beginning of the title, and the rule."""
_EDITS = [
    ("\nstatus: published\n", "\nstatus: published \n", "trailing-blank"), ("\n  - id", "\n\t- id", "syntax-error"),
    ("severity: ", "severity: &a ", "yaml-alias"), ("severity: ", "severity: *", "yaml-alias"),
    ("severity: ", "severity: !!str ", "yaml-tag"),
]  # fmt: skip
"""What is replaced, by what, and the rule."""
_AFTER = [
    ("---\nid: 1\n", "several-documents"), ("x_deep: " + "[" * 40 + "]" * 40 + "\n", "too-deep"),
    ("# " + "x" * 262_144, "too-large"), ("# butfor: off\n", "malformed-suppression"),
    ("# butfor: ignore[no-such-rule] -- x\n", "unknown-suppression"),
]  # fmt: skip
"""What follows the wire, and the rule."""
_RATIONALES = [
    ('""', "empty-rationale"), ("tbd", "placeholder"), ('"See above."', "placeholder"),
    ('"Without the system the harm would not have happened."', "answers-about-nothing"),
    ('"Launch-archive bulk classification; ChatGPT would not have done it."', "bulk-rationale"),
]  # fmt: skip
_DEVIATION = '  - {rule: too-few-sources, reason: Sealed., by: A. Editor, date: "2026-06-01", ledger: "1"}\n'
_ALIASES = [alias for provider in POLICY.providers.values() for alias in provider.aliases]
_VOCABULARIES = {
    "severity": ("unknown-severity", POLICY.severities), "tier": ("unknown-tier", POLICY.tiers),
    "codes": ("unknown-code", POLICY.codes), "providers": ("unknown-provider", [*POLICY.provider_names(), *_ALIASES]),
    "status": ("unknown-value", ["draft", "published", "retracted"]),
    "harm": ("unknown-value", ["actual", "near", "none"]), "kind": ("unknown-value", []),
    "verified_by": ("unknown-value", []),
}  # fmt: skip
"""Fields, the rule for a misspelt word, and the words that a slip may turn into, which are right."""
_TEXT = re.compile(r"^  (text|without): (.*\n(?:    .*\n|\n)*)", re.MULTILINE)
PROSE = {path[1] for path in PATHS if len(path) == 2}


class Shipped:
    """A shipped wire and its parts."""

    def __init__(self, name: str) -> None:
        self.name, self.text, self.id = name, WIRES[name], Path(name).stem
        self.blocks = dict(blocks(self.text))
        self.is_bulk = "basis: bulk" in self.text
        self.chance = random.Random(name)

    @cached_property
    def sources(self) -> dict[str, str]:
        """The lines of each source, by its id."""
        sources = re.finditer(r"  - id: (S\d+)\n(?:    .*\n)*", self.blocks["sources"])
        return {match[1]: match[0] for match in sources}

    def values(self, key: str) -> list[str]:
        """Return the values of a field that stands on one line, without their quotes."""
        line = re.search(rf"^{key}: (.*)$", self.text, re.MULTILINE)
        return [value.strip('"') for value in re.findall(r'"[^"]*"|[^\[\], ][^\[\],]*', line[1])] if line else []

    def having(self, lines: str) -> str:
        """Return the wire with these fields instead of its own."""
        return merged(f"{lines.rstrip()}\n", self.text)

    def changed(self, block: str, old: str, new: str) -> str:
        """Return the wire with something else in one place of one of its blocks."""
        return self.text.replace(block, block.replace(old, new, 1), 1)

    def typos(self, word: str) -> list[str]:
        """Return a word with a letter left out, doubled, swapped with the next, and replaced."""
        at = self.chance.randrange(1, len(word))
        head, letter, rest = word[:at], word[at], word[at + 1 :]
        swapped = [head + rest[0] + letter + rest[1:]] if rest else []
        return [head + rest, head + head[-1] + letter + rest, *swapped, f"{head}q{rest}"]


def mutations(wire: Shipped) -> Iterator[Mutation]:
    """Yield every mutation of a wire."""
    yield from _from_tables(wire)
    yield from _fields(wire)
    yield from _slips(wire)
    yield from _identity(wire)
    yield from _evidence(wire)
    for source_id, block in wire.sources.items():
        yield from _source(wire, source_id, block)
        yield from _url(wire, block)
    yield from _citations(wire)
    yield from _rationale(wire)
    yield from _harmless(wire)


def _from_tables(wire: Shipped) -> Iterator[Mutation]:
    for lines, rule in (*_FIELDS, *(() if wire.is_bulk else _ASSESSED)):
        yield lines, wire.having(lines), rule
    for piece, rule in _IN_TITLE:
        yield f"title: {piece!r}", wire.changed(wire.blocks["title"], '"', f'"{piece}'), rule
    for old, new, rule in _EDITS:
        yield f"{new!r}", wire.text.replace(old, new, 1), rule
    for end, rule in _AFTER:
        yield f"at the end: {end[:40]!r}", wire.text + end, rule
    yield "nothing is left", "", "empty-file"
    yield "a directive", "%YAML 1.1\n---\n" + wire.text, "yaml-tag"
    yield "a byte order mark", "\ufeff" + wire.text, "bad-encoding"
    yield "a quote that is not closed", re.sub(r'"$', "", wire.text, count=1, flags=re.MULTILINE), "syntax-error"


def _fields(wire: Shipped) -> Iterator[Mutation]:
    """Drop, empty, repeat and retype each field."""
    for key, block in list(wire.blocks.items())[1:]:
        info = field_at(Wire, (key,))
        if key == "published" or (info and info.is_required()):
            yield f"drop {key}", wire.text.replace(block, "", 1), "missing-field"
        yield f"empty {key}", wire.having(f"{key}:"), "empty-field"
        yield f"repeat {key}", wire.having(block + block), "duplicate-key"
        wrong = "[a, b]"
        if info and "list[" in str(info.annotation):
            wrong = "{a: 1}" if key in ("sources", "conflicts", "corrections") else "word"
        yield f"retype {key}", wire.having(f"{key}: {wrong}"), "wrong-type", "unknown-value"
    rationale = wire.blocks["rationale"]
    for key in sorted(keys_of(Rationale)):
        lines = re.search(rf"^  {key}:(?: .*)?\n(?:    .*\n)*", rationale, re.MULTILINE)
        if lines and (key != "by" or "basis: editor" in rationale):
            if key != "limits" or "test: passes-in-part" in rationale:
                yield f"drop rationale.{key}", wire.changed(rationale, lines[0], ""), "missing-field"
            rule = "empty-rationale" if key in PROSE else "empty-field"
            yield f"empty rationale.{key}", wire.changed(rationale, lines[0], f"  {key}:\n"), rule


def _slips(wire: Shipped) -> Iterator[Mutation]:
    """Misspell words of the policy and keys; repeat and shuffle lists."""
    for key, (rule, words) in _VOCABULARIES.items():
        valid = {word.casefold() for word in (*words, *wire.values(key))}
        for word in wire.values(key):
            for typo in wire.typos(word):
                if typo.casefold() not in valid:
                    block = wire.blocks[key]
                    quoted = f'"{word}"' if f'"{word}"' in block else word
                    yield f"misspell {key}: {typo}", wire.changed(block, f" {quoted}", f' "{typo}"'), rule
    for key, block in list(wire.blocks.items())[1:]:
        for typo in wire.typos(key):
            if typo not in keys_of(Wire) and not typo.startswith("x_"):
                yield f"misspell {key} as {typo}", wire.changed(block, key, typo), "unknown-field"
    codes = wire.values("codes")
    yield "repeat a code", wire.having(f"codes: {[*codes, codes[-1]]}"), "duplicate-item"
    if len(codes) > 1:
        yield "shuffle the codes", wire.having(f"codes: {codes[::-1]}"), "unsorted-codes"


def _identity(wire: Shipped) -> Iterator[Mutation]:
    """Change the id, and what names wires."""
    wire_id = wire.id
    for at in range(0, 26, 3):
        letter = "7" if wire_id[at] != "7" else "6"
        yield (
            f"letter {at} of the id",
            wire.having(f"id: {wire_id[:at]}{letter}{wire_id[at + 1 :]}"),
            "id-differs-from-path",
        )
    for wrong in (wire_id.lower(), wire_id[:-1], wire_id + "0", wire_id[:-1] + "U", "8" + wire_id[1:]):
        yield f"id: {wrong}", wire.having(f'id: "{wrong}"'), "malformed-id"
    taken = next(Path(name).stem for name in WIRES if name != wire.name)
    yield "the id of another wire", wire.having(f"id: {taken}"), "duplicate-id"
    yield "relate to itself", wire.having(f"related: [{wire_id}]"), "self-related"


def _evidence(wire: Shipped) -> Iterator[Mutation]:
    """Take sources away, join them, claim too much of them."""
    (first, first_block), *others = wire.sources.items()
    if "verified_by: corroboration" in wire.text:
        few = re.sub(r"(?:\[S\d+\])+", f"[{first}]", wire.having(f"sources:\n{first_block}"))
        few = re.sub(r"^ +sources: \[.*\]$", f"    sources: [{first}, {first}]", few, flags=re.MULTILINE)
        yield "one source", re.sub(r"^    origin: .*\n", "", few, flags=re.MULTILINE), "too-few-sources"
        house = re.sub(r"^    publisher: .*$", '    publisher: "One House"', wire.text, flags=re.MULTILINE)
        yield "one publisher", house, "too-few-sources"
        retold = re.sub(r"^    origin: .*\n", "", wire.text, flags=re.MULTILINE)
        for source_id, _ in others:
            retold = re.sub(rf"^  - id: {source_id}\n", rf"\g<0>    origin: {first}\n", retold, flags=re.MULTILINE)
        yield "all retell the first", retold, "too-few-sources"
    if "verified_by: reproduction" not in wire.text:
        yield "tier: reproduced", wire.having("tier: reproduced"), "unknown-tier"
    press = re.sub(r"kind: (?:court|regulator|provider)$", "kind: news", wire.blocks["sources"], flags=re.MULTILINE)
    yield "a primary source that is none", wire.having(f"{press}verified_by: primary-source"), "no-primary-source"
    conflict = f"conflicts:\n  - point: The sum.\n    sources: [{first}]"
    yield "a conflict of one", wire.having(conflict), "one-sided-conflict"
    cited = "".join(f"[{source_id}]" for source_id in wire.sources)
    fact = f'title: "ChatGPT did something to somebody"\nbody: |\n  ChatGPT harmed them {cited}.\nlegal_status: filed'
    yield "an allegation as a fact", wire.having(fact), "unhedged-allegation"
    filing = wire.having("occurred_basis: filing").replace("\noccurred_note:", "\nx_note:")
    yield "occurred_basis: filing without a note", filing, "missing-field"
    if re.search('"....-..-.."', wire.blocks["occurred"]):
        yield "a date without quotes", wire.having(wire.blocks["occurred"].replace('"', "")), "unquoted-text"
    early = re.sub(r'^  date: ".*"$', '  date: "2026-04-30"', wire.text, flags=re.MULTILINE)
    yield "assessed before the guide", early, "rationale-older-than-guide"
    deviations = wire.blocks.get("deviations", "deviations:\n")
    unused = wire.having(deviations.replace("deviations:\n", f"deviations:\n{_DEVIATION}"))
    yield "a deviation for nothing", unused, "unused-suppression"


def _source(wire: Shipped, source_id: str, block: str) -> Iterator[Mutation]:
    """Break one source."""

    def edited(old: str, new: str) -> str:
        return wire.changed(block, old, new)

    def having(key: str, value: str, without: str = block) -> str:
        kept = re.sub(rf"^    {key}: .*\n", "", without, flags=re.MULTILINE)
        return wire.text.replace(block, f"{kept}    {key}: {value}\n", 1)

    for key in sorted(keys_of(Source) - {"id"}):
        if line := re.search(rf"^    {key}: (.*)\n", block, re.MULTILINE):
            if Source.model_fields[key].is_required():
                yield f"drop {key} of a source", edited(line[0], ""), "missing-field"
                yield from (
                    (f"{typo} of a source", edited(f"    {key}:", f"    {typo}:"), "unknown-field")
                    for typo in wire.typos(key)
                    if typo not in keys_of(Source)
                )
            yield f"empty {key} of a source", edited(line[0], f"    {key}:\n"), "empty-field"
    if kind := re.search(r"^    kind: (\w+)$", block, re.MULTILINE):
        for typo in wire.typos(kind[1]):
            if typo != kind[1]:
                yield f"kind: {typo} of a source", having("kind", typo), "unknown-value"
    yield "an unknown field of a source", having("author", "nobody"), "unknown-field"
    if source_id == "S1":
        yield "lose the dash", edited("  - id", "    id"), "syntax-error", "wrong-type", "duplicate-key"
    late = having("published", '"2099-01-01"')
    yield "a source later than the wire", late, "source-later-than-wire", "date-in-future"
    undated = re.sub(r"^    (?:published|accessed): .*\n", "", block, flags=re.MULTILINE)
    early = having("accessed", '"2023-04-01"', f'{undated}    published: "2023-05-01"\n')
    yield "read before it was published", early, "dates-out-of-order"
    yield "retells nothing", having("origin", "S97"), "unknown-origin"
    yield "one id twice", wire.text.replace(block, block + block, 1), "duplicate-source-id"
    twice = wire.text.replace(block, block + block.replace(f"id: {source_id}", "id: S98", 1), 1)
    yield "the same page twice", twice.replace(f"[{source_id}]", f"[{source_id}][S98]", 1), "duplicate-source"
    if "archive_url" not in block:
        url = re.findall(r"^ +(?:- )?url: (\S+)$", block, re.MULTILINE)[0].strip("\"'")
        yield "harmless: a copy in an archive", having("archive_url", f"https://web.archive.org/web/20260501/{url}")
        for copy in ("web.archive.org/web/20260501/https://www.rfc-editor.org/", f"web.archive.org/save/{url}"):
            yield f"a copy at {copy}", having("archive_url", f"https://{copy}"), "unknown-archive"
    if "language" not in block:
        yield "harmless: a language", having("language", "en")


def _url(wire: Shipped, block: str) -> Iterator[Mutation]:
    """Write another URL for a source."""
    line = re.search(r"url: (https://([^/\s]+)\S*)", block)
    assert line
    url, host = line[1], line[2]
    query = url.partition("#")[0] + ("&" if "?" in url else "?")
    for wrong, rule in (
        (url.replace("https", "http"), "bad-url"), (url.replace("https://", "https://user:pass@"), "bad-url"),
        ("https://192.0.2.7/x", "bad-url"), (url.replace(host, host.upper()), "untidy-url"),
        (f"{query}utm_source=x", "tracking-parameter"), (f"{query}api_key=x", "credential-in-url"),
        ("https://www.example.com/", "reserved-host"), ("https://openai.com.news-today.info/x", "look-alike-host"),
        ("https://\u043epenai.com/x", "look-alike-host"), ("https://anthr0pic.com/x", "look-alike-host"),
        (f"https://wire.news/{wire.id}", "source-is-wire"),
    ):  # fmt: skip
        yield f"url: {wrong}", wire.changed(block, line[0], f'url: "{wrong}"'), rule


def _citations(wire: Shipped) -> Iterator[Mutation]:
    """Break the citations of the body, one by one; take all of a paragraph or of a source away."""
    body = wire.blocks["body"]
    for match in re.finditer(r"\[S(\d+)\]", body):
        for wrong, rule in (
            ("[S99]", "citation-without-source"), (f"[s{match[1]}]", "malformed-citation"),
            ("[source]", "malformed-citation"),
            (f"{match[0]}(https://evil.test)", "markup-in-text"),
        ):  # fmt: skip
            yield wrong, wire.text.replace(body, body[: match.start()] + wrong + body[match.end() :]), rule
    for paragraph in body.split("\n\n"):
        bare = re.sub(r"(?<=\S) (?=\[S)|\[S\d+\]", "", paragraph)
        if bare != paragraph:
            yield "a paragraph without citations", wire.changed(body, paragraph, bare), "uncited-paragraph"
    for source_id in wire.sources:
        if f"[{source_id}]" in body:
            yield "never cite a source", wire.having(body.replace(f"[{source_id}]", "")), "source-never-cited"


def _rationale(wire: Shipped) -> Iterator[Mutation]:
    """Write another rationale, or copy one."""
    rationale = wire.blocks["rationale"]

    def saying(text: str) -> str:
        return wire.having(_TEXT.sub(lambda answer: f"  {answer[1]}: {text}\n", rationale))

    if not wire.is_bulk:
        system = next(iter(wire.values("systems")), "ChatGPT")
        for text, rule in _RATIONALES:
            yield f"rationale: {text}", saying(text.replace("SYSTEM", system)), rule
        yield "basis: bulk", wire.changed(rationale, "basis: editor", "basis: bulk"), "bulk-rationale"
        for name, text in WIRES.items():
            if name != wire.name and "basis: bulk" not in text and (copied := _TEXT.search(text)):
                yield "copy a rationale", saying(copied[2].rstrip("\n")), "same-rationale"


def _harmless(wire: Shipped) -> Iterator[Mutation]:
    """Change nothing that matters."""
    text, (head, *rest) = wire.text, wire.blocks.values()
    yield "harmless: a comment", text + "# checked again\n"
    yield "harmless: a comment between", text.replace("\nstatus:", "\n# as of today\nstatus:", 1)
    yield "harmless: CRLF", text.replace("\n", "\r\n")
    yield "harmless: no last line break", text.rstrip("\n")
    yield "harmless: another order", head + "".join(block.rstrip("\n") + "\n" for block in reversed(rest))
    yield "harmless: other quotes", re.sub(r"^tier: (\w+)$", r"tier: '\1'", text, flags=re.MULTILINE)
    yield "harmless: an extension", text + "x_desk: legal\n"
    yield "harmless: a block list", wire.having("codes:" + "".join(f"\n  - {code}" for code in wire.values("codes")))
    unwrapped = re.sub(r"(?<=\S)\n  (?=\S)", " ", wire.blocks["body"].partition("\n")[2])
    yield "harmless: unwrapped lines", wire.having(f"body: |\n{unwrapped}")
