"""What chatbots leave in a text or an address: each mark with whose it is. Exact marks, each on a line of its own."""

import re
from urllib.parse import parse_qsl

from butfor.text.prose import without_code
from butfor.text.urls import split_url

_MARKS = {  # no person writes these
    r":?contentReference\[oaicite[^\]]{0,40}\](?:\{index=\d+\})?": "ChatGPT",
    r"\[?oaicite\b:?\d*\]?": "ChatGPT",
    r"\boai_citation\b": "ChatGPT",
    r"(?:\bcite|\b)turn\d{1,3}(?:search|view|news|image|file|fetch|forecast|product|reddit|academia)\d{1,3}": "ChatGPT",
    r"\u3010\d{1,3}(?::\d{1,3})?\u2020[^\u3011]{0,60}\u3011": "OpenAI's assistant",
    r"\[?attached_file:\d+\]?": "Perplexity",
    r"\[cite_start\]": "Gemini",
    r"\[cite: ?\d[\d, ]{0,40}\]": "Gemini",
    r"</?grok[-:_](?:card|render)\b|\bgrok_card\b": "Grok",
    r"\battributableIndex\b": "ChatGPT",
    r"</?think>": "a reasoning model",
}
_SENTENCES = (  # of a chatbot about itself, or to whoever asks
    r"as an? (?:AI|artificial intelligence|large)(?: language)? (?:model|assistant)",
    r"as of my (?:last|latest|most recent)? ?(?:knowledge|training)(?: data)?(?: cut-?off| update)?",
    r"my knowledge cut-?off",
    r"I (?:can(?:no|')t|do(?:n't| not)) (?:browse|access) (?:the internet|real-time)",
    r"I hope this (?:helps|email finds you)",
    r"(?:certainly|sure|of course|absolutely)! (?:here|below|I)",
    r"here(?:'s| is) (?:a|the|your) (?:revised|rewritten|polished|updated|concise) (?:version|draft|summary)",
    r"would you like me to",
    r"let me know if you(?:'d| would) like",
    r"\[insert [a-z ]{2,40}\]",
)
_MARK = re.compile("|".join(f"({pattern})" for pattern in _MARKS))
_SENTENCE = re.compile(rf"(?<!\w)(?:{'|'.join(_SENTENCES)})(?!\w)", re.IGNORECASE)
_QUOTED = re.compile(
    '"[^"\n]{1,600}"|\u201c[^\u201d\n]{1,600}\u201d|\u201e[^\u201c\n]{1,600}\u201c|\u00ab[^\u00bb\n]{1,600}\u00bb'
)
_QUOTATION = re.compile(r"^>.*$", re.MULTILINE)  # of prose in its canonical form
_SENDERS = {
    "chatgpt.com": "ChatGPT",
    "chat.openai.com": "ChatGPT",
    "openai": "ChatGPT",
    "chatgpt": "ChatGPT",
    "perplexity": "Perplexity",
    "perplexity.ai": "Perplexity",
    "www.perplexity.ai": "Perplexity",
    "copilot.com": "Copilot",
    "copilot.microsoft.com": "Copilot",
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


def machine_mark(text: str) -> tuple[str, str] | None:
    """Return the first mark of a chatbot's program that a text does not quote, and whose it is."""
    match = _MARK.search(_unquoted(text))
    return (match[0], list(_MARKS.values())[(match.lastindex or 1) - 1]) if match else None


def sentence(text: str) -> str | None:
    """Return the first words of an English text by which a chatbot speaks of itself, and which it does not quote."""
    match = _SENTENCE.search(_unquoted(text))
    return match[0] if match else None


def sender(url: str) -> str | None:
    """Return the chatbot that an address says it comes from."""
    parts = split_url(url) if "=" in url else None
    pairs = parse_qsl(f"{parts.query}&{parts.fragment}") if parts else []
    return next((whose for name, value in pairs if name in _NAMES and (whose := _SENDERS.get(value.casefold()))), None)


def _unquoted(text: str) -> str:
    """Return a text with spaces for what stands between backticks or quotation marks, or in a quotation."""
    return _QUOTED.sub(_blank, _QUOTATION.sub(_blank, without_code(text)))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
