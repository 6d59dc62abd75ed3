"""Write N realistic wires of format version 1, with this repository's policy, as an archive of its own.

    python bench/make_corpus.py 1000 OUT [--seed 7] [--faulty 0.05]

A share of the wires has one fault each, so that a timed check also places and words findings.
"""

import argparse
import datetime
import random
import shutil
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PROVIDERS = ["OpenAI", "Anthropic", "Google", "Meta", "Mistral AI", "Microsoft", "xAI", "Cohere", "DeepSeek"]
CODES = ["mit:1.1", "mit:1.2", "mit:2.1", "mit:2.2", "mit:3.1", "mit:3.2", "mit:4.1", "mit:4.3", "mit:5.1", "mit:7.3"]
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
]


def ulid(moment: datetime.datetime, chance: random.Random) -> str:
    """A ULID of this time."""
    left, letters = int(moment.timestamp() * 1000), ""
    for _ in range(10):
        letters = ALPHABET[left % 32] + letters
        left //= 32
    return letters + "".join(chance.choice(ALPHABET) for _ in range(16))


def wire(moment: datetime.datetime, chance: random.Random) -> tuple[str, str]:
    """(id, text) of one wire of about 3 KB."""
    wire_id, provider = ulid(moment, chance), chance.choice(PROVIDERS)
    day, number = moment.date(), chance.randrange(10**10)
    sources = []
    for index, host in enumerate(chance.sample(HOSTS, chance.randint(2, 4)), 1):
        published = day + datetime.timedelta(days=chance.randint(0, 20))
        sources.append(
            f"  - id: S{index}\n    url: https://www.{host}.example/{published:%Y/%m}/{number}-{index}\n"
            f'    publisher: "The Daily {host.title()}"\n    kind: news\n'
            f'    title: "{provider} assistant in the news, report {number}"\n    published: "{published}"\n'
        )
    paragraphs = []
    while sum(map(len, paragraphs)) < 1600:
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
schema: 1
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
  text: >-
    Without {provider} Assistant the false answers would not have been given in {case}.
  basis: editor
  by: "A. Editor"
  date: "2026-05-{chance.randint(1, 31):02}"
  guide: v1
external_ids:
  aiid: {number}
"""
    return wire_id, text


def main() -> None:
    """Write the archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--faulty", type=float, default=0.05, help="share of wires with one fault")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    shutil.copytree(REPOSITORY / "schema", options.out / "schema")
    (options.out / "butfor.toml").write_text('[rules]\nreserved-host = "off"\n', encoding="utf-8")
    start = datetime.datetime(2022, 1, 1, tzinfo=datetime.UTC)
    for _ in range(options.count):
        moment = start + datetime.timedelta(seconds=chance.randrange(4 * 365 * 86400))
        wire_id, text = wire(moment, chance)
        if chance.random() < options.faulty:
            text = text.replace(*chance.choice(FAULTS), 1)
        path = options.out / f"incidents/{moment.year}/{wire_id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
