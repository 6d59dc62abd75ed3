"""Break every shipped wire in every known way, one thing at a time, and count what `butfor check` catches.

    python bench/mutate.py [--seed 7] [--list]

Each mutation says which rule has to find it; it is caught if that rule finds something in the broken wire that it does
not find in the wire as shipped. Harmless mutations (comments, order of fields, quotes, line endings, wrapping, an added
archive copy) must bring nothing new. Exit 1 unless all are caught and nothing is found that is not there.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.engine.parallel import spread
from butfor.files.tree import MAX_BYTES, Source, WorkTree
from butfor.model.validate import field_at, keys_of
from butfor.model.wire import Rationale, Wire
from butfor.model.wire import Source as WireSource
from butfor.rules.registry import load_policy

ROOT = Path(__file__).resolve().parent.parent
POLICY = load_policy(ROOT)
WIRES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "incidents").glob("*/*.yaml"))
}
LEGACY = "incidents/2024/01J93RJSM0JBP95AVF28Q70HVD.yaml"
CYRILLIC = {"o": "\u043e", "O": "\u041e", "a": "\u0430", "e": "\u0435", "A": "\u0410", "c": "\u0441", "p": "\u0440"}
TEXT = re.compile(r"^  text: (.*\n(?:    .*\n|\n)*)", re.MULTILINE)
ALIASES = [alias for provider in POLICY.providers.values() for alias in provider.aliases]
VOCABULARIES = {
    "severity": ("unknown-severity", tuple(POLICY.severities)),
    "tier": ("unknown-tier", tuple(POLICY.tiers)),
    "codes": ("unknown-code", tuple(POLICY.codes)),
    "providers": ("unknown-provider", (*POLICY.provider_names(), *ALIASES)),
    "status": ("unknown-value", ("draft", "published", "retracted")),
    "kind": ("unknown-value", ()),
    "harm": ("unknown-value", ("actual", "near", "none")),
    "verified_by": ("unknown-value", ()),
}  # fmt: skip


@dataclass(frozen=True)
class Mutation:
    """A wire with one thing wrong (or, where ``rules`` is empty, nothing): its text, and the rules that may say so."""

    kind: str
    name: str
    text: str
    rules: tuple[str, ...]


def blocks(text: str) -> list[tuple[str, str]]:
    """The top-level fields with their lines; what stands before the first has no name."""
    parts = re.split(r"^(?=[a-z_]+:)", text, flags=re.MULTILINE)
    return [(part.partition(":")[0] if re.match(r"[a-z_]+:", part) else "", part) for part in parts if part]


def replaced(text: str, key: str, lines: str) -> str:
    """The wire with one field written otherwise; appended if it was not there."""
    found = blocks(text)
    if key not in dict(found):
        return text.rstrip("\n") + "\n" + lines
    return "".join(lines if name == key else block for name, block in found)


def sources(text: str) -> list[tuple[str, str]]:
    """(id, lines) of every source."""
    block = dict(blocks(text))["sources"]
    return [(match[1], match[0]) for match in re.finditer(r"  - id: (S\d+)\n(?:    .*\n)*", block)]


def typos(word: str, chance: random.Random) -> Iterator[str]:
    """A word with a letter left out, doubled, swapped with the next, and replaced."""
    at = chance.randrange(1, len(word))
    yield word[:at] + word[at + 1 :]
    yield word[:at] + word[at - 1] + word[at:]
    if at + 1 < len(word):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    yield word[:at] + "q" + word[at + 1 :]


def values(text: str, key: str) -> Iterator[tuple[str, int, int]]:
    """The values of a field on one line, with their offsets, quotes included."""
    line = re.search(rf"^{key}: (.*)$", text, re.MULTILINE)
    if line:
        for item in re.finditer(r'"[^"]*"|[^\[\], ][^\[\],]*', line[1]):
            yield item[0], line.start(1) + item.start(), line.start(1) + item.end()


def mutations(name: str, text: str, chance: random.Random) -> Iterator[Mutation]:
    """Every mutation of one wire."""

    def of(kind: str, broken: str, *rules: str) -> Mutation:
        return Mutation(kind, name, broken, rules)

    yield from fields(name, text, of)
    yield from words(text, chance, of)
    yield from dates(text, of)
    yield from evidence(name, text, of)
    yield from citations(text, of)
    yield from identity(name, text, of)
    yield from characters(text, of)
    yield from scope(text, of)
    yield from harmless(text, of)


Of = Callable[..., Mutation]


def fields(name: str, text: str, of: Of) -> Iterator[Mutation]:
    """Drop, blank, retype, repeat."""
    required = [info.alias or key for key, info in Wire.model_fields.items() if info.is_required()] + ["published"]
    for key, block in blocks(text):
        if key in required:
            yield of("drop a field", replaced(text, key, ""), "missing-field")
        if not key:
            continue
        empty = "empty-field"
        yield of("blank a field", replaced(text, key, f"{key}:\n"), empty)
        yield of("repeat a field", replaced(text, key, block + block), "duplicate-key")
        info = field_at(Wire, (key,))
        is_list = "list[" in str(info.annotation) if info else False
        if is_list:
            wrong = f"{key}: word\n" if key not in ("sources", "conflicts", "corrections") else f"{key}: {{a: 1}}\n"
        else:
            wrong = f"{key}: [a, b]\n"
        yield of("change a type", replaced(text, key, wrong), "wrong-type", "unknown-value")
        if key in ("title", "severity", "tier", "occurred"):
            yield of("blank a field", replaced(text, key, f'{key}: ""\n'), empty)
            yield of("placeholder", replaced(text, key, f"{key}: TODO\n"), "placeholder")
    for number, block in sources(text):
        for key in sorted(keys_of(WireSource)):
            line = re.search(rf"^(?:    |  - ){key}: (.*)\n", block, re.MULTILINE)
            if line is None:
                continue
            info = WireSource.model_fields[key]
            if info.is_required() and key != "id":
                yield of(
                    "drop a field of a source", text.replace(block, block.replace(line[0], "", 1)), "missing-field"
                )
            if key != "id":
                broken = line[0].replace(line[1], "", 1)
                yield of(
                    "blank a field of a source", text.replace(block, block.replace(line[0], broken, 1)), "empty-field"
                )
        yield of("extra field of a source", text.replace(block, block + "    author: nobody\n"), "unknown-field")
        if number == "S1":
            yield of(
                "lose the dash",
                text.replace(block, block.replace("  - id", "    id", 1)),
                "syntax-error",
                "wrong-type",
                "duplicate-key",
            )
    rationale = dict(blocks(text))["rationale"]
    for key in sorted(keys_of(Rationale)):
        match = re.search(rf"^  {key}:(?: .*)?\n(?:    .*\n)*", rationale, re.MULTILINE)
        if match and (key != "by" or "basis: editor" in rationale):
            rule = "missing-field"
            yield of("drop a field of the rationale", text.replace(rationale, rationale.replace(match[0], "", 1)), rule)
            rule = "empty-rationale" if key == "text" else "empty-field"
            yield of(
                "blank a field of the rationale",
                text.replace(rationale, rationale.replace(match[0], f"  {key}:\n", 1)),
                rule,
            )


def words(text: str, chance: random.Random, of: Of) -> Iterator[Mutation]:
    """Misspell codes, providers, values and keys."""
    for key, (rule, known) in VOCABULARIES.items():
        for written, start, end in values(text, key):
            word = written.strip('"')
            for typo in typos(word, chance):
                if typo not in known and typo != word and typo.casefold() not in map(str.casefold, known):
                    yield of(f"misspell {key}", f'{text[:start]}"{typo}"{text[end:]}', rule)
    for _, block in sources(text):
        kind = re.search(r"^    kind: (\w+)$", block, re.MULTILINE)
        for typo in typos(kind[1], chance) if kind else ():
            if typo != kind[1]:
                broken = block.replace(f"kind: {kind[1]}", f"kind: {typo}")
                yield of("misspell a kind of source", text.replace(block, broken), "unknown-value")
        for key in ("url", "publisher", "title"):
            for typo in typos(key, chance):
                if typo not in keys_of(WireSource):
                    yield of(
                        "misspell a key of a source",
                        text.replace(block, block.replace(f"    {key}:", f"    {typo}:")),
                        "unknown-field",
                    )
    for key, block in blocks(text):
        for typo in typos(key, chance) if key else ():
            if typo not in keys_of(Wire) and not typo.startswith("x_"):
                yield of("misspell a key", replaced(text, key, typo + block[len(key) :]), "unknown-field")
    codes = [written for written, _, _ in values(text, "codes")]
    yield of("repeat a code", replaced(text, "codes", f"codes: [{', '.join([*codes, codes[-1]])}]\n"), "duplicate-item")
    if len(codes) > 1:
        yield of("shuffle the codes", replaced(text, "codes", f"codes: [{', '.join(codes[::-1])}]\n"), "unsorted-codes")
    providers = [written for written, _, _ in values(text, "providers")]
    yield of(
        "repeat a provider",
        replaced(text, "providers", f"providers: [{', '.join([*providers, providers[0]])}]\n"),
        "duplicate-item",
    )
    yield of("add unknown", replaced(text, "providers", "providers: [OpenAI, unknown]\n"), "unknown-not-alone")
    for name in ("OpenAI", "Google", "Anthropic"):
        letter = next(letter for letter in name if letter in CYRILLIC)
        fake = name.replace(letter, CYRILLIC[letter], 1)
        yield of("look-alike provider", replaced(text, "providers", f"providers: [{fake}]\n"), "mixed-script")
        yield of(
            "look-alike name in the title",
            re.sub(r'^title: "', f'title: "{fake}: ', text, flags=re.MULTILINE),
            "mixed-script",
        )


def dates(text: str, of: Of) -> Iterator[Mutation]:
    """Shift dates where they can't be."""
    for shift, rule in (
        ('"2098-01-01"', "date-in-future"),
        ('"2023-02-30"', "impossible-date"),
        ('"01.03.2023"', "wrong-format"),
        ('"2023-3-1"', "wrong-format"),
    ):
        yield of("shift occurred", replaced(text, "occurred", f"occurred: {shift}\n"), rule)
    yield of(
        "unquote a date", replaced(text, "occurred", re.sub('"', "", dict(blocks(text))["occurred"])), "unquoted-text"
    )
    yield of("shift published", replaced(text, "published", 'published: "2098-01-01T00:00:00Z"\n'), "date-in-future")
    yield of(
        "shift published", replaced(text, "published", 'published: "2019-01-01T00:00:00Z"\n'), "dates-out-of-order"
    )
    yield of(
        "published without zone", replaced(text, "published", 'published: "2026-06-01T09:00:00"\n'), "wrong-format"
    )
    rationale = re.search(r'^  date: "([^"]*)"$', text, re.MULTILINE)
    assert rationale
    early = text[: rationale.start(1)] + "2026-04-30" + text[rationale.end(1) :]
    yield of("assessed before the guide", early, "rationale-older-than-guide")
    for _, block in sources(text):
        later = block + '    published: "2026-11-27"\n' if "published:" not in block else re.sub(
            r"published: .*", 'published: "2026-11-27"', block
        )  # fmt: skip
        yield of("source later than the wire", text.replace(block, later), "source-later-than-wire", "date-in-future")
        read = re.sub(r"    published: .*\n", "", block) + '    published: "2023-05-01"\n    accessed: "2023-04-01"\n'
        yield of("read before it was published", text.replace(block, read), "dates-out-of-order")


