"""What feed readers and search engines fetch: Atom (RFC 4287), JSON Feed 1.1, a sitemap. All dates are from wires."""

from collections.abc import Iterable, Sequence
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from butfor.policy.policy import Policy
from butfor.site.card import Card
from butfor.site.pages import compact
from butfor.view.content import KINDS, line

MOST = 50  # entries
_MOST_ADDRESSES = 50_000  # of a sitemap, sitemaps.org
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EPOCH = "1970-01-01T00:00:00Z"


def chosen(cards: Iterable[Card]) -> list[Card]:
    """What a feed tells: the wires that were published, corrected or retracted last."""
    told = [one for one in cards if one.dated and one.published]
    return sorted(told, key=lambda one: (updated(one), one.id), reverse=True)[:MOST]


def updated(card: Card) -> str:
    """When a wire last changed for its readers, as a timestamp: a correction has a day only."""
    return max(card.published, f"{card.updated}T00:00:00Z" if card.updated else "")


def name(card: Card) -> str:
    """The id of a wire as feeds want it: the same 128 bits, whatever the site's address is."""
    number = 0
    for letter in card.id:
        number = number * 32 + _DIGITS.index(letter)
    return UUID(int=number).urn


def headline(card: Card) -> str:
    """The title, with what happened to the wire since."""
    if card.status == "retracted":
        return f"Retracted: {card.title}"
    return f"Corrected: {card.title}" if card.corrections else card.title


def said(card: Card) -> str:
    """The beginning of the body, and the last corrections."""
    changes = [f"{kind.capitalize()} of {day}: {reason}" for day, kind, reason in card.corrections[-3:]]
    return "\n\n".join([*reversed(changes), card.summary])


def atom(cards: Sequence[Card], policy: Policy, base: str) -> bytes:
    """An Atom feed."""
    site = policy.config.site
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(site.language)}>',
        f"<title>{_text(line(site.title))}</title>",
        f"<subtitle>{_text(line(site.description))}</subtitle>",
        f"<id>{escape(base)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(base + "feed.atom")}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(base)}/>',
        f"<updated>{max(map(updated, cards), default=_EPOCH)}</updated>",
        f"<author><name>{_text(line(site.title))}</name></author>",
        "<generator>butfor</generator>",
    ]
    for one in cards:
        lines += [
            "<entry>",
            f"<title>{_text(headline(one))}</title>",
            f"<id>{name(one)}</id>",
            f'<link rel="alternate" type="text/html" href={quoteattr(f"{base}wire/{one.id}/")}/>',
            f"<published>{one.published}</published>",
            f"<updated>{updated(one)}</updated>",
            *(f"<category term={quoteattr(_printable(term))}/>" for term in (one.severity, one.kind, *one.codes)),
            f'<summary type="text">{_text(said(one))}</summary>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode("utf-8", "backslashreplace")


def json_feed(cards: Sequence[Card], policy: Policy, base: str) -> bytes:
    """A JSON Feed."""
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
            "items": [
                {
                    "id": name(one),
                    "url": f"{base}wire/{one.id}/",
                    "title": headline(one),
                    "content_text": said(one),
                    "summary": one.summary,
                    "date_published": one.published,
                    "date_modified": updated(one),
                    "tags": [one.severity, KINDS[one.kind], *one.codes, *one.providers],
                }
                for one in cards
            ],
        }
    )


def sitemap(pages: Iterable[str], cards: Iterable[Card], base: str) -> bytes:
    """Every wire with the day on which it last changed, and the other pages; as many as a sitemap may hold."""
    lines = [f"<url><loc>{escape(base + page)}</loc></url>" for page in pages]
    for one in cards:
        day = f"<lastmod>{updated(one)[:10]}</lastmod>" if one.dated and one.published else ""
        lines.append(f"<url><loc>{escape(base)}wire/{one.id}/</loc>{day}</url>")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *lines[-_MOST_ADDRESSES:], "</urlset>", ""]).encode()


def _text(text: str) -> str:
    return escape(_printable(text))


def _printable(text: str) -> str:
    """Without what XML 1.0 can't hold."""
    return "".join(
        char
        for char in text
        if char in "\t\n" or (char >= " " and char not in "\ufffe\uffff" and not "\ud800" <= char <= "\udfff")
    )
