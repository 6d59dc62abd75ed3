"""Fuzz the whole verdict for a bounded time: wires, policy files and butfor.toml, bytes and structure.

    python bench/fuzz.py [--seconds 60] [--seed S] [--only wire|policy]
    python bench/fuzz.py --atheris -- -max_total_time=600 CORPUS   (needs `pip install atheris`)

One execution is one input: a wire goes through reader, parser, model, every rule, the comparison with its public
version, a report, in turn the fixes, and, where it can be read whole, what readers see of it (terminal, Markdown, HTML,
its page of the site); a policy file is loaded and judges a wire, or is refused in words. Whatever raises anything,
takes longer than its limit, writes a report that is none, or brings into a page what only its text could have, is a
failure: it is reduced and printed, and the exit status is 1. The same seed gives the same inputs. Inputs that broke
something once are cases of tests/test_fuzz.py.
"""

import argparse
import base64
import copy
import json
import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from butfor.archive.wire_file import read_wire
from butfor.files.tree import MAX_BYTES, Source
from butfor.policy.policy import CONFIG, Policy
from butfor.report import FORMATS
from butfor.yaml.parse import parse
from butfor.yaml.scalars import Plain
from ground import (
    LIMIT,
    POLICIES,
    REPOSITORY,
    WIRE,
    Ground,
    TooSlowError,
    WrongError,
    judge_policy,
    judge_wire,
    show_wire,
    within,
)

PIECES = [
    *(b"\n", b"\r\n", b"\r", b"\t", b" ", b"  ", b": ", b":", b"- "),
    *(b"-", b"? ", b"#", b" #", b"|", b">", b"|2-", b">+\n"),
    *(b"[", b"]", b"{", b"}", b",", b'"', b"'", b"\\", b"&a ", b"*a"),
    *(b"!!str ", b"!<", b"%YAML 1.2\n", b"---\n", b"...\n", b"<<: "),
    *(b"null", b"~", b"true", b"no", b"=", b".inf", b"-.NaN", b"0x1f"),
    *(b"0o7", b"012", b"1e999", b"1_0", b"1:30", b"+1", b"9" * 401),
    *(b"\\u202e", b"\\ud800", b"\\x00", b"\\U00110000", b"\\\n"),
    *(b"\xef\xbb\xbf", b"\xff", b"\x00", b"\x7f", b"\xc2\x85"),
    *("\u2028 \u202e \u200b \u00ad \u0430 \uff21 \U0001f600 \U000e0061 a\u0301 \ufdfa \u2067 \ufe0f".encode().split()),
    *(b"[S1]", b"[S99]", b"[s1, S2]", b"[1]", b"[source]", b"[S1]("),
    *(b"[S1]: x", b"```\n", b"`", b"<!--", b"-->", b"<b>", b"&amp;"),
    *(b"https://", b"https://a@b.example/", b"?utm_source=x"),
    *(b"xn--", b"//..", b":99999", b"[::1]", b"http://", b"%zz"),
    *(b"TODO", b"unknown", b"2024-02-30", b"9999-12-31", b"0000"),
    *(b"2024-13", b"2026-06-01T24:00:00Z", b"01H3G6D60088JDPVJMJQV9BE1W"),
    *(b"# butfor: ignore[", b"# butfor: ignore[unknown-code] -- x\n"),
    *(b"] until 2026-01-01 -- x", b"x_a: ", b"SEV-3", b"M2", b"mit:3.1"),
    *(b"would not have", b"a@b.co", b"+1 555 555 5555", b"yesterday"),
    *(b"1 March 2024", b"::error::", b"##[", b"\x1b[31m"),
]  # fmt: skip
MARKUP = [
    *(b"<script>a()</script>", b"</script>", b"<!--", b"-->", b"<img src=x onerror=a()>", b"<svg/onload=a()>"),
    *(b"</p>", b"<style>", b"</title>", b"]]>", b'" onmouseover="a()', b"' x='", b"<a href=javascript:a()>"),
    *(b"[a](javascript:a())", b"[a](JaVaScRiPt:a())", b"[a](data:text/html,b)", b"[a](<java\nscript:a()>)"),
    *(b"[a](https://b.example/)", b"<https://b.example>", b"<javascript:a()>", b"![a](https://b.example/c.png)"),
    *(b"[a](&#106;avascript:a())", b"&lt;script&gt;", b"&#60;b&#62;", b"&#x202e;", b"&Tab;", b"{{ 7*7 }}", b"{% x %}"),
    *(b"[S1][S2]", b"[[S1](https://b.example)](https://c.example)", b"*a **b* c**", b"`` ` ``", b"\n```\n", b"\n~~~\n"),
    *(b"\n\n# a\n\n", b"\n\n> - 1. a\n", b"\n\n---\n\n", b"\n\n    a\n\n", b"| a |\n| --- |\n", b"\n[a]: b\n", b"\\"),
    *(b"@everyone", b"#1", b"::error::a", b"##[a]", "\u202e\u2066\u200b\u2028".encode(), b"\x00", b"\x1b[31m"),
]  # fmt: skip
FREE = frozenset(
    [
        *(
            "title",
            "body",
            "text",
            "by",
            "reason",
            "was",
            "now",
            "point",
            "publisher",
            "url",
            "archive_url",
            "providers",
        ),
        *("systems", "codes", "occurred_note", "external_factor", "external_ids", "ledger", "severity", "tier"),
    ]
)
"""Fields of text in which almost anything is readable, right or wrong."""
VALUES: list[Any] = [
    *(None, True, 0, 1, -1, 10**400, 1e308, "", " ", "\n", "a"),
    *("a" * 5001, "TODO", "unknown", "S1", "[S1]", "2024-02-30"),
    *("9999-12-31", "0001-01-01", "https://", "https://a", "https://xn--/"),
    *("\u202e", "\ud7ff", "\U000e0001", "SEV-1", "M1", "bulk"),
    *([], [[]], [None], ["S1", "S1"], {}, {"": ""}, {"a": {"b": []}}),
    *([{}], [{"id": "S1"}] * 3, "retracted", "draft", "near"),
]  # fmt: skip