def evidence(name: str, text: str, of: Of) -> Iterator[Mutation]:
    """Take sources away, join them, misuse them; take the rationale away or borrow one."""
    found = sources(text)
    first = found[0][0]
    if "tier: standard" in text:
        few = replaced(text, "sources", "sources:\n" + found[0][1])
        few = re.sub(r"(?:\[S\d+\])+", f"[{first}]", few)
        few = re.sub(r"^ +sources: \[.*\]$", f"    sources: [{first}, {first}]", few, flags=re.MULTILINE)
        few = re.sub(r"^    origin: .*\n", "", few, flags=re.MULTILINE)
        yield of("cut sources below the tier", few, "too-few-sources")
        same = re.sub(r"^    publisher: .*$", '    publisher: "One House"', text, flags=re.MULTILINE)
        yield of("one publisher for all", same, "too-few-sources")
        retold = text
        for _, block in found[1:]:
            plain = re.sub(r"^    origin: .*\n", "", block, flags=re.MULTILINE)
            retold = retold.replace(block, plain + f"    origin: {first}\n")
        yield of(
            "all retell the first", retold.replace("origin: " + first + "\n    origin", "origin"), "too-few-sources"
        )
    if "verified_by: reproduction" not in text:
        yield of("a tier of other proof", replaced(text, "tier", "tier: reproduced\n"), "tier-needs-other-proof")
    yield of(
        "a reproduction that is none", replaced(text, "verified_by", "verified_by: reproduction\n"), "no-reproduction"
    )
    press = re.sub(r"^    kind: (?:court|regulator|provider)$", "    kind: news", text, flags=re.MULTILINE)
    yield of(
        "a primary source that is none",
        replaced(press, "verified_by", "verified_by: primary-source\n"),
        "no-primary-source",
    )
    yield of("a severity that asks for a review", replaced(text, "severity", "severity: SEV-1\n"), "severity-asks-more")
    for number, block in found:
        url = re.search(r"url: (https://([^/\s]+)\S*)", block)
        assert url
        for kind, wrong, rules in (
            ("http", url[1].replace("https", "http"), ["bad-url"]),
            (
                "tracking",
                url[1].partition("#")[0] + ("&" if "?" in url[1] else "?") + "utm_source=x",
                ["tracking-parameter"],
            ),
            (
                "key in an address",
                url[1].partition("#")[0] + ("&" if "?" in url[1] else "?") + "api_key=x",
                ["credential-in-url"],
            ),
            ("user in an address", url[1].replace("https://", "https://user:pass@"), ["bad-url"]),
            ("host in capitals", url[1].replace(url[2], url[2].upper()), ["untidy-url"]),
            ("reserved host", "https://www.example.com/", ["reserved-host"]),
            ("look-alike host", "https://openai.com.news-today.info/x", ["look-alike-host"]),
            ("look-alike host", "https://\u043epenai.com/x", ["look-alike-host"]),
            ("look-alike host", "https://anthr0pic.com/x", ["look-alike-host"]),
            ("a number as host", "https://192.0.2.7/x", ["bad-url"]),
            ("the wire as its source", f"https://wire.news/{Path(name).stem}", ["source-is-wire"]),
        ):
            yield of(kind, text.replace(block, block.replace(url[0], f'url: "{wrong}"', 1)), *rules)
        again = block + re.sub(r"id: S\d+", "id: S98", block)
        body = text.replace(block, again).replace(f"[{number}]", f"[{number}][S98]", 1)
        yield of("the same page twice", body, "duplicate-source")
        yield of(
            "retells nothing",
            text.replace(block, re.sub(r"    origin: .*\n", "", block) + "    origin: S97\n"),
            "unknown-origin",
        )
        yield of("one id twice", text.replace(block, block + block), "duplicate-source-id")
    if name == LEGACY:
        return
    rationale = dict(blocks(text))["rationale"]
    system = next((written.strip('"') for written, _, _ in values(text, "systems")), "ChatGPT")
    for kind, said, rule in (
        ("empty the rationale", '""', "empty-rationale"),
        ("rationale of a placeholder", "tbd", "placeholder"),
        ("rationale of a placeholder", '"See above."', "placeholder"),
        ("rationale without counterfactual", f'"{system} was used, and its output was wrong."', "no-counterfactual"),
        (
            "rationale that names nothing",
            '"Without the system the harm would not have happened."',
            "rationale-names-nothing",
        ),
        ("bulk rationale", '"Launch-archive bulk classification; ChatGPT would not have done it."', "bulk-rationale"),
    ):
        yield of(kind, text.replace(rationale, said_in(rationale, said)), rule)
    yield of("basis bulk", text.replace(rationale, rationale.replace("basis: editor", "basis: bulk")), "bulk-rationale")
    for other in WIRES:
        if other not in (name, LEGACY):
            theirs = TEXT.search(dict(blocks(WIRES[other]))["rationale"])
            copied = said_in(rationale, theirs[1].rstrip("\n") if theirs else "")
            yield of("copy a rationale", text.replace(rationale, copied), "same-rationale")


