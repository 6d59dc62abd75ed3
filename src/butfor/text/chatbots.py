"""What chatbots leave in a text or an address: each mark with whose it is. Exact marks, each on a line of its own."""

import re
from urllib.parse import parse_qsl

from butfor.text.patterns import late
from butfor.text.quotes import unquoted
from butfor.text.urls import split_url, url_in_path, urls_in_query

_TURN = r"turn\d{1,3}(?:search|view|news|image|file|fetch|forecast|product|reddit|academia)\d{1,3}"
_BEGIN = r"(?:(?<![^\n])|(?<=[.!?\])] ))"  # of a sentence
_MARKS = {
    r":?contentReference\[oaicite[^\]]{0,40}\](?:\{index=\d+\})?": "ChatGPT",
    rf"\ue200?cite\ue202?{_TURN}(?:\ue202?{_TURN})*\ue201?": "ChatGPT",
    r"\u3010\d{1,3}(?::\d{1,3})?\u2020[^\u3011]{0,60}\u3011": "OpenAI's assistant",
}
"""Marks that no person writes, not even to speak of them."""
_MARK_NAMES = {
    r"\[?oaicite\b:?\d*\]?": "ChatGPT",
    r"\boai_citation\b": "ChatGPT",
    rf"\b{_TURN}": "ChatGPT",
    r"\[?attached_file:\d+\]?": "Perplexity",
    r"\[cite_start\]": "Gemini",
    r"\[cite: ?\d[\d, ]{0,40}\]": "Gemini",
    r"</?grok[-:_](?:card|render)\b|\bgrok_card\b": "Grok",
    r"\battributableIndex\b": "ChatGPT",
    r"</?think>": "a reasoning model",
}
"""Marks that a person writes, too, who reports where they stood."""
_SENTENCES = (  # of a chatbot about itself, or to whoever asks
    r"as an? (?:AI|artificial intelligence|large)(?: language)? (?:model|assistant)(?: [\w ]{1,40})?,? (?:I|my)",
    r"as of my (?:last|latest|most recent)? ?(?:knowledge|training)(?: data)?(?: cut-?off| update)?",
    r"my knowledge cut-?off",
    r"I (?:can(?:no|')t|do(?:n't| not)) (?:browse|access) (?:the internet|real-time)",
    rf"{_BEGIN}I hope this (?:helps(?=[.!\n]|\Z)|email finds you)",
    rf"{_BEGIN}(?:certainly|sure|of course|absolutely)[!,] (?:here|below|I)",
    rf"{_BEGIN}here(?:'s| is) (?:a|the|your) (?:revised|rewritten|polished|updated|concise) (?:version|draft|summary)",
    rf"{_BEGIN}would you like me to",
    rf"{_BEGIN}let me know if you(?:'d| would) like",
    r"\[insert [a-z ]{2,40}\]",
)
_MARK, _MARK_NAME = (late("|".join(f"({pattern})" for pattern in marks)) for marks in (_MARKS, _MARK_NAMES))
_SENTENCE = late(rf"(?<!\w)(?:{'|'.join(_SENTENCES)})(?!\w)", re.IGNORECASE)
_SENDERS = {
    "chatgpt.com": "ChatGPT",
    "chat.openai.com": "ChatGPT",
    "openai": "ChatGPT",
    "openai.com": "ChatGPT",
    "chatgpt": "ChatGPT",
    "perplexity": "Perplexity",
    "perplexity.ai": "Perplexity",
    "www.perplexity.ai": "Perplexity",
    "copilot.com": "Copilot",
    "copilot.microsoft.com": "Copilot",
    "claude": "Claude",
    "claude.ai": "Claude",
    "gemini": "Gemini",
    "gemini.google.com": "Gemini",
    "grok.com": "Grok",
    "deepseek.com": "DeepSeek",
    "chat.deepseek.com": "DeepSeek",
    "chat.mistral.ai": "Le Chat",
}
"""What stands in an address as `utm_source`, `ref` or `referrer` where a chatbot gave it."""
_NAMES = frozenset(["utm_source", "ref", "referrer", "source"])


def machine_marks(text: str) -> dict[tuple[str, str, bool], None]:
    """Return the marks of a chatbot's program that a text does not quote: each once, whose it is, whether that is sure.

    That is not sure where a person writes the mark, too, to report it.
    """
    own = unquoted(text)
    for pattern, marks in ((_MARK, _MARKS), (_MARK_NAME, _MARK_NAMES)):
        whose = list(marks.values())
        matches = pattern.finditer(own)
        if found := dict.fromkeys((match[0], whose[(match.lastindex or 1) - 1], marks is _MARKS) for match in matches):
            return found
    return {}


def sentence(text: str) -> str | None:
    """Return the first words of an English text by which a chatbot speaks of itself, and which it does not quote."""
    match = _SENTENCE.search(unquoted(text).replace("\u2019", "'"))
    return text[match.start() : match.end()] if match else None


def sender(url: str) -> str | None:
    """Return the chatbot that an address, or one inside it, says it comes from."""
    if "=" not in url:
        return None
    inner = url_in_path(url)
    for address in (url, *urls_in_query(url), *([inner] if inner else [])):
        parts = split_url(address)
        for name, value in parse_qsl(f"{parts.query}&{parts.fragment}") if parts else []:
            if name.casefold() in _NAMES and (whose := _SENDERS.get(value.casefold())):
                return whose
    return None
