"""What an editor should know of a wire, and no rule finds fault with: plain facts, each with the reason to look.

English words are looked for in English wires only. What a fact means is for the editor to say.
"""

import re
from collections.abc import Iterator

from butfor.model.wire import UNKNOWN, Wire
from butfor.policy.legacy import is_english, legacy_marks
from butfor.policy.policy import Policy
from butfor.policy.voices import groups, needed
from butfor.rules.vocabulary.severity_asks_more import seats_missing
from butfor.text.display import listed, shown
from butfor.text.length import LETTERS_OF_A_WORD, is_shorter
from butfor.text.normalize import casefold_words
from butfor.text.prose import blocks

SHORT = 30
"""Words. Half of the shortest rationale that an editor wrote for the shipped archive has 33; half of the median 40."""
FACTS = {
    "proposal": "A draft with an unsigned rationale: an editor publishes it by assessing it.",
    "kept-draft": "An editor found that the harm of this draft fails the test: it stays a draft, or is deleted.",
    "review-missing": "The severity of a draft needs a review by a seat, but none is recorded. Without it the draft "
    "can't be published at this severity; see `butfor explain severity-asks-more`.",
    "older-text": "The rationale is one text of an older format; an editor answers it question by question.",
    "short-rationale": f"The rationale has fewer than {SHORT} words and {SHORT * LETTERS_OF_A_WORD} letters; a "
    "character of Chinese, Japanese or Korean counts as three.",
    "provider-unknown": "No provider is named. That may be correct: sometimes nobody knows whose system it was.",
    "code-without-label": "A code has no public meaning, so readers learn nothing from it.",
    "no-spare-source": "If one source disappears, too few are left. Alone this is no reason for a review.",
    "no-harm": "A bulk entry says `harm: none`, so there is nothing to test.",
    "launch-post": "A bulk entry reads like the post of a launch: nothing at its beginning names a harm.",
    "severe-without-spare": "One of the two worst severities has only the fewest allowed sources.",
    "same-citations": "Every paragraph cites the same sources: readers can't see which of them says what.",
    "unknown-name": "Words of the title look like a name, but not of a provider, system or publisher. If it is a "
    "private person's name, write a role instead; if it is a place or a thing, change nothing.",
    "told-as-future": "The title is about the future: it may state an opinion, and nothing that happened.",
    "person-acts": "The title begins with what people did: it may be a mistake of people alone.",
    "service-failed": "The text mentions servers or cables: the failure of a service alone is not an incident.",
    "no-verdict": "The file can't be read as a wire, so nothing else is known about it; `butfor check` says why.",
}
"""The reasons that are no rules, and what each means."""

_WORST = 2  # severities: of these an editor should have a source to spare
_NAME = re.compile(r"(?:\b(at|before|from|in|the) )?\b[A-Z][\w-]+(?: [A-Z][\w-]+)+\b")
_OFFICE = re.compile("Chancellor|Governor|King|Mayor|Minister|Pope|President|Prime|Queen|Senator")
_BODY = re.compile(
    "Agency|Authority|Bank|Church|City|Commission|Congress|Council|County|Court|Department|Government|Hospital|Ministry|Parliament|Party|Police|School|Senate|State|University"
)
_LATER = re.compile(r"\b(?:will|is (?:set|about) to|threatens to|is (?:feared|expected) to)\b")
_PERSON = re.compile(
    r"(?:(?:An?|One|Some|The|Two|Three) )?(?:[\w'\u2019-]+ ){0,2}"
    r"(?:administrator|contractor|employee|engineer|intern|manager|operator|programmer|staff member|technician|worker)"
    r"s? (?:accidentally |mistakenly |wrongly )?[a-z]+(?:ed|t|e)\b"
)
_FAILURE = re.compile(
    r"\b(?:data cent(?:er|re)|cables?|network (?:switch|failure|fault)|power (?:cut|failure)|routers?|servers?|"
    r"out of service|offline|unreachable|(?:answered|served) (?:nobody|no ?one)|returned (?:an? )?errors?)\b",
    re.IGNORECASE,
)