def said_in(rationale: str, words: str) -> str:
    """A rationale with another text."""
    return TEXT.sub(lambda _: f"  text: {words}\n", rationale)


def citations(text: str, of: Of) -> Iterator[Mutation]:
    """Break the citations of the body."""
    body = dict(blocks(text))["body"]
    for match in re.finditer(r"\[S(\d+)\]", body):
        for wrong, rule in (
            ("[S99]", "citation-without-source"),
            (f"[s{match[1]}]", "malformed-citation"),
            ("[source]", "malformed-citation"),
            (f"[S{match[1]}](https://evil.test)", "malformed-citation"),
        ):
            broken = body[: match.start()] + wrong + body[match.end() :]
            yield of("break a citation", text.replace(body, broken), rule)
    for paragraph in re.split(r"\n\n", body):
        if "[S" in paragraph:
            bare = re.sub(r"(?: ?\[S\d+\])+", "", paragraph)
            yield of("uncite a paragraph", text.replace(paragraph, bare), "uncited-paragraph")
    for number, _ in sources(text):
        if f"[{number}]" in body:
            rest = body.replace(f"[{number}]", "")
            yield of("never cite a source", text.replace(body, rest), "source-never-cited")


def identity(name: str, text: str, of: Of) -> Iterator[Mutation]:
    """Change the id."""
    own = Path(name).stem
    for at in range(0, 26, 3):
        other = own[:at] + ("7" if own[at] != "7" else "6") + own[at + 1 :]
        yield of("change the id", text.replace(f"id: {own}", f"id: {other}", 1), "id-differs-from-path")
    for wrong in (own.lower(), own[:-1], own + "0", own[:-1] + "U", "8" + own[1:]):
        yield of("malform the id", text.replace(f"id: {own}", f'id: "{wrong}"', 1), "malformed-id")
    other = next(Path(key).stem for key in WIRES if key != name)
    yield of("take another's id", text.replace(f"id: {own}", f"id: {other}", 1), "duplicate-id")
    yield of("relate to itself", replaced(text, "related", f"related: [{own}]\n"), "self-related")
    yield of(
        "relate to nobody", replaced(text, "related", "related: [01ARZ3NDEKTSV4RRFFQ69G5FAV]\n"), "unknown-related"
    )
    yield of("vary nobody", replaced(text, "variant_of", "variant_of: 01ARZ3NDEKTSV4RRFFQ69G5FAV\n"), "unknown-related")


