"""A person's e-mail address or telephone number."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import texts

_MAIL = re.compile(
    r"(?<![\w.+@-])([\w.+-]{1,64})[@\uff20](?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![^\W_]|:)"
)
_DESKS = frozenset(  # nobody's own address
    ["contact", "hello", "help", "info", "legal", "media", "office", "press", "privacy", "security", "support"]
)
_PHONE = re.compile(
    r"(?<![\w+./-])(?:\+[1-9][0-9]{0,2}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9](?:[ .-]?[0-9]){6,12}"
    r"|\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}|[0-9]{3}[.-][0-9]{3}[.-][0-9]{4})(?![\w/-])"
)
_SHAPE = bytes.maketrans(b"123456789. ", b"000000000--")
_END = b"000-0000"  # in this shape ends a number that has no `+`; a regular expression is much slower to find that
_RESERVED = re.compile(r"@(?:[\w-]+\.)*(?:example|test|invalid)(?:\.(?:com|net|org))?$", re.IGNORECASE)


def check(context: WireContext) -> Iterator[Violation]:
    for path, text in texts(context):
        if "@" in text or "\uff20" in text:
            for match in _MAIL.finditer(text):
                if _is_private(match):
                    yield Violation(
                        Location(path, excerpt=match[0]),
                        "an e-mail address stands in the text",
                        "write `an e-mail address` instead; the source can still be read",
                    )
        if path[0] == "sources" or not ("+" in text or _END in text.encode("utf-8", "replace").translate(_SHAPE)):
            continue  # titles and publishers hold numbers of other kinds
        for match in _PHONE.finditer(text):
            yield Violation(
                Location(path, excerpt=match[0]),
                "this looks like a telephone number",
                "write `a telephone number` instead, if it is one",
                "a guess by its form; a person behind a number did not agree to be called by readers",
            )


def private(text: str) -> bool:
    """Return whether an e-mail address of a person stands in a text."""
    return "@" in text and any(_is_private(match) for match in _MAIL.finditer(text))


def _is_private(match: re.Match[str]) -> bool:
    return match[1].strip("_").casefold() not in _DESKS and not _RESERVED.search(match[0])


RULE = Rule(
    id="private-data",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A text that readers see holds what looks like an e-mail address or a telephone number.",
    why="A wire spreads further and lasts longer than its sources; whoever can be reached there did not agree to it. "
    "This is a guess by form.",
    basis="[GDPR, article 4(1)](https://eur-lex.europa.eu/eli/reg/2016/679/oj): an identifier of a natural person is "
    "personal data. Addresses under the reserved domains of [RFC 2606](https://www.rfc-editor.org/rfc/rfc2606), "
    "and of desks (`press@`, `info@`), pass.",
    bad='title: "ChatGPT told strangers to write to jane.roe@lawfirm.com"\n',
    good='title: "ChatGPT told strangers to write to somebody@example.com"\n',
    fix="Describe it instead of quoting it.",
    check=check,
)
