"""Pages from templates: those of the package only. Everything is escaped, and a name that is not there is an error."""

import base64
import hashlib
import json
import posixpath
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from butfor.files.system import encoded
from butfor.policy.policy import Policy
from butfor.policy.schema_files import FORMER_SCHEMA, WIRE_SCHEMA
from butfor.rules.registry import RULES
from butfor.site import cite, linked
from butfor.site.card import Card, Leaf
from butfor.site.document import document_html
from butfor.site.groupings import ListHead, wire_count
from butfor.site.markup import prose_html
from butfor.site.numbers import BASES, Table
from butfor.site.output import compact
from butfor.view import terminal
from butfor.view.content import severity_words
from butfor.view.parts import COUNT_HEAD, View
from butfor.view.wording import KINDS, date_text, href, legible, line, provider_words, short_date

_ASSETS = files("butfor.site") / "assets"
_LONG = 6000  # characters of a document that is shown with a list of its contents
_SHAPES = ("\u25b2", "\u25c6", "\u25a0", "\u25cf")
"""One for each severity, the worst first, so that colour is never their only difference."""
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'"
)
"""The Content-Security-Policy of every page of the site."""


def asset(name: str) -> bytes:
    """Return a file that pages load."""
    return (_ASSETS / name).read_bytes()


def document(name: str) -> str | None:
    """Return one of our own pages in Markdown: packed with the package, in a checkout from docs/."""
    packed = files("butfor.site") / "docs" / name
    if packed.is_file():
        return packed.read_text(encoding="utf-8")
    path = Path(__file__).parents[3] / "docs" / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _legible(value: Any) -> Any:
    """Return texts legible: those of the policy and names of files are no more to be trusted than those of wires."""
    return legible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@dataclass(frozen=True)