def characters(text: str, of: Of) -> Iterator[Mutation]:
    """Break the YAML, hide characters."""
    title = re.search(r'^title: "', text, re.MULTILINE)
    assert title
    inside = title.end() + 3
    for kind, what, rule in (
        ("an ESC", "\x1b[31m", "control-character"),
        ("a NUL", "\x00", "control-character"),
        ("a zero width space", "\u200b", "invisible-character"),
        ("a soft hyphen", "\u00ad", "invisible-character"),
        ("a tag character", "\U000e0041", "invisible-character"),
        ("an override", "\u202e", "bidi-control"),
        ("an isolate", "\u2066", "bidi-control"),
        ("an escaped override", "\\u202e", "bidi-control"),
        ("an escaped ESC", "\\e", "control-character"),
    ):
        yield of(kind, text[:inside] + what + text[inside:], rule)
    yield of(
        "a blank at a line's end", text.replace("\nstatus: published\n", "\nstatus: published \n", 1), "trailing-blank"
    )
    yield of("a quote that is not closed", re.sub(r'"$', "", text, count=1, flags=re.MULTILINE), "syntax-error")
    yield of("a tab", text.replace("\n  - id", "\n\t- id", 1), "syntax-error")
    yield of("an anchor", text.replace("severity: ", "severity: &a ", 1), "yaml-alias")
    yield of("an alias", text.replace("severity: ", "severity: *", 1), "yaml-alias")
    yield of("a tag", text.replace("severity: ", "severity: !!str ", 1), "yaml-tag")
    yield of("a second document", text + "---\nid: 1\n", "several-documents")
    yield of("a directive", "%YAML 1.1\n---\n" + text, "yaml-tag")
    yield of("a byte order mark", "\ufeff" + text, "bad-encoding")
    yield of("an empty file", "", "empty-file")
    yield of("too deep", text + "x_deep: " + "[" * 40 + "]" * 40 + "\n", "too-deep")
    yield of("too large", text + "# " + "x" * 262_144, "too-large")
    yield of("a comment that does nothing", text + "# butfor: off\n", "malformed-suppression")
    yield of("a waiver of nothing", text + "# butfor: ignore[no-such-rule] -- x\n", "unknown-suppression")
    deviation = (
        'deviations:\n  - {rule: too-few-sources, reason: Sealed., by: A. Editor, date: "2026-06-01", ledger: "1"}\n'
    )
    one_more = text.rstrip("\n") + "\n" + deviation
    if "\ndeviations:\n" in text:
        one_more = text.replace("\ndeviations:\n", f"\n{deviation}", 1)
    yield of("a deviation for nothing", one_more, "unused-suppression")


