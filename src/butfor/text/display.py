"""Text from wires is untrusted: how it is made safe to show, measured and cut."""

import re
import shlex
from collections.abc import Collection, Iterable, Iterator

# What a terminal may act on, reorder or hide. ZWJ and ZWNJ stay: they shape emoji and several scripts.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
BREAK = "\u00b6"
"""What is shown for a line break where there is room for one line only."""
COMMAND = re.compile(r"##(?=[A-Za-z]*\[)")
_TO_COPY = re.compile(r"`(?:butfor|git) [^`]*`")


def visible(text: str) -> str:
    """Return one line that can't act on a terminal: control, bidi and invisible characters become ``<U+202E>``."""
    return UNSAFE.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def typed(*words: str) -> str:
    """Return a command as it is typed into a shell: a word with a space or a sign of the shell is quoted."""
    return visible(shlex.join(words))


def clip(text: str, limit: int) -> str:
    """Return at most ``limit`` characters, the cut marked with ``...``."""
    return text if len(text) <= limit else text[: max(limit - 3, 1)] + "..."


def on_one_line(text: str) -> str:
    """Return a text of several lines on one: each line break, and each empty line, is shown as a pilcrow."""
    return re.sub("\n+", BREAK, text)


def shown(value: object, limit: int = 40) -> str:
    """Return a value from a wire as it stands in a message: in backticks, harmless, on one line, clipped."""
    text = visible(on_one_line(str(value))).replace("`", "'")
    return f"`{clip(text, limit)}`"


def listed(items: Iterable[str], last: str = "or") -> str:
    """Return items in a row: ``a, b or c``."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def one_of(values: Collection[str]) -> str:
    """Return what may be written: ``one of `a` or `b` ``, or the only value."""
    names = [f"`{value}`" for value in values]
    return names[0] if len(names) == 1 else f"one of {listed(names)}"


def inert(line: str) -> str:
    """Return a line that is no command to the runner that logs it.

    GitHub's trims lines and obeys those that start with ``::``, and looks for ``##[`` anywhere in others, as Azure's
    does for ``##vso[``, TeamCity's for ``##teamcity[``.
    """
    line = COMMAND.sub("## ", line)
    return f"| {line}" if line.lstrip().startswith("::") else line


def columns(text: str) -> int:
    """Return how many columns a terminal gives a text."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 20 ms, and most lines are ASCII

    width = wcswidth(text)
    return width if width >= 0 else len(text)


def truncate(text: str, room: int) -> str:
    """Return the beginning of a text that fits into ``room`` columns."""
    text = text[: max(room, 0)]
    while text and columns(text) > room:
        text = text[:-1]
    return text


def truncate_left(text: str, room: int) -> str:
    """Return the end of a text that fits into ``room`` columns, not beginning inside a character."""
    text = truncate(text[::-1], room)[::-1]
    while text and columns(text[0]) == 0:
        text = text[1:]
    return text


def wrapped(words: str, width: int, first: str, rest: str) -> Iterator[str]:
    """Yield words in lines of at most ``width`` columns; a word longer than a line is broken, where it can behind a dot
    or a slash. A command in backticks is copied, and so never broken."""
    line, empty = first, True
    for joined in _TO_COPY.sub(lambda found: found[0].replace(" ", "\0"), words).split(" "):
        word, whole = joined.replace("\0", " "), "\0" in joined
        if not empty and columns(line) + 1 + columns(word) > width:
            yield line
            line, empty = rest, True
        while not whole and columns(line) + columns(word) > width:
            piece = truncate(word, width - columns(line)) or word[0]  # never nothing, or this would never end
            piece = piece[: max(piece.rfind("."), piece.rfind("/")) + 1] or piece
            yield line + piece
            word, line = word[len(piece) :], rest
        line, empty = (line + word if empty else f"{line} {word}"), False
    yield line
