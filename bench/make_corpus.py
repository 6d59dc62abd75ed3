"""Write 1 to 1,000,000 realistic wires of format version 2, with this repository's policy, as an archive of its own.

    python bench/make_corpus.py 1000 OUT [--seed 7] [--faulty 0.05]

Wires differ as real ones do: bodies from some lines to some pages, two to four sources, drafts, corrected and
retracted wires, near harm, primary sources, conflicts, relations, letters beyond ASCII. The same arguments give the
same archive. A share of the wires has one fault of structure each, which any validator finds that knows the schema; the
rest passes every rule. Files are written one by one: a million take little more memory than one.
"""

import argparse
import datetime
import random
import re
import shutil
from collections import deque
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PROVIDERS = ["OpenAI", "Anthropic", "Google", "Meta", "Mistral AI", "Microsoft", "xAI", "Cohere", "DeepSeek"]
CODES = ["mit:1.1", "mit:1.2", "mit:2.1", "mit:2.2", "mit:3.1", "mit:3.2", "mit:4.1", "mit:4.3", "mit:5.1", "mit:7.3"]
KINDS = ["hallucination", "behaviour-shift", "terms-of-service-breach", "official-finding", "provenance-fraud"]
SEVERITIES = ["SEV-2", "SEV-3", "SEV-3", "SEV-3", "SEV-4"]
HOSTS = ["herald", "tribune", "courier", "gazette", "monitor", "observer", "register", "chronicle", "dispatch"]
WHO = ["The company", "The provider", "A spokesperson", "The regulator", "An independent audit", "Early testers"]
SAID = ["reported that", "confirmed that", "has not disclosed whether", "observed that", "warned that", "disputed that"]
WHAT = [
    "the assistant produced fabricated citations in at least several dozen customer-facing answers",
    "pricing follows the same structure as before, with costs based on tokens processed during training",
    "accuracy on the affected benchmark fell by 12.4% between the March and June snapshots",
    "an automated decision was issued without the human review described in its documentation",
    'a "small number" of accounts saw another user\'s conversation titles in the sidebar',
    "access was restored within 3 hours 40 minutes, though some requests kept failing until the following day",
]
FAULTS = [
    ("tier: standard\n", "tier: standrd\n"),
    ("harm: actual\n", ""),
    ("kind: hallucination\n", "kind: halucination\n"),
    ("    kind: news\n", "    kind: newspaper\n"),
    ("  guide: v1\n", "  guide: v9\n"),
    ("status: published\n", "status: publishd\n"),
    ("harm: actual\n", "harm: [actual]\n"),
    ('occurred: "', 'occurred: "about '),
    ("tier: standard\n", "tier: standard\nclaim: settled\n"),
]


YEARS = 4  # at least; more where a folder, which holds one year, would hold too many files
MOST_IN_A_FOLDER = 50_000
LINE = re.compile(r"(\S.{60,86}) ")  # where to wrap
SEATS = """\
schema: 1
seats:
  - {id: editor, holders: [{name: A. Editor, from: "1900-01-01"}]}
  - {id: legal, holders: [{name: B. Counsel, from: "1900-01-01"}]}
"""


def ulid(moment: datetime.datetime, chance: random.Random) -> str:
    """Return a ULID of this time."""
    left, letters = int(moment.timestamp() * 1000), ""
    for _ in range(10):
        letters = ALPHABET[left % 32] + letters
        left //= 32
    return letters + "".join(chance.choice(ALPHABET) for _ in range(16))


def wire(
    moment: datetime.datetime, chance: random.Random, length: int = 1600, number: int | None = None
) -> tuple[str, str]:
    """Return (id, text) of one plain wire of about 3 KB: its body has at least this length, its case this number."""
    wire_id, provider = ulid(moment, chance), chance.choice(PROVIDERS)
    day = moment.date()
    number = chance.randrange(10**10) if number is None else number
    sources = []
    for index, host in enumerate(chance.sample(HOSTS, chance.randint(2, 4)), 1):
        published = day + datetime.timedelta(days=chance.randint(0, 20))
        sources.append(
            f"  - id: S{index}\n    url: https://www.{host}.example/{published:%Y/%m}/{number}-{index}\n"
            f'    publisher: "The Daily {host.title()}"\n    kind: news\n'
            f'    title: "The {host.title()} on {provider} and its assistant, report {number}"\n'
            f'    published: "{published}"\n'
        )
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < length:
        sentences = " ".join(
            f"{chance.choice(WHO)} {chance.choice(SAID)} {chance.choice(WHAT)}." for _ in range(chance.randint(2, 3))
        )
        paragraphs.append(f"  {sentences} [S{len(paragraphs) % len(sources) + 1}]")
    for index in range(len(paragraphs), len(sources)):
        paragraphs.append(f"  A further report agrees [S{index + 1}].")
    case = " ".join(chance.choice(["claim", "refund", "essay", "ruling", "invoice", "diagnosis", "ticket", "report"])
                    + f" {chance.randrange(10**6)}" for _ in range(12))  # fmt: skip
    text = f"""\
# yaml-language-server: $schema=../../schema/wire.schema.json
schema: 2
id: {wire_id}
title: "{provider} assistant gave false answers in case {number}"
status: published
kind: hallucination
harm: actual
severity: {chance.choice(SEVERITIES)}
codes: ["{chance.choice(CODES)}"]
providers: [{provider}]
systems: ["{provider} Assistant"]
occurred: "{day}"
published: "2026-06-{chance.randint(1, 30):02}T09:00:00Z"
tier: standard
verified_by: corroboration
sources:
{"".join(sources)}body: |
{(chr(10) * 2).join(paragraphs)}
rationale:
  tested_harm: |
    Customers of {provider} relied in case {number} on the accuracy of answers, and an automated decision rested on
    {case}.
  without: |
    Without {provider} Assistant the false answers would not have been given in {case}.
  other_causes: none-known
  test: passes
  basis: editor
  by: "A. Editor"
  date: "2026-05-{chance.randint(1, 31):02}"
  guide: v1
external_ids:
  aiid: {number}
"""
    return wire_id, text


