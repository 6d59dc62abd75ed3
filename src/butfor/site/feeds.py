"""What feed readers and search engines fetch: Atom (RFC 4287), JSON Feed 1.1, a sitemap. All dates are from wires."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from butfor.changes.words import BADGES, TITLES
from butfor.policy.config import Licence
from butfor.policy.policy import Policy
from butfor.site.card import Card
from butfor.site.output import compact
from butfor.view.wording import KINDS, line

MOST = 50  # entries
_MOST_CHANGES = 3  # of one entry
_MOST_URLS = 50_000  # of a sitemap, sitemaps.org
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EPOCH = "1970-01-01T00:00:00Z"
_UNPRINTABLE = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def chosen(cards: Iterable[Card]) -> list[Card]:
    """Return the items of a feed: the wires that were published, corrected or retracted last."""
    public = [card for card in cards if card.dated and card.published]
    return sorted(public, key=lambda card: (updated(card), card.id), reverse=True)[:MOST]


def updated(card: Card) -> str:
    """Return when a wire last changed for its readers, as a timestamp.

    A change has a day only, so each of a day counts as one second more: a feed reader takes what has the timestamp that
    it knows for what it has shown.
    """
    last = max((day for day, _, _ in card.corrections), default="")
    start = max(card.published, f"{last}T00:00:00Z" if last else "")
    changes = sum(day >= start[:10] for day, _, _ in card.corrections)
    return f"{datetime.fromisoformat(start) + timedelta(seconds=changes):%Y-%m-%dT%H:%M:%SZ}"


def urn(card: Card) -> str:
    """Return the id of a wire as feeds want it: the same 128 bits, whatever the site's URL is."""
    number = 0
    for character in card.id:
        number = number * 32 + _DIGITS.index(character)
    return UUID(int=number).urn


def headline(card: Card) -> str:
    """Return the title, with what happened to the wire since."""
    return f"{card.marks[0]}: {card.title}" if card.marks else card.title


def content(card: Card) -> str:
    """Return the weightiest changes, those of one weight the latest day first, and the beginning of the body."""
    weight = ["retraction", *BADGES, *TITLES].index
    latest = sorted(card.corrections, key=lambda change: change[0], reverse=True)
    named = sorted(latest, key=lambda change: weight(change[1]))[:_MOST_CHANGES]
    changes = [f"{kind.capitalize()} of {day}: {reason}" for day, kind, reason in named]
    return "\n\n".join([*changes, card.summary])


def atom(
    cards: Sequence[Card], policy: Policy, base: str, page: str = "", words: str = "", *, by_day: bool = False
) -> bytes:
    """Return an Atom feed of the whole archive, or of the list at ``page``, which ``words`` name; ``by_day``: a card
    stands for what changed on one day."""
    site = policy.config.site
    rights = [f"<rights>{_text(_rights(site.licence))}</rights>"] if site.licence else []
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(site.language)}>',
        f"<title>{_text(': '.join(filter(None, (line(site.title), line(words)))))}</title>",
        f"<subtitle>{_text(line(site.description))}</subtitle>",
        f"<id>{escape(base + page)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(f"{base}{page}feed.atom")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(base + page)}/>',
        f"<updated>{max(map(updated, cards), default=_EPOCH)}</updated>",
        f"<author><name>{_text(line(site.title))}</name></author>",
        *rights,
        "<generator>butfor</generator>",
    ]
    for card in cards:
        lines += [
            f"<entry xml:lang={quoteattr(card.language)}>",
            f"<title>{_text(headline(card))}</title>",
            f"<id>{urn(card)}{f'#{card.corrections[0][0]}' if by_day else ''}</id>",
            f'<link rel="alternate" type="text/html" href={quoteattr(f"{base}wire/{card.id}/")}/>',
            f"<published>{card.published}</published>",
            f"<updated>{updated(card)}</updated>",
            *(
                f"<category term={quoteattr(_printable(term))}/>"
                for term in (card.severity, card.kind, *card.codes, *card.providers)
            ),
            *rights,
            f'<summary type="text">{_text(content(card))}</summary>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode("utf-8", "backslashreplace")


def json_feed(cards: Sequence[Card], policy: Policy, base: str) -> bytes:
    """Return a JSON Feed."""
    site = policy.config.site
    return compact(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": line(site.title),
            "description": line(site.description),
            "language": site.language,
            "home_page_url": base,
            "feed_url": f"{base}feed.json",
            "authors": [{"name": line(site.title)}],
            # The standard has no field for it, but lets others have one that begins with `_`.
            **({"_licence": {"name": line(site.licence.name), "url": site.licence.url}} if site.licence else {}),
            "items": [
                {
                    "id": urn(card),
                    "url": f"{base}wire/{card.id}/",
                    "language": card.language,
                    "title": headline(card),
                    "content_text": content(card),
                    "summary": card.description,
                    "date_published": card.published,
                    "date_modified": updated(card),
                    "tags": [card.severity, KINDS[card.kind], *card.codes, *card.providers],
                }
                for card in cards
            ],
        }
    )


def robots(base: str) -> bytes:
    """Return what crawlers read first: that they may read everything, and where the sitemap is."""
    return f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n".encode()


def sitemap(pages: Iterable[str], cards: Iterable[Card], base: str) -> bytes:
    """Return every wire with the day on which it last changed, and the other pages; as many as a sitemap may hold."""
    lines = [f"<url><loc>{escape(base + page)}</loc></url>" for page in pages]
    for card in cards:
        day = f"<lastmod>{updated(card)[:10]}</lastmod>" if card.dated and card.published else ""
        lines.append(f"<url><loc>{escape(base)}wire/{card.id}/</loc>{day}</url>")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *lines[-_MOST_URLS:], "</urlset>", ""]).encode()


def _rights(licence: Licence) -> str:
    return f"{line(licence.name)}: {licence.url}"


def _text(text: str) -> str:
    return escape(_printable(text))


def _printable(text: str) -> str:
    """Return a text without what XML 1.0 can't hold."""
    return _UNPRINTABLE.sub("", text)
