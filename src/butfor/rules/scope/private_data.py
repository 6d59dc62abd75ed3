"""A person's e-mail address or telephone number."""

import re
from collections.abc import Iterator

from butfor.findings import Level, Location, Violation
from butfor.rules._rule import Rule, WireContext
from butfor.rules.scope import texts
from butfor.text.urls import is_under_suffix

_MAIL = re.compile(
    r"(?<![\w.+@/-])([\w.+-]{1,64})[@\uff20]((?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24})(?![^\W_]|[:/])"
)
_NOBODYS = """
    abuse accessibility accounts admin billing careers cert complaints contact csirt do-not-reply donotreply
    dpo editor editorial editors enquiries feedback general hello help helpdesk hostmaster hr info inquiries
    investors jobs legal letters list mail mailbox marketing media membership news newsdesk newsletter
    newsroom no-reply noc noreply notifications office ombudsman postmaster pr press privacy psirt report
    reports root safety sales security service services subscribe support team tips unsubscribe usenet
    webmaster www
"""  # mailboxes of RFC 2142, and what organisations have beside them
_DESKS = frozenset(_NOBODYS.split())
_LISTS = frozenset(
    ["list", "lists", "groups", "listserv", "googlegroups", "mailman", "freelists", "vger", "yahoogroups"]
)
"""Labels of hosts that keep mailing lists."""
_LIST_NAME = re.compile(
    r"(?:\A|[-_.])(?:announce|bugs|commits|commit-list|dev|devel|discuss|list|ml|security|users?)\Z"
)
_PHONE = re.compile(
    r"(?<![\w+./-])(?:\+[1-9][0-9]{0,2}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9](?:[ .-]?[0-9]){6,12}"
    r"|\([0-9]{3}\) ?[0-9]{3}[ .-][0-9]{4}|[0-9]{3}[.-][0-9]{3}[.-][0-9]{4})(?![\w/-])"
)
_SERVICE = re.compile(r"\+800|\+?1?8(?:00|33|44|55|66|77|88)|1?900")  # E.164 and NANP: no person's own number
_LONGEST_URL = 2000  # characters
_SHAPE = bytes.maketrans(b"123456789. ", b"000000000--")
_END = b"000-0000"  # in this shape ends a number that has no `+`; a regular expression is much slower to find that
_RESERVED = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|local|internal)(?:\.(?:com|net|org))?\Z")


def check(context: WireContext) -> Iterator[Violation]:
    for path, text in texts(context):
        if "@" in text or "\uff20" in text:
            for match in _MAIL.finditer(text):
                if _is_private(match):
                    yield Violation(
                        Location(path, excerpt=match[0]),
                        "the text contains an e-mail address",
                        "write `an e-mail address` instead; the source can still be read",
                    )
        if path[0] == "sources" or not ("+" in text or _END in text.encode("utf-8", "replace").translate(_SHAPE)):
            continue  # titles and publishers hold numbers of other kinds
        for match in _PHONE.finditer(text):
            if not _SERVICE.match(re.sub(r"[^0-9+]", "", match[0])) and not _in_url(match):
                yield Violation(
                    Location(path, excerpt=match[0]),
                    "this looks like a telephone number",
                    "write `a telephone number` instead, if it is one",
                    "this is a guess by its form; the owner of the number did not agree to be called by readers",
                )


def private(text: str) -> bool:
    """Return whether an e-mail address of a person stands in a text."""
    return "@" in text and any(_is_private(match) for match in _MAIL.finditer(text))


def _is_private(match: re.Match[str]) -> bool:
    name, host = match[1].strip("_").casefold(), match[2].casefold()
    if name.partition("+")[0] in _DESKS or _RESERVED.search(host) or _in_url(match):
        return False
    return _LISTS.isdisjoint(host.split(".")) and not _LIST_NAME.search(name) and is_under_suffix(host)


def _in_url(match: re.Match[str]) -> bool:
    """Return whether a match is a part of a web address: it stands behind `://` and no white space between."""
    before = match.string[max(match.start() - _LONGEST_URL, 0) : match.start()]
    return "://" in re.split(r"\s", before)[-1]


RULE = Rule(
    id="private-data",
    family="scope",
    scope="wire",
    level=Level.WARNING,
    confidence="likely",
    what="A text that readers see contains what looks like a person's e-mail address or telephone number.",
    why="A wire spreads further and lasts longer than its sources; and the owner of the address or number did not "
    "agree to that. This is a guess by form.",
    basis="[GDPR, article 4(1)](https://eur-lex.europa.eu/eli/reg/2016/679/oj): an identifier of a natural person is "
    "personal data. What belongs to no person passes: mailboxes of desks (`press@`, `security@`, those of [RFC "
    "2142](https://www.rfc-editor.org/rfc/rfc2142)), mailing lists, domains that are reserved or under no public "
    "suffix, parts of a URL, and free numbers. Of 5,884 wires made of records of public archives one is found.",
    bad='title: "ChatGPT told strangers to write to jane.roe@lawfirm.com"\n',
    good='title: "ChatGPT told strangers to write to somebody@example.com"\n',
    fix="Describe it instead of quoting it.",
    never_known=True,
    check=check,
)
