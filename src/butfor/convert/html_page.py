"""What a browser would show of a page of HTML, block by block, in time that grows with its length alone."""

import html
import re
from collections.abc import Callable

_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "blockquote", "body", "br", "dd", "details", "div", "dl", "dt", "figure"),
        *("footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre"),
        *("section", "summary", "table", "td", "th", "tr", "ul"),
    ]
)
_RAW = frozenset(["script", "style", "template", "noscript", "svg", "title"])
"""Elements of which nothing is shown."""
_NAME = re.compile(r"/?([a-zA-Z][^\s/>]*)")
_END = re.compile(r"(?:[^=>]|=\s*+\"[^\"]*\"|=\s*+'[^']*'|=)*+>")  # of a tag; the value of an attribute may hold it
_ATTRIBUTE = re.compile(r"([^\s\"'>/=]++)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]++)))?")


class Page:
    """A page: its text with the addresses behind `[source]`, and its own address."""

    def __init__(self, text: str, linked: Callable[[str], str] = lambda _: "") -> None:
        """Take a page apart. ``linked`` returns what stands behind the words of a link to an address."""
        self._of_link = linked
        self.mark = ""
        """What stands behind the words of a link that is still open."""
        self.address = ""
        """The page's own, where it has one."""
        self._parts: list[str] = []
        self._link = ""
        self._linked = 0
        self._read(text)

    @property
    def text(self) -> str:
        """The text, an empty line between blocks; `# ` before a headline."""
        lines = (" ".join(part.split()) for part in "".join(self._parts).split("\0"))
        return "\n\n".join(filter(None, lines))

    def _read(self, text: str) -> None:
        """Take a text apart. What once was not found up to the end is not looked for again."""
        start, quotes = 0, True
        while (at := text.find("<", start)) >= 0:
            self._show(text[start:at])
            name = _NAME.match(text, at + 1)
            if text.startswith("<!--", at):
                end = text.find("-->", at + 4)
                start = end + 3 if end >= 0 else len(text)
            elif text.startswith(("<!", "<?"), at):
                end = text.find(">", at)
                start = end + 1 if end >= 0 else len(text)
            elif name is None:
                self._parts.append("<")
                start = at + 1
            else:
                match = _END.match(text, name.end()) if quotes else None
                quotes = match is not None
                end = match.end() if match else text.find(">", at) + 1
                start = end or len(text)
                if end:
                    start = self._tag(text, name[1].lower(), text[at + 1] == "/", name.end(), end)
        self._show(text[start:])

    def _tag(self, text: str, name: str, closes: bool, begin: int, end: int) -> int:
        """Take a tag; return where the text goes on."""
        if name in _RAW and not closes and not text.endswith("/>", 0, end):
            match = re.compile(rf"</{name}\b[^>]*+(?:>|\Z)", re.IGNORECASE).search(text, end)
            return match.end() if match else len(text)
        if closes:
            self._close(name)
        else:
            named = {
                match[1].lower(): html.unescape(next(filter(None, match.groups()[1:]), ""))
                for match in (_ATTRIBUTE.finditer(text, begin, end) if name in ("link", "meta", "a", "img") else ())
            }
            self._open(name, named)
        if name in _BLOCKS:
            self._parts.append("\0# " if name == "h1" and not closes else "\0")
        return end

    def _open(self, name: str, named: dict[str, str]) -> None:
        if name == "link" and "canonical" in named.get("rel", "").split():
            self.address = named.get("href", "")
        elif name == "meta" and named.get("property") == "og:url":
            self.address = self.address or named.get("content", "")
        elif name == "a":
            self._link, self._linked = named.get("href", ""), len(self._parts)
            self.mark = self._of_link(self._link)
        elif name == "img":
            self._of_link(named.get("src", ""))

    def _close(self, name: str) -> None:
        if name == "a" and self._link:
            words = "".join(self._parts[self._linked :]).strip().strip("[]").casefold()
            if words == "source" and not re.search(r"[\s()<>]", self._link):
                del self._parts[self._linked :]
                self._parts.append(f"[source]({self._link})")
            self._parts.append(self.mark)
            self._link = self.mark = ""

    def _show(self, data: str) -> None:
        if data:
            self._parts.append(html.unescape(data).replace("\0", " "))