def facts(wire: Wire, policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield (name, what is so) for each fact."""
    yield from _of_assessment(wire, policy)
    yield from _of_sources(wire, policy)
    if is_english(wire, policy):
        yield from _of_words(wire, policy)


def _of_assessment(wire: Wire, policy: Policy) -> Iterator[tuple[str, str]]:
    bulk = wire.rationale.basis == "bulk"
    if wire.status == "draft" and wire.rationale.test == "fails" and wire.rationale.basis == "editor":
        who = f"{shown(wire.rationale.by)} found on {wire.rationale.date} that the harm does not pass the test"
        yield "kept-draft", f"{who}, so it stays a draft, or is deleted"
    elif wire.status == "draft":
        sent = f" by {shown(wire.submitted_by)}" if wire.submitted_by else ""
        yield "proposal", f"a draft{sent}: an editor publishes it by assessing it"
        for seat in seats_missing(wire, policy):
            yield "review-missing", f"{shown(wire.severity)} needs a review by the {seat} seat, but has none"
    if not bulk and is_shorter(wire.rationale.prose, SHORT):
        yield "short-rationale", f"the rationale is shorter than {SHORT} words"
    if wire.rationale.text is not None and not bulk:
        yield "older-text", "the but-for test is one text of an older format: assess it with `butfor assess`"
    if UNKNOWN in wire.providers:
        yield "provider-unknown", "no provider is named"
    unlabelled = [name for name in wire.codes if name in policy.codes and policy.codes[name].label is None]
    if unlabelled and bulk:  # on wires that somebody assessed the rule `unlabelled-code` says so
        yield "code-without-label", f"no public meaning: {listed(map(shown, unlabelled), 'and')}"
    marks = legacy_marks(wire, policy)
    if "no-harm" in marks:
        yield "no-harm", "`harm: none`: it names no harm, actual or near, so there is nothing to test"
    if "launch-post" in marks:
        yield "launch-post", "it reads like the post of a launch: title and first paragraph name no harm"


def _of_sources(wire: Wire, policy: Policy) -> Iterator[tuple[str, str]]:
    count, need = len(groups(wire, policy)[0]), needed(wire, policy)[0]
    if count == need:
        sources = "1 independent source" if count == 1 else f"{count} independent sources"
        if wire.severity in list(policy.severities)[:_WORST]:
            yield "severe-without-spare", f"severity {shown(wire.severity)} has only {sources}, the fewest allowed"
        else:
            yield "no-spare-source", f"{sources}, the fewest allowed"
    cited = [frozenset(block.cited) for block in blocks(wire.body)]
    if len(cited) > 1 and len(cited[0]) > 1 and len(set(cited)) == 1:
        yield "same-citations", f"each of {len(cited)} paragraphs cites the same {len(cited[0])} sources"


def _of_words(wire: Wire, policy: Policy) -> Iterator[tuple[str, str]]:
    words = wire.title.split()
    is_sentence = 2 * sum(word[0].isupper() for word in words) < len(words)  # in a headline each word is a name
    known = {word for name in _names(wire, policy) for word in casefold_words(name).split()}
    people = _people(wire.title) if is_sentence else ()
    asked = [shown(name) for name in people if known.isdisjoint(casefold_words(name).split())]
    if asked:
        yield "unknown-name", f"does the title name a private person (write a role instead): {listed(asked)}?"
    if match := _LATER.search(wire.title):
        yield "told-as-future", f"the title says {shown(match[0])}: it may state an opinion, and nothing that happened"
    if match := _PERSON.match(wire.title):
        yield "person-acts", f"the title begins with what people did: {shown(match[0])}"
    if match := _FAILURE.search(f"{wire.title}\n{blocks(wire.body)[0]}"):
        yield "service-failed", f"it mentions {shown(match[0])}: the failure of a service alone is not an incident"


def _people(title: str) -> Iterator[str]:
    """Yield names of two words or more that may be a person's: not of a place, an office or a public body."""
    for match in _NAME.finditer(title):
        words = match[0].split()
        if match[1] is None and not _OFFICE.fullmatch(words[0]) and not _BODY.fullmatch(words[-1]):
            yield match[0]


def _names(wire: Wire, policy: Policy) -> Iterator[str]:
    yield from (*wire.systems, *wire.providers)
    yield from (source.publisher for source in wire.sources)
    yield from policy.names.publishers
