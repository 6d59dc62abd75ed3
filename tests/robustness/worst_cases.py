"""Every kind of worst case that is known: one wire, or two versions of one, as slow as we know how to make them.

In one piece: a table.
"""

import re
from collections.abc import Callable
from functools import partial

from butfor.files.tree import MAX_BYTES
from conftest import BASE, merged

_SECOND_OPINION = 64 * 1024  # bytes; texts up to here may be read by the slower parser too
_SECOND_ROOM = _SECOND_OPINION - 5000  # for what follows the good wire
_ROOM = MAX_BYTES - len(BASE.encode()) - 200  # for what follows the good wire, or stands in it
_IGNORE = "# butfor: ignore[unknown-code] -- a"
_HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))

Pair = tuple[str, str]


def _each(make: Callable[[str], str], pieces: dict[str, str]) -> dict[str, Callable[[], str]]:
    return {name: partial(make, piece) for name, piece in pieces.items()}


def _times(piece: str, size: int = MAX_BYTES) -> str:
    """Return as many pieces as fit into ``size`` bytes."""
    return piece * (size // len(piece.encode()))


def _numbered(template: str, count: int, first: int = 0) -> str:
    """Return the template so many times, the number of each in the place of ``{n}``."""
    return "".join(template.replace("{n}", str(number)) for number in range(first, first + count))


def _after(piece: str, begin: str = "", end: str = "") -> str:
    """Return the good wire and, after it, as many pieces as there is room for."""
    return BASE + begin + _times(piece, _ROOM) + end


def _items(piece: str) -> str:
    return _after(piece, "x_a: [", "]\n")


def _second(piece: str, begin: str = "", end: str = "") -> str:
    """Return pieces after a tab, because of which the second parser reads all."""
    return f'{BASE}x_a: "\t"\n{begin}{_times(piece, _SECOND_ROOM)}{end}'


def _body(text: str) -> str:
    """Return the good wire with this body, its lines indented."""
    return merged("body: |\n" + "\n".join(f"  {line}" if line else "" for line in text.split("\n")) + "\n")


def _line(piece: str) -> str:
    return _body(_times(piece, _ROOM))


def _lines(piece: str, room: int = _ROOM) -> str:
    return _body((piece + "\n") * (room // (len(piece.encode()) + 3)))


def _paragraphs(piece: str) -> str:
    return _body((piece + "\n\n") * (_ROOM // (len(piece.encode()) + 4)))


def _quoted(piece: str) -> str:
    return merged(f'body: "{_times(piece, _ROOM)}"\n')


def _rationale(text: str) -> str:
    return merged(f'rationale:\n  text: "{text}"\n  basis: editor\n  by: A\n  date: "2026-05-20"\n  guide: v1\n')


def _sources(count: int = 100, **fields: str) -> str:
    """Return the good wire with so many sources, the number of each in the place of ``{n}``."""
    values = {"id": "S{n}", "url": "https://www.h{n}.example/a", "publisher": "Paper {n}", "kind": "news",
              "title": "Title {n}"} | fields  # fmt: skip
    lines = "".join(f"    {key}: {value}\n" for key, value in values.items())
    return merged("sources:\n" + _numbered(f"  -{lines[3:]}", count, first=1))


def _url(url: str) -> str:
    return _sources(1, url=url)


def _urls(end: str) -> str:
    return _sources(url="https://h{n}.example/" + end)


def _all_at_once(**fields: str) -> str:
    words = "  Hm yesterday. [1] a@b.co +1 555 555 5555 \u200b \u202e pаy &amp; <b> [S99] \n\n"
    head, _, rest = _sources(**fields).partition("body: |\n")
    return f"{head}body: |\n{words * ((_ROOM - len(head)) // 110)}{rest[rest.index('rationale:') :]}"


def _entries(count: int, was: str = "a", now: str = "b", fields: str = "body", kind: str = "update") -> str:
    """Return so many corrections, the number of each in the place of ``{n}``."""
    head = f'  - {{date: "2026-06-02", type: {kind}, fields: [{fields}], was: "{was}", now: "{now}"'
    return "corrections:\n" + _numbered(f"{head}, reason: r{{n}}, by: A}}\n", count)


_WIRES: dict[str, Callable[[], str]] = {
    # -- the parser ------------------------------------------------------------------------------------------------
    **_each(_times, {
        "brackets": "[", "braces with keys": "{a: ", "dashes in one line": "- ", "open quotes": 'a: "\n',
        "many documents": "---\n", "directives": "%A B\n", "control characters": "\x01", "unicode controls": "\u0085",
        "carriage returns": "\r",
    }),
    "stairs of blocks": lambda: "".join(" " * depth + "a:\n" for depth in range(700)),
    "depth of 31 again and again": lambda: "x_a:\n" + _times("- " + "[" * 28 + "]" * 28 + "\n", _ROOM),
    "spaces and an error": lambda: "a: b: " + _times(" ", MAX_BYTES - 20) + "c\n",
    "escapes in an open quote": lambda: 'title: "' + _times("\\\\", MAX_BYTES - 10),
    "lines before an error": lambda: _times('a: "b"\n', MAX_BYTES - 10) + "]",
    "quoted words and an error": lambda: "title: " + _times("'a' ", MAX_BYTES - 10),
    "anchors": lambda: "x_a: [" + _times("&a b, ") + "]",
    "aliases": lambda: "x_a: &a b\nx_b: [" + _times("*a, ") + "]",
    "tags": lambda: "x_a: [" + _times("!!str a, ") + "]",
    "long tag": lambda: "x_a: !<" + _times("a") + "> b",
    "tabs": lambda: _times("\t", _SECOND_OPINION),
    "tabs after a key": lambda: "title:" + _times("\t", _SECOND_OPINION - 10),
    "tabs everywhere": lambda: _times("a:\t1\n", _SECOND_OPINION),
    "brackets for the second parser": lambda: "x_a: \t" + _times("[", _SECOND_OPINION - 10),
    "possible keys for the second parser": lambda: 'x_a: "\t"\n? ' + _times("[? ", _SECOND_OPINION - 100),
    "list for the second parser": lambda: BASE + "x_a: \t[" + _times("a,", _SECOND_ROOM) + "]\n",
    "blank lines for the second parser": lambda: BASE + 'x_a: "\t' + _times("\n", _SECOND_ROOM) + '"\n',
    "mappings for the second parser": lambda: _second("  - {a: 1, b: 2}\n", "x_b:\n"),
    "quotes for the second parser": lambda: _second("\\n", 'x_b: "', '"\n'),
    "folded lines for the second parser": lambda: _second("  a\n", "x_b: >\n"),
    "plain lines for the second parser": lambda: _second("  a\n", "x_b: a\n"),
    "comments for the second parser": lambda: _second("#\n"),
    "keys for the second parser": lambda: BASE + 'x_a: "\t"\n' + _numbered("x{n}: 1\n", 6000),
    # -- scalars, keys and lists -----------------------------------------------------------------------------------
    **_each(_items, {
        "numbers of 400 digits": "9" * 400 + ", ", "hex numbers": "0x" + "f" * 390 + ", ",
        "float exponents": "1e-999, ", "plain scalars like dates": "2024-01-01, ", "infinities": ".inf, ",
        "nulls": "~, ",
    }),
    "one number": lambda: "schema: " + _times("9"),
    "base sixty": lambda: _after(":1", "x_a: 1", "\n"),
    "underscores in a number": lambda: _after("_", "x_a: 1", "x\n"),
    "one key again and again": lambda: _after("x: 1\n"),
    "unknown keys": lambda: BASE + _numbered("k{n}: 1\n", 24_000),
    "keys like known ones": lambda: BASE + _numbered("severity{n}: 1\n", 15_000),
    "extension keys": lambda: BASE + _numbered("x_{n}: 1\n", 22_000),
    "keys with long names": lambda: BASE + _numbered("x_" + "a" * 1000 + "{n}: 1\n", 250),
    "key of full size": lambda: "? " + _times("k", MAX_BYTES - 20) + "\n: 1\n",
    "external ids": lambda: merged("external_ids:\n" + _numbered("  k{n}: {n}\n", 16_000)),
    "external ids of the wrong kind": lambda: merged("external_ids:\n" + _numbered("  k{n}: []\n", 16_000)),
    "lists of the wrong length": lambda: merged(f"related: [{_times('01H3G6D60088JDPVJMJQV9BE1W, ', _ROOM)}]\n"),
    "related wires": lambda: merged(f"related: [{_numbered('01H3G6D60{n}4JDPVJMJQV9BE1, ', 100, first=100)}]\n"),
    "codes without end": lambda: merged(f"codes: [{_numbered('c{n}, ', 30_000)}]\n"),
    "systems": lambda: merged("systems: [" + _numbered('"' + "a" * 4000 + '{n}", ', 50) + "]\n"),
    "long title": lambda: merged(f'title: "{_times("a ", _ROOM)}"\n'),
    "corrections that lack all": lambda: _after("  - {}\n", "corrections:\n"),
    "placeholders": lambda: BASE + _entries(500, "TODO", "TODO", "title").replace("by: A", "by: TODO"),
    "five hundred corrections": lambda: BASE + _entries(500, "a " * 180, "b " * 20, "body, title, sources, rationale"),
    "corrections with long fields": lambda: BASE + _entries(500, fields="title, " * 50 + "title"),
    "conflicts": lambda: BASE + "conflicts:\n" + 50 * (
        f'  - {{point: "{"a" * 100}", sources: [{", ".join(f"S{number % 999 + 1}" for number in range(800))}]}}\n'
    ),
    # -- texts: citations and Markdown -----------------------------------------------------------------------------
    **_each(_line, {
        "citations": "[S1]", "citations in one bracket": "[S1, S2-S999] ", "open brackets": "[",
        "open citations": "[S1", "links": "](", "links around citations": "[[S1]](a)",
        "citations before text": "[S1]" + "a" * 199, "list marks before a definition": "- ",
        "numbered marks before a definition": "1. ", "quote marks": "> ", "backticks": "` ",
        "comments that never end": "<!--", "tags that never end": "<a ",
    }),
    **_each(_lines, {
        "trailing spaces": "a  [S1] ", "definitions": "[a]: b", "quote marks on lines": ">", "fences": "```",
        "fences of two kinds": "```\n  ~~~", "rules and underlines": "* " * 20 + "x",
    }),
    **_each(_paragraphs, {"paragraphs without citation": "Hm.", "headings": "# a"}),
    "spaces": lambda: _body("a" + _times(" ", _ROOM) + "b [S1][S2][S3]"),
    "blank lines with tabs": lambda: _lines(" \t", _SECOND_OPINION - 3000),
    "citations of nothing": lambda: _body("".join(f"[S{number % 999 + 1}]" for number in range(_ROOM // 7))),
    "malformed citations": lambda: _body("".join(f"[{number % 999 + 1}] " for number in range(_ROOM // 6))),
    "dashes in a citation": lambda: _body("[1" + _times("-1", _ROOM - 20) + "]"),
    "code spans": lambda: _body(" ".join("`" * number for number in range(1, 720))),
    "open fence": lambda: _body("```\n" + "a\n" * (_ROOM // 4)),
    "tag with spaces": lambda: _line("<a" + " " * 299),
    "entities": lambda: _body(_numbered("&#{n};", 29_900, first=100)),
    # -- texts: words and characters -------------------------------------------------------------------------------
    **_each(_line, {
        "mails": "a@b.co ", "mails that are none": "a" * 64 + "@" + "a." * 8, "at signs": "@", "mail of dots": "a.",
        "phones": "+1 555 555 5555 ", "phones that are none": "+1" + " 5" * 16, "digits": "1-",
        "dates in words": "1 March 2024 ",
        "provider names": "OpenA", "butfor in a text": "#butfor:", "one word": "a", "placeholder of marks": "-",
        "two byte letters": "é", "invisible characters": "a\u200b", "bidi controls": "\u202e",
        "bidi isolates": "\u2067", "marks of direction": "a\u200f", "joiners": "\u200d",
        "tags of flags": "\U000e0061", "variation selectors": "a\ufe0f", "combining marks": "\u0301",
        "letters with marks": "a\u0301", "look alikes": "pаypal ", "one look alike word": "аb", "wide letters": "Ａ",
        "emoji": "😀", "ligatures that grow": "\ufdfa",
    }),
    **_each(_quoted, {"escapes of controls": "\\u202e", "escapes": "\\x61", "backslashes": "\\\\"}),
    "look alike words all different": lambda: _body(_numbered("а{n}b ", _ROOM // 9)),
    "cyrillic words": lambda: _body(_numbered("слово{n} ", _ROOM // 17)),
    "single quotes": lambda: merged(f"body: '{_times(2 * chr(39), _ROOM)}'\n"),
    "folded lines": lambda: merged("body: >\n" + _times("  a\n", _ROOM)),
    "plain lines": lambda: merged("body: a\n" + _times("  a\n", _ROOM)),
    "counterfactuals": lambda: _rationale(_times("had were if had not ", 4900)),
    "without words": lambda: _rationale(_times("without a ", 4900)),
    "rationale in the body": lambda: _rationale(_numbered("w{n} ", 900)[:4900]).replace(
        "body: |\n", "body: |\n  " + _times(_numbered("w{n} ", 900)[:4900], _ROOM - 5200) + "\n"
    ),
    # -- comments and suppressions ---------------------------------------------------------------------------------
    **_each(_after, {
        "comments": "#\n", "suppressions": f"{_IGNORE}\n", "suppressions without an end": "# butfor: ignore["
    }),
    "suppressions in a text": lambda: _lines(_IGNORE),
    "suppressions of many rules": lambda: _after("unknown-code, ", "# butfor: ignore[", "] -- no reason\n"),
    "suppressions far above what they suppress": lambda: (
        _times("# butfor: ignore[unused]\n", 3000) + _times("#\n", _ROOM - 3000) + BASE
    ),
    "suppressions and many places": lambda: (
        _times(f"{_IGNORE}\n", 4000) + BASE + "x_a:\n" + _times("  - {a: 1}\n", _ROOM - 4000)
    ),
    "spaces in a suppression": lambda: f"{BASE}#{_times(' ', _ROOM - 100)}butfor ignore\n",
    "words cut by comments": lambda: BASE + _numbered("x_{n}: a #b\n", 15_000),
    "deviations": lambda: BASE + "deviations:\n" + _numbered(
        '  - {rule: too-few-sources, reason: "' + "a" * 4000 + '", by: A, date: "2026-06-02", ledger: "{n}"}\n', 50
    ),
    # -- sources ---------------------------------------------------------------------------------------------------
    **_each(_url, {
        "URL of dots": f"https://{_times('a.', _ROOM - 500)}com/",
        "URL of dot segments": f"https://a.example{_times('/a', _ROOM // 3)}{_times('/..', _ROOM // 2)}/b",
        "URL of parameters": f"https://a.example/?{_times('utm_a=1&', _ROOM - 500)}",
        "URL of at signs": f"https://{_times('a@', _ROOM - 500)}b.example/",
        "URL of percents": f"https://a.example/{_times('%41', _ROOM - 500)}",
        "URL of colons": f'"https://[{_times(":", _ROOM - 500)}]/"',
        "URL of slashes": f"https://a.example{_times('/', _ROOM - 500)}b",
        "URL of AMP endings": f"https://a.example/a{_times('/amp', _ROOM - 500)}",
        "URL of marks of sharing": f"https://a.example/?{_times('ref=a-share&', _ROOM - 500)}",
        "punycode": f"https://xn--{_times('a', _ROOM - 500)}-9a.example/",
        "letters in a host": f"https://{_times('а', _ROOM - 500)}.example/",
        "host of many letters": f"https://{_HAN}.example/",
        "IDNA host": f"https://{_times('é', 60_000)}.example/",
    }),
    **_each(_urls, {
        "hundred long URLs": "a" * 2300, "URLs of parameters": f"?{_times('utm_a=1&', 2300)}",
        "credentials in URLs": f"?{_times('token=abc123&', 2200)}",
    }),
    "hundred sources": _sources,
    "hundred sources of one publisher": lambda: _sources(publisher='"' + "A" * 200 + '"'),
    "sources of long titles": lambda: _sources(title='"' + _times("wordless{n} ", 2200) + '"'),
    "words that are all different": lambda: _body(_numbered("werd{n}en ", _ROOM // 11)),
    "names as long as they may be": lambda: merged(
        f"systems: [{_numbered('n{n} ' + 'a ' * 96 + ', ', 50)}]\n", _body(_times("a n7 ", _ROOM // 2))
    ),
    "cycle of origins": lambda: re.sub(
        r"origin: S(\d+)", lambda match: f"origin: S{int(match[1]) % 100 + 1}", _sources(origin="S{n}")
    ),
    "punycode labels": lambda: _sources(url=f"https://{_times('xn--80ak6aa92e.', 2200)}com/"),
    "hosts of many letters": lambda: _sources(url=f"https://{_HAN[:59]}.{_HAN[60:120]}{{n}}.example/"),
    "sources that are words": lambda: merged(f"sources: [{_times('a, ', _ROOM)}]\n"),
    "sources with unknown fields": lambda: merged(
        "sources:\n" + _times("  - {idd: S1, ur: a, publishr: b}\n", _ROOM)
    ),
    # -- all of it -------------------------------------------------------------------------------------------------
    "everything at once": lambda: _all_at_once(url="http://u:p@h{n}.example/?utm_a=1&token=a", kind="newspaper"),
    "many rules at once": lambda: _all_at_once(url="https://u:p@h{n}.example/?utm_a=1&token=a"),
}  # fmt: skip


def _bodies(before: str, after: str, corrections: str = "") -> Pair:
    """Return two wires with these bodies; the newer one has the corrections."""
    return _body(before), _body(after) + corrections


def _row(word: str, count: int) -> str:
    """Return many words that all differ."""
    return " ".join(f"{word}{number}" for number in range(count))


def _reordered() -> Pair:
    head, *entries = _entries(500, "a" * 200, "b" * 200).splitlines(keepends=True)
    return BASE + head + "".join(entries), BASE + head + "".join(entries[::-1])


def _quotations(before: str, after: str, *entries: str) -> Pair:
    """Return two wires with these bodies; the newer one has all these lists of corrections as one."""
    return _bodies(before, after, "corrections:\n" + "".join(entries).replace("corrections:\n", ""))


def _sentences() -> Pair:
    before = "\n\n".join(f"{'A' * 600}{number}. Ab." for number in range(190))
    return _bodies(before, re.sub("A([0-9]*[02468]\\.)", r"X\1", before), _entries(1, "q", "r"))


def _half_different() -> Pair:
    before = " ".join(f"{'w' if number % 2 else 'v'}{number}" for number in range(999))
    return _bodies(before, _row("w", 999), _entries(15, before, _row("w", 999)))


def _extensions(count: int, *entries: str) -> Pair:
    """Return two wires with so many extensions that all differ; the newer one has the corrections."""
    corrections = ("corrections:\n" + "".join(entries).replace("corrections:\n", "")) if entries else ""
    return BASE + _numbered("x_{n}: 1\n", count), BASE + _numbered("x_{n}: 2\n", count) + corrections


def _deep() -> Pair:
    deep = "x_a:\n" + _times("- " + "[" * 28 + "]" * 28 + "\n", _ROOM - 30_000)
    after = merged('severity: SEV-9\noccurred: "2022-01-01"\nstatus: draft\n')
    return BASE + deep, after + _entries(30, "q", "r", "severity, body", "clarification") + deep


def _changes(count: int, *changes: str) -> str:
    """Return a list of so many entries at most, which tell the changes by turns, two hundred each."""
    entries = [changes[at : at + 200] for at in range(0, len(changes), 200)][:count]
    return "corrections:\n" + "".join(
        "- {date: '2026-06-10', type: update, reason: a, by: a, changes: ["
        + ", ".join(f"{{field: {change}}}" for change in entry)
        + "]}\n"
        for entry in entries
    )


def _reported(after: str, entries: int, change: str, times: int) -> Pair:
    """Return the good wire, and one with something new and so many entries that tell one change so many times."""
    lines = (_changes(1, *[change] * times).partition("\n")[2] for _ in range(entries))
    return BASE, merged(after) + "corrections:\n" + "".join(lines)


def _conflicts() -> str:
    return "conflicts:\n" + _numbered("- {point: '" + "ab cd " * 150 + "{n}', sources: [S1]}\n", 50)


def _withheld() -> Pair:
    """Return two wires: of all entries of the older one another word is withheld in the newer."""
    template = "corrections:\n" + _numbered(
        "- {date: '2026-06-10', type: update, reason: a, by: a, changes: [{field: body, was: w{n}, now: b}]}\n", 500
    )
    return BASE + template, BASE + re.sub("was: w[0-9]+, now: b", "was: redacted, now: c", template)


_PAIRS: dict[str, Callable[[], Pair]] = {
    "corrections in another order": _reordered,
    "twice the corrections": lambda: (
        BASE + _entries(250, "a" * 190, "b" * 190), BASE + _entries(500, "a" * 190, "b" * 190)
    ),
    "corrections of a body of paragraphs": lambda: _bodies(
        "a [S1].\n\n" * 10_000 + "b", "a [S1].\n\n" * 10_000 + "c", _entries(500)
    ),
    "quotations everywhere": lambda: _quotations(
        "a " * 35_000 + "b", "a " * 35_000 + "c", _entries(400, "a b", "a c" + " " * 60), _entries(1, "a a", "a a")
    ),
    "quotations of many lengths": lambda: _quotations(
        "a " * 35_000 + "b", "a " * 35_000 + "c", _entries(1, "a b", "a c"),
        *(_entries(1, "a " * count, "a " * count) for count in range(2, 250)),
    ),
    "quotations that nearly match": lambda: _bodies(
        "a " * 50_000, "a " * 50_000 + "c", _entries(400, "a " * 60 + "b", "a " * 60 + "d")
    ),
    "long quotation that nearly matches": lambda: _bodies(
        "a" * 60_000, "a" * 60_000 + "c", _entries(2, "a" * 30_000 + "b", "b" + "a" * 30_000)
    ),
    "a thousand words of two kinds": lambda: _bodies(
        "a b " * 500, "b a c " * 333, _entries(40, "a b " * 500, "b a c " * 333)
    ),
    "a thousand words half of which differ": _half_different,
    "ten words against many": lambda: _bodies(
        "a b a b a c a b a", "a " * 55_000, _entries(1, "a b a b a c a b a", "a " * 55_000)
    ),
    "all words differ": lambda: _bodies(_row("w", 30_000), _row("v", 30_000), _entries(1, "w1", "v1")),
    "letters without spaces": lambda: _bodies(
        "\u4e00" * 40_000, "\u4e00" * 40_000 + "\u4e01", _entries(400, "\u4e00" * 20, "\u4e00" * 20)
    ),
    "sentences that differ in turn": _sentences,
    "sources that all differ": lambda: (
        _sources(), _sources(title="Other {n}") + _entries(500, "x." * 100, "y." * 100, "sources")
    ),
    "external ids that all differ": lambda: (
        merged("external_ids:\n" + _numbered("  k{n}: 1\n", 16_000)),
        merged("external_ids:\n" + _numbered("  k{n}: 2\n", 16_000)),
    ),
    "extensions that all differ": lambda: _extensions(22_000),
    "extensions that are all corrected": lambda: _extensions(
        9_000, *(_entries(1, "1", "2", ", ".join(f"x_{n}" for n in range(at, at + 18))) for at in range(0, 9_000, 18))
    ),
    "an extension that is corrected again and again": lambda: _extensions(
        6_000, _entries(500, "1", "2", ", ".join(["x_5999"] * 25), "clarification")
    ),
    "long extension": lambda: (_after("1, ", "x_a: [", "]\n"), _after("2, ", "x_a: [", "]\n")),
    "fields that have not changed": lambda: (
        _body(_row("w", 16_000)),
        _body(_row("w", 16_000)) + _entries(500, "a{n}", "b{n}", ", ".join(["body"] * 20)),
    ),
    "systems that all differ": lambda: (
        merged("systems: [" + _numbered('"' + "a " * 1000 + '{n}", ', 50) + "]\n"),
        merged("systems: [" + _numbered('"' + "b " * 1000 + '{n}", ', 50) + "]\n")
        + _entries(500, "p", "q", "systems, codes"),
    ),
    "many rules on a deep wire": _deep,
    "conflicts in many changes": lambda: _reported(
        _conflicts(), 99, "conflicts, added: {point: a, sources: [S1]}", 32
    ),
    "an extension in many changes": lambda: _reported("x_a: [" + "a b c, " * 9_000 + "]\n", 16, "x_a, now: a", 200),
    "a fact in many changes": lambda: _reported("", 99, "severity, was: SEV-1, now: SEV-2", 50),
    "paragraphs in many changes": lambda: _reported(
        "body: |\n" + "  a [S1].\n\n" * 5_000, 16, "body, now: a", 200
    ),
    "entries withheld among many": _withheld,
    "signs that open": lambda: _bodies(
        "(" * 60_000 + "a", "(" * 60_000 + "b", _changes(400, *(f"body, was: '{'(' * n}a', now: b" for n in range(200)))
    ),
}  # fmt: skip

_BYTES = {"bytes that are no text": b"\xff" * MAX_BYTES, "more than is read": b"a: b\n" * MAX_BYTES}
KINDS = (*_WIRES, *_BYTES, *_PAIRS)
"""The name of each."""


def versions(kind: str) -> tuple[bytes, bytes]:
    """Return the bytes of what was public before, and of what is judged."""
    if kind in _PAIRS:
        before, after = (text.encode() for text in _PAIRS[kind]())
        assert max(len(before), len(after)) <= MAX_BYTES, "what is too large would not be compared at all"
        return before, after
    return BASE.encode(), _BYTES.get(kind) or _cut(_WIRES[kind]().encode())


def is_change(kind: str) -> bool:
    """Return whether it is two versions that make it slow."""
    return kind in _PAIRS


def _cut(data: bytes) -> bytes:
    """Cut it to the largest size that is read, between two characters."""
    return data[:MAX_BYTES].decode("utf-8", "ignore").encode()