def varied(text: str, chance: random.Random, others: Sequence[str]) -> str:
    """Return a plain wire made one of an archive of many kinds; ``others`` are ids that it may be related to."""

    def sometimes(share: float, old: str, new: str) -> None:
        nonlocal text
        if chance.random() < share:
            text = text.replace(old, new, 1)

    start, body, rest = text.partition("body: |\n")
    body, rationale, rest = (body + rest).partition("rationale:\n")
    text = start + LINE.sub(r"\1\n  ", body) + rationale + LINE.sub(r"\1\n    ", rest)
    kind = chance.choices(KINDS, [9, 4, 3, 2, 2])[0]
    sometimes(1, "kind: hallucination\n", f"kind: {kind}\n")
    more = sorted(chance.sample(CODES, chance.choices([1, 2, 3], [6, 3, 1])[0]), key=CODES.index)
    text = re.sub(r"^codes: .*$", f"codes: {more}".replace("'", '"'), text, count=1, flags=re.MULTILINE)
    sometimes(0.05, "harm: actual\n", 'harm: near\nexternal_factor: "A clerk stopped the letter before it went out."\n')
    sometimes(0.1, "The Daily", "Süddeutsche")
    sometimes(0.2, ", though some", " — though some")
    sometimes(0.3, "    kind: news\n", '    kind: news\n    accessed: "2026-05-01"\n    language: en\n')
    if "  - id: S3\n" in text and chance.random() < 0.05:
        text = re.sub(r"^severity: .*$", "severity: SEV-1", text, count=1, flags=re.MULTILINE)
        text += 'reviews:\n  - {seat: legal, by: "B. Counsel", date: "2026-05-31"}\n'
    if chance.random() < 0.1:  # a court's finding carries it
        text = text.replace("    kind: news\n", "    kind: court\n", 1)
        text = text.replace("verified_by: corroboration\n", "verified_by: primary-source\nlegal_status: found\n", 1)
    if chance.random() < 0.15:
        text += 'conflicts:\n  - point: "The sources give different numbers of accounts."\n    sources: [S1, S2]\n'
    if others and chance.random() < 0.06:
        text += f"related: [{chance.choice(others)}]\n"
    fate, level = chance.random(), text.partition("severity: ")[2][:5]
    if fate < 0.03 and "status: published\n" in text:
        text = text.replace("status: published\n", "status: draft\n", 1)
        text = re.sub(r"^published: .*\n", "", text, count=1, flags=re.MULTILINE)
    elif fate < 0.05 and "status: published\n" in text:
        text = text.replace("status: published\n", "status: retracted\n", 1)
        text += 'retraction: {date: "2026-07-20", reason: "The court withdrew its finding.", by: "A. Editor"}\n'
    elif fate < 0.13:
        text += "corrections:\n"
        for month in range(7, 7 + chance.choices([1, 2, 3], [6, 2, 1])[0]):
            text += f"""\
  - date: "2026-{month:02}-{chance.randint(1, 28):02}"
    type: correction
    changes:
      - field: severity
        was: {chance.choice([severity for severity in SEVERITIES if severity != level])}
        now: {level}
    reason: >-
      A court found that {chance.choice(WHAT)}.
    by: "A. Editor"
"""
    return text


def write(out: Path, count: int, seed: int = 7, faulty: float = 0.05) -> list[str]:
    """Write an archive to a new folder; return the paths in it of the wires with a fault."""
    chance = random.Random(seed)
    shutil.copytree(REPOSITORY / "schema", out / "schema")
    (out / "schema/seats.yaml").write_text(SEATS, encoding="utf-8")
    (out / "butfor.toml").write_text('[rules]\nreserved-host = "off"\n', encoding="utf-8")
    years = max(YEARS, count // MOST_IN_A_FOLDER)
    start = datetime.datetime(2026 - years, 1, 1, tzinfo=datetime.UTC)
    for year in range(start.year, 2026):
        (out / f"incidents/{year}").mkdir(parents=True)
    planted: list[str] = []
    recent: deque[str] = deque(maxlen=500)
    for number in range(count):
        moment = start + datetime.timedelta(seconds=chance.randrange(years * 365 * 86400))
        length = min(20_000, int(chance.lognormvariate(7.1, 0.6)))
        wire_id, text = wire(moment, chance, length, chance.randrange(10**4) * 10**6 + number)
        path = f"incidents/{moment.year}/{wire_id}.yaml"
        is_faulty = chance.random() < faulty
        if is_faulty:  # before the rest, so that each fault finds its place
            text = text.replace(*chance.choice(FAULTS), 1)
            planted.append(path)
        text = varied(text, chance, recent)
        (out / path).write_text(text, encoding="utf-8")
        if not is_faulty and "status: published\n" in text:
            recent.append(wire_id)
    return planted


def main() -> None:
    """Write the archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--faulty", type=float, default=0.05, help="share of wires with one fault")
    options = parser.parse_args()
    write(options.out, options.count, options.seed, options.faulty)


if __name__ == "__main__":
    main()