class Site:
    """What all pages share."""

    policy: Policy
    base: str | None
    """The URL under which the site will be, ending in ``/``; None where nobody has said it."""
    slugs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each folder of lists the names, and the parts of a URL that stand for them."""
    has_guide: bool = True
    """There is an Editor's Guide to link to."""
    prefix: str = ""
    """The archive's folder in its repository."""
    wires: Container[str] = frozenset()
    """Ids of the wires that have a page."""

    @cached_property
    def environment(self) -> Environment:
        """Jinja, as strict as it gets."""
        environment = Environment(
            loader=PackageLoader("butfor.site", "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, finalize=_legible,
            auto_reload=False,  # no template changes while a site is built
        )  # fmt: skip
        environment.globals |= {
            "site": self.policy.config.site, "absolute": self.absolute, "shape": shape, "kinds": KINDS,
            "when": date_text, "csp": POLICY, "has_base": self.base is not None, "has_guide": self.has_guide,
            "terminal": terminal, "bases": BASES, "count_head": COUNT_HEAD,
            "list_page": self.list_page, "provider_words": provider_words, "short_date": short_date, "href": href,
            "rule_page": self.rule_page, "clean": lambda value: line(str(value)),
            "severities": {name: severity_words(name, self.policy) for name in self.policy.severities},
            "wire_count": wire_count,
            "schemes": json.dumps({name: line(known.name) for name, known in (self.policy.schemes or {}).items()}),
            "code_words": {name: f"{name} {code.label}" for name, code in self.policy.codes.items() if code.label},
        }  # fmt: skip
        return environment

    def to(self, place: str, page: str) -> str:
        """Return a link from one page to another, both as paths from the site's root: relative, so that it holds under
        any URL. Without a URL the site may be read from a folder, where a folder's page has to be named."""
        path = page.partition("#")[0].partition("?")[0]
        rest = page[len(path) :]
        if self.base is None and (not path or path.endswith("/")):
            path += "index.html"
        here = posixpath.dirname(place)
        target = "../" * (here.count("/") + 1 if here else 0) + path
        return (target or "./") + rest

    def absolute(self, page: str) -> str | None:
        """Return the URL of a page; None where nobody has said where the site will be."""
        return None if self.base is None else self.base + page

    def rule_page(self, rule: str) -> str | None:
        """Return the page of a rule; None where there is no such rule."""
        return f"rules/{rule}/" if rule in RULES else None

    def list_page(self, folder: str, name: str) -> str | None:
        """Return the list of the wires that carry a name; None where there is no such list."""
        slug = self.slugs.get(folder, {}).get(name)
        return f"{folder}/{slug}/" if slug is not None else None

    def page(self, template: str, path: str, **context: Any) -> bytes:
        """Return a page at ``path`` (a file's)."""
        shared = {"path": path, "to": lambda page: self.to(path, page), "style": None, "head": None, "robots": None}
        return self._rendered(template, shared | context)

    def _rendered(self, template: str, context: dict[str, Any]) -> bytes:
        return self.environment.get_template(template).render(context).encode("utf-8", "backslashreplace")

    # -- wires -------------------------------------------------------------------------------------------------------

    def wire(self, view: View, card: Card) -> bytes:
        """Return the page of a wire."""
        path = f"wire/{view.id}/"
        url = self.absolute(path)
        head = Markup(linked.script(linked.article(view, card, self.policy, url)))
        cited = cite.as_text(card, self.policy, url)
        return self.page("wire.html", path + "index.html", **self._parts(view), card=card, head=head, cited=cited)

    def alone(self, view: View) -> bytes:
        """Return a wire as one file that loads nothing."""
        style = asset("style.css").decode()
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        csp = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        context = {"path": "", "to": None, "style": Markup(style), "csp": csp, "head": None, "robots": "noindex"}
        return self._rendered("wire.html", context | self._parts(view) | {"card": None})

    def _parts(self, view: View) -> dict[str, Any]:
        """Return what a page shows of a wire. Its prose is made safe by `butfor.site.markup`."""
        sources = [source.id for source in view.sources]
        body, rationale = (Markup(prose_html(blocks, sources)) for blocks in (view.body, view.rationale))
        return {"wire": view, "body": body, "rationale": rationale, "links": self._links(view)}

    def _links(self, view: View) -> dict[str, Any]:
        """Return where a reader can go from a wire: repository, editors; None where that is not known."""
        site = self.policy.config.site
        home = site.repository.rstrip("/").removesuffix(".git") if site.repository and href(site.repository) else None
        suggest = site.corrections
        if suggest is not None and suggest.startswith("https:"):
            suggest = href(suggest)
        elif suggest is not None and suggest.startswith("mailto:"):
            suggest += f"?subject={quote(f'Correction of wire {view.id}')}"
        return {
            "file": f"{home}/blob/HEAD/{quote(encoded(self.prefix + view.path))}" if home else None,
            "commit": f"{home}/commit/" if home else None,
            "suggest": suggest,
            "home": home,
        }

    # -- lists -------------------------------------------------------------------------------------------------------

    def list(self, leaf: Leaf[Card], head: ListHead) -> bytes:
        """Return a page of a list of wires; ``said``: what stands above it."""
        number = leaf.path.rstrip("/").rpartition("/")[2] if leaf.newer else ""
        return self.page("list.html", leaf.path + "index.html", leaf=leaf, number=number, head=head)

    # -- the rest ----------------------------------------------------------------------------------------------------

    def statistics(self, tables: Sequence[Table]) -> bytes:
        """Return the archive in numbers."""
        return self.page("statistics.html", "statistics/index.html", tables=tables)

    def document(self, path: str, text: str, source: str) -> bytes:
        """Return one of our own pages. ``source``: the file in docs/ that it is, which its links are relative to."""
        place = path + "index.html"
        title, headings, body = document_html(text, lambda link: self._target(place, source, link))
        context = {"name": path.split("/")[0], "headings": headings if len(body) > _LONG else []}
        end = body.find("</h1>\n") + 1 and body.index("</h1>\n") + len("</h1>\n")  # a document may have no title
        context |= {"heading": Markup(body[:end]), "body": Markup(body[end:])}
        return self.page("document.html", place, title=title, **context)

    def _target(self, place: str, source: str, link: str) -> str | None:
        """Return where a link in a file of docs/ leads on the site: to the page made of that file; None: nowhere."""
        if link.startswith(("https://", "http://", "#")):
            return link
        path, mark, fragment = link.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(f"docs/{source}"), path))
        if file in _PAGES:
            return self.to(place, _PAGES[file] + mark + fragment)
        folder, _, name = file.rpartition("/")
        stem, _, ending = name.rpartition(".")
        if folder == "docs/rules" and self.rule_page(stem):
            return self.to(place, f"rules/{stem}/{mark}{fragment}")
        if ending == "yaml" and stem in self.wires:
            return self.to(place, f"wire/{stem}/")
        return None

    def missing(self) -> bytes:
        """Return what a server shows where there is no page. It may be asked for at any depth, so its links can't be
        relative."""
        root = urlsplit(self.base).path if self.base else "/"
        return self.page("missing.html", "404.html", to=lambda page: root + page, robots="noindex")


_PAGES = {
    "docs/wire-format.md": "format/", "docs/editors-guide.md": "guide/", "docs/rules/README.md": "rules/",
    "docs/rules": "rules/", **{f"schema/{name}": f"format/{name}" for name in (WIRE_SCHEMA, FORMER_SCHEMA)},
}  # fmt: skip


def shape(rank: int | None) -> str:
    """Return a sign for a severity."""
    return _SHAPES[rank - 1] if rank is not None and rank <= len(_SHAPES) else "\u25cb"


def shard(leaf: Leaf[Card]) -> bytes:
    """Return the cards of a page for archive.js."""
    cards = [
        {
            "id": card.id, "title": card.title, "language": card.language, "status": card.status,
            "kind": card.kind, "basis": card.counts.by["rationale"][0], "severity": card.severity,
            "level": card.severity_words, "shape": shape(card.rank), "rank": card.rank or 0,
            "code": card.codes, "provider": card.providers,
            "tier": card.tier, "evidence": card.evidence, "occurred": card.occurred,
            "first": card.first, "event": f"{card.basis} {short_date(card.occurred)}", "published": card.published,
            "day": short_date(card.published), "mark": card.marks, "sources": card.count,
        }
        for card in leaf.cards
    ]  # fmt: skip
    return compact(cards)
