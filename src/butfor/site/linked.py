"""What a page says to programs: schema.org's NewsArticle, and a CorrectionComment for each correction."""

import json
import re
from typing import Any

from butfor.policy.policy import Policy
from butfor.site.card import Card
from butfor.text.display import clip
from butfor.view.content import KINDS, View, line

_UNSAFE = re.compile("[<>&\u2028\u2029]")


def article(wire: View, card: Card, policy: Policy, url: str | None) -> dict[str, Any]:
    """The wire as a NewsArticle."""
    site = policy.config.site
    publisher = {"@type": "Organization", "name": line(site.title)}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": ("Retracted: " if wire.retraction else "") + wire.title,
        "identifier": wire.id,
        "inLanguage": site.language,
        "description": card.summary,
        "articleSection": KINDS[card.kind],
        "keywords": [one.label or one.id for one in wire.codes],
        "publisher": publisher,
        "author": publisher,
        "isAccessibleForFree": True,
        "citation": [
            {"@type": "CreativeWork", "name": source.title}
            | {"publisher": {"@type": "Organization", "name": source.publisher}}
            | ({"url": source.href} if source.href else {})
            | ({"datePublished": source.published.iso} if source.published else {})
            for source in wire.sources
        ],
    }  # fmt: skip
    if url is not None:
        data |= {"url": url, "mainEntityOfPage": url}
    if card.published:
        data["datePublished"] = card.published
        data["dateModified"] = max(card.published, card.updated or "")
    comments = [
        {
            "@type": "CorrectionComment",
            "datePublished": one.when.iso,
            "text": clip(
                f"{one.type.capitalize()} ({one.fields}). Was: {one.was} Now: {one.now} Why: {one.reason}", 2000
            ),
            "author": {"@type": "Person", "name": one.by},
        }
        for one in wire.corrections
    ]
    if wire.retraction:
        text = clip(f"Retracted. {wire.retraction.reason}", 2000)
        comments.insert(0, {
            "@type": "CorrectionComment", "datePublished": wire.retraction.when.iso, "text": text,
            "author": {"@type": "Person", "name": wire.retraction.by},
        })  # fmt: skip
        data["creativeWorkStatus"] = "Retracted"
    if comments:
        data["correction"] = comments
    return data


def script(data: dict[str, Any]) -> str:
    """The data as a block of a page, which nothing in it can end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return f'<script type="application/ld+json">{safe}</script>'