def scope(text: str, of: Of) -> Iterator[Mutation]:
    """What does not belong into a wire."""
    title = re.search(r'^title: "(.*)"$', text, re.MULTILINE)
    assert title
    for kind, words_, rule in (
        ("a feed's prefix", "[The Feed] " + title[1][:100], "feed-prefix"),
        ("an e-mail address", title[1][:100] + " jane.roe@lawfirm.com", "private-data"),
        ("a telephone number", title[1][:100] + " +44 20 7946 0958", "private-data"),
        ("relative time", title[1][:100] + " last week", "relative-time"),
        ("a title of 200 letters", "x" * 200, "wrong-format"),
        ("a title of 3 letters", "abc", "wrong-format"),
    ):
        yield of(kind, text[: title.start(1)] + words_ + text[title.end(1) :], rule)
    if "basis: bulk" not in text:
        yield of("harm none", replaced(text, "harm", "harm: none\n"), "harm-none")
    yield of("near harm without factor", replaced(text, "harm", "harm: near\n"), "missing-field")
    yield of(
        "filed without note",
        replaced(text, "occurred_basis", "occurred_basis: filing\n").replace("\noccurred_note:", "\nx_note:"),
        "missing-field",
    )
    yield of("retracted without record", replaced(text, "status", "status: retracted\n"), "missing-field")
    record = 'retraction: {date: "2026-11-23", reason: It was wrong., by: A. Editor}\n'
    yield of("a record without retraction", text.rstrip("\n") + "\n" + record, "unexpected-field")
    plain = replaced(text, "title", 'title: "ChatGPT did something to somebody"\n')
    plain = replaced(
        plain, "body", "body: |\n  ChatGPT harmed them " + "".join(f"[{n}]" for n, _ in sources(text)) + ".\n"
    )
    yield of("an allegation as a fact", replaced(plain, "legal_status", "legal_status: filed\n"), "unhedged-allegation")
    one = f"conflicts:\n  - point: The sum.\n    sources: [{sources(text)[0][0]}]\n"
    yield of("a conflict of one", replaced(text, "conflicts", one), "one-sided-conflict")
    if len(values_of(text, "codes")) and "basis: bulk" not in text:
        yield of("a code without meaning", replaced(text, "codes", "codes: [M3]\n"), "unlabelled-code")