Judge = Callable[[bytes], object]


def wires() -> list[bytes]:
    """What to begin with: the shipped wires, the good one of the tests, and every fixture merged into it."""
    seeds = [WIRE.encode()]
    seeds += [path.read_bytes() for path in sorted((REPOSITORY / "incidents").glob("*/*.yaml"))]
    for path in sorted((REPOSITORY / "tests/fixtures").glob("*/*")):
        if path.suffix == ".out" or not path.is_file() or path.stat().st_size > 20_000:
            continue
        data = path.read_bytes()
        seeds.append(data)
        if keys := set(re.findall(rb"^([a-z_]+):", data, re.MULTILINE)):
            blocks = re.split(rb"^(?=[a-z_]+:)", WIRE.encode(), flags=re.MULTILINE)
            kept = [block for block in blocks if block.partition(b":")[0] not in keys]
            seeds.append(b"".join(kept) + data)
    return seeds


def on_bytes(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """A few small changes of the bytes."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(made) + 1)
        end = min(at + chance.choice((1, 2, 4, 16, 200)), len(made))
        match chance.randrange(10):
            case 0 if made:
                made[min(at, len(made) - 1)] ^= 1 << chance.randrange(8)
            case 1 | 2 | 3:
                made[at:at] = chance.choice(PIECES)
            case 4:
                made[at:end] = chance.choice(PIECES)
            case 5:
                del made[at:end]
            case 6:
                made[at:at] = made[at:end] * chance.choice((1, 2, 50))
            case 7:
                made[at:at] = chance.choice(PIECES) * chance.choice((2, 40, 700))
            case 8:
                other = chance.choice(seeds)
                start = chance.randrange(len(other) + 1)
                made[at:end] = other[start : start + chance.choice((10, 100, 2000))]
            case _:
                lines = bytes(made).split(b"\n")
                one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
                match chance.randrange(4):
                    case 0:
                        lines[one], lines[two] = lines[two], lines[one]
                    case 1:
                        lines[one:one] = [lines[two]]
                    case 2:
                        del lines[one]
                    case _:
                        lines[one] = b" " * chance.randrange(6) + lines[one].lstrip()
                made = bytearray(b"\n".join(lines))
    return bytes(made[: MAX_BYTES + 1])


def on_structure(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """A few changes of the values, written as JSON, which is YAML; as bytes where nothing can be read."""
    document = parse(Source("", data))
    if document.unparsable or not isinstance(document.data, dict):
        return on_bytes(data, chance, seeds)
    made = _plain(document.data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        holder: Any = made
        while isinstance(holder, dict | list) and holder:
            key = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            inner = holder[key]
            if isinstance(inner, dict | list) and inner and chance.random() < 0.7:
                holder = inner
                continue
            match chance.randrange(6):
                case 0:
                    del holder[key]
                case 1 if isinstance(holder, list):
                    holder += [inner] * chance.choice((1, 3, 120))
                case 2 if isinstance(holder, dict):
                    holder[f"{key}{chance.choice(('s', 'x', '_', ' '))}"] = inner
                case 3 if isinstance(inner, str):
                    at = chance.randrange(len(inner) + 1)
                    holder[key] = inner[:at] + chance.choice(PIECES).decode("utf-8", "replace") + inner[at:]
                case _:
                    holder[key] = copy.deepcopy(chance.choice(VALUES))
            break
    if chance.random() < 0.3:
        return json.dumps(made, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return _written(made)


def on_texts(data: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    """A few texts with pieces in them, nothing else changed: most can still be read whole, so they have a page."""
    document = parse(Source("", data))
    if document.unparsable or not isinstance(document.data, dict):
        return on_bytes(data, chance, seeds)
    made = _plain(document.data)
    places = list(_texts(made))
    for _ in range(chance.choice((1, 2, 4, 8)) if places else 0):
        holder, key = chance.choice(places)
        at = chance.randrange(len(holder[key]) + 1)
        pieces = [chance.choice(MARKUP if chance.random() < 0.6 else PIECES) for _ in range(chance.choice((1, 1, 3)))]
        holder[key] = holder[key][:at] + b"".join(pieces).decode("utf-8", "replace") + holder[key][at:]
    return _written(made)


def _texts(data: Any, free: bool = False) -> Iterator[tuple[Any, Any]]:
    """Where a wire may say what it likes: what holds each text, and its key there."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        here = key in FREE if isinstance(data, dict) else free
        if isinstance(value, dict | list):
            yield from _texts(value, here)
        elif isinstance(value, str) and here:
            yield data, key


def _plain(data: Any) -> Any:
    """The data without what the parser notes beside it."""
    if isinstance(data, dict):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.value if isinstance(data, Plain) else data


def _written(made: dict[str, Any]) -> bytes:
    """Plain data, each field on a line of its own."""
    parts = [f"{json.dumps(key, ensure_ascii=False) if not str(key).isidentifier() else key}: "
             f"{json.dumps(value, ensure_ascii=False)}\n" for key, value in made.items()]  # fmt: skip
    return "".join(parts).encode("utf-8", "surrogatepass")


def failure(judge: Judge, data: bytes) -> str | None:
    """What goes wrong with an input: the kind of error and the place that raised it; None if nothing does."""
    try:
        with within(LIMIT):
            judge(data)
    except TooSlowError:
        return "too slow"
    except WrongError as error:
        return f"{error}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
        frames = [one for one in traceback.extract_tb(error.__traceback__) if "butfor" in one.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        return f"{type(error).__name__} at {place}"
    return None


def reduced(judge: Judge, data: bytes, what: str, seconds: float = 20) -> bytes:
    """The input with everything left out that it does not need to fail in the same way."""
    end = time.monotonic() + seconds
    size = max(len(data) // 2, 1)
    while size:
        at = 0
        while at < len(data) and time.monotonic() < end:
            shorter = data[:at] + data[at + size :]
            if failure(judge, shorter) == what:
                data = shorter
            else:
                at += size
        size //= 2
    return data


def _wire(
    ground: Ground, policy: Policy, data: bytes, formats: tuple[str, ...], fix: bool, seen: Counter[bool]
) -> None:
    judge_wire(ground, policy, data, formats, fix)
    seen[show_wire(policy, data)] += 1


def fuzz(seconds: float, seed: int, only: str | None, most: int = 10) -> int:
    """Run, print executions and failures; how many different failures there were."""
    chance = random.Random(seed)
    seeds = wires()
    policies = {name: (REPOSITORY / name).read_bytes() for name in POLICIES}
    counts: Counter[str] = Counter()
    failures: dict[str, bytes] = {}
    whole = [seed for seed in seeds if read_wire(Source("", seed)).valid_wire]
    seen: Counter[bool] = Counter()
    slowest = (0.0, "")
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as scratch:
        ground = Ground.at(Path(scratch) / "archive")
        policy = ground.policy()
        while time.monotonic() < end and len(failures) < most:
            kind = only or ("policy" if chance.random() < 0.1 else "wire")
            if kind == "wire":
                mutate = chance.choice((on_structure, on_bytes, on_texts))
                data = mutate(chance.choice(whole if mutate is on_texts else seeds), chance, seeds)
                formats, fix = (chance.choice(FORMATS),), chance.random() < 0.2
                judge: Judge = lambda data: _wire(ground, policy, data, formats, fix, seen)  # noqa: B023, E731
                name = "a wire" + (" with fixes" if fix else "")
            else:
                name = chance.choice(POLICIES)
                mutate = on_bytes if name == CONFIG or chance.random() < 0.5 else on_structure
                data = mutate(policies[name], chance, list(policies.values()))
                judge = lambda data: judge_policy(ground, name, data)  # noqa: B023, E731
            counts[name] += 1
            begin = time.process_time()
            what = failure(judge, data)
            slowest = max(slowest, (time.process_time() - begin, name))
            if what is not None and f"{name}: {what}" not in failures:
                small = reduced(judge, data, what)
                failures[f"{name}: {what}"] = small
                print(f"FAILURE in {name}: {what}\n  {len(small)} bytes: {small[:2000]!r}")
                if len(small) > 2000:
                    print(f"  base64: {base64.b64encode(small).decode()}")
    kinds = ", ".join(f"{count} {name}" for name, count in counts.most_common())
    print(f"seed {seed}: {counts.total()} executions in {seconds:g} s ({kinds}; {seen[True]} shown as pages)")
    print(f"slowest {slowest[0] * 1000:.0f} ms ({slowest[1]}), limit {LIMIT:g} s; {len(failures)} failures")
    return len(failures)


def guided(arguments: list[str]) -> None:
    """The same verdict on wires, guided by coverage; does not return."""
    import atheris  # no dependency of the project: install it for this

    scratch = tempfile.TemporaryDirectory()
    ground = Ground.at(Path(scratch.name) / "archive")
    policy = ground.policy()

    def one(data: bytes) -> None:
        with within(LIMIT):
            judge_wire(ground, policy, data, ("text",), fix=False)
            show_wire(policy, data)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def main() -> None:
    """Fuzz for the time given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=None, help="default: the time, and printed")
    parser.add_argument("--only", choices=["wire", "policy"])
    parser.add_argument("--atheris", action="store_true", help="guided by coverage; what follows goes to libFuzzer")
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args()
    if options.atheris:
        guided(options.rest)
    seed = options.seed if options.seed is not None else int(time.time())
    sys.exit(1 if fuzz(options.seconds, seed, options.only) else 0)


if __name__ == "__main__":
    main()
