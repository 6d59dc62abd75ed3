"""What a page says to programs: schema.org's NewsArticle, and a CorrectionComment for each correction."""

import json
import re
from typing import Any

from butfor.policy.policy import Policy
from butfor.site.card import Card
from butfor.site.feeds import updated
from butfor.text.display import clip
from butfor.view import terminal
from butfor.view.parts import View
from butfor.view.wording import KINDS, line

_UNSAFE = re.compile("[<>&\u2028\u2029]")


def article(wire: View, card: Card, policy: Policy, url: str | None) -> dict[str, Any]:
    """Return the wire as a NewsArticle."""
    site = policy.config.site
    publisher = {"@type": "Organization", "name": line(site.title)}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": wire.headline,
        "identifier": wire.id,
        "inLanguage": wire.language,
        "description": card.description,
        "articleSection": KINDS[card.kind],
        "keywords": [code.label or code.id for code in wire.codes],
        "publisher": publisher,
        "author": publisher,
        "isAccessibleForFree": True,
        "citation": [
            {"@type": "CreativeWork"}
            | ({"name": source.title} if source.has_title else {})
            | {"publisher": {"@type": "Organization", "name": source.publisher}}
            | ({"url": source.href} if source.href else {})
            | ({"datePublished": source.published.iso} if source.published else {})
            for source in wire.sources
        ],
    }  # fmt: skip
    if site.licence:
        data["license"] = site.licence.url
    if url is not None:
        data |= {"url": url, "mainEntityOfPage": url}
    if card.dated and card.published:
        data["datePublished"] = card.published
        data["dateModified"] = updated(card)
    comments = []
    if end := wire.retraction:
        data["creativeWorkStatus"] = "Retracted"
        comments.append(_comment(f"Retracted. {end.reason}", end.when.iso, end.by))
    for entry in wire.corrections:
        text = ". ".join(terminal.corrected(entry))
        comments.append(_comment(text, entry.when.iso, entry.by))
    if comments:
        data["correction"] = comments
    return data


def dataset(policy: Policy, url: str | None, changed: str, files: list[tuple[str, str, int]]) -> dict[str, Any]:
    """Return the data of the archive as a Dataset; ``files``: name, type and bytes of each, below ``url``."""
    site = policy.config.site
    publisher = {"@type": "Organization", "name": line(site.title)}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": line(site.title),
        "description": line(site.description),
        "inLanguage": site.language,
        "creator": publisher,
        "publisher": publisher,
        "isAccessibleForFree": True,
    }
    if changed:
        data["dateModified"] = changed
    if site.licence:
        data["license"] = site.licence.url
    if url is not None:
        data["url"] = url
        data["distribution"] = [
            {"@type": "DataDownload", "contentUrl": url + name, "encodingFormat": kind, "contentSize": f"{size} B"}
            for name, kind, size in files
        ]
    return data


def _comment(text: str, date: str, author: str) -> dict[str, Any]:
    return {
        "@type": "CorrectionComment",
        "datePublished": date,
        "text": clip(text, 2000),
        "author": {"@type": "Person", "name": author},
    }


def script(data: dict[str, Any]) -> str:
    """Return the data as a block of a page, which nothing in it can end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return f'<script type="application/ld+json">{safe}</script>'