def values_of(text: str, key: str) -> list[str]:
    """The values of a field on one line."""
    return [written for written, _, _ in values(text, key)]


def harmless(text: str, of: Of) -> Iterator[Mutation]:
    """Changes that change nothing."""
    yield of("harmless: a comment", text + "# checked again\n")
    yield of("harmless: a comment between", text.replace("\nstatus:", "\n# as of today\nstatus:", 1))
    yield of("harmless: CRLF", text.replace("\n", "\r\n"))
    yield of("harmless: no last line break", text.rstrip("\n"))
    yield of(
        "harmless: another order",
        "".join(block for _, block in sorted(blocks(text), key=lambda pair: bool(pair[0]) and pair[0] != "schema")),
    )
    head, *rest = blocks(text)
    yield of("harmless: reversed order", head[1] + "".join(block.rstrip("\n") + "\n" for _, block in reversed(rest)))
    yield of("harmless: other quotes", re.sub(r"^tier: (\w+)$", r"tier: '\1'", text, flags=re.MULTILINE))
    yield of("harmless: an extension", text.rstrip("\n") + "\nx_desk: legal\n")
    for _, block in sources(text):
        if "archive_url" not in block:
            copy = block + "    archive_url: https://web.archive.org/web/2026/https://www.rfc-editor.org/\n"
            yield of("harmless: an archive copy", text.replace(block, copy))
        if "language" not in block:
            yield of("harmless: a language", text.replace(block, block + "    language: en\n"))
    codes = "".join(f"\n  - {code}" for code in values_of(text, "codes"))
    yield of("harmless: a block list", replaced(text, "codes", f"codes:{codes}\n"))
    body = dict(blocks(text))["body"]
    one_line = "\n\n".join(" ".join(part.split("\n  ")) for part in body.partition("\n")[2].split("\n\n"))
    yield of(
        "harmless: unwrapped lines", text.replace(body, "body: |\n" + one_line if one_line.startswith("  ") else body)
    )


def main() -> int:
    """Run all, print the table; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--list", action="store_true", help="print each miss with its text")
    options = parser.parse_args()
    begin, chance = time.perf_counter(), random.Random(options.seed)
    shipped = check(ROOT, POLICY)
    known = {finding.fingerprint for finding in shipped.findings}
    tried: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    misses: list[str] = []
    every = [one for name, text in WIRES.items() for one in mutations(name, text, chance) if one.text != text]

    def found(index: str) -> list[str]:
        mutation = every[int(index)]
        data = mutation.text.encode()
        overlay = {mutation.name: Source(mutation.name, data[:MAX_BYTES], len(data) > MAX_BYTES)}
        findings = check(WorkTree(ROOT, overlay), POLICY, Options(selected=frozenset([mutation.name]))).findings
        return sorted({finding.rule for finding in findings if finding.fingerprint not in known})

    for mutation, rules in zip(every, spread(found, list(map(str, range(len(every))))), strict=True):
        tried[mutation.kind] += 1
        if good(mutation, rules):
            caught[mutation.kind] += 1
        else:
            misses.append(f"{mutation.name}: {mutation.kind}: wanted {mutation.rules or 'nothing'}, found {rules}")
            if options.list:
                misses[-1] += "\n" + mutation.text
    harmful = [kind for kind in tried if not kind.startswith("harmless")]
    for kind in sorted(tried):
        print(f"{kind:36}{tried[kind]:6} tried{caught[kind]:6} {'clean' if kind.startswith('harmless') else 'caught'}")
    total, hit = (sum(counter[kind] for kind in harmful) for counter in (tried, caught))
    calm, clean = (sum(counter.values()) - part for counter, part in ((tried, total), (caught, hit)))
    print(*misses, sep="\n")
    print(f"{total} mutations, {hit} caught by the rule expected; {calm} harmless, {calm - clean} with a false finding")
    levels = Counter(finding.rule for finding in shipped.findings)
    print(f"the untouched archive: {len(WIRES)} wires, {len(shipped.findings)} findings {dict(levels)}")
    print(f"{time.perf_counter() - begin:.0f} seconds, seed {options.seed}")
    return (
        0 if hit == total and calm == clean and not any(finding.level == "error" for finding in shipped.findings) else 1
    )


def good(mutation: Mutation, found: list[str]) -> bool:
    """Whether what was found is what had to be."""
    return bool(set(found) & set(mutation.rules)) if mutation.rules else not found


if __name__ == "__main__":
    sys.exit(main())
