"""The shipped archive: it passes, and breaking any one thing of any wire gives one finding, at the right place."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from butfor.engine.check import check
from butfor.engine.context import Options
from butfor.files.tree import Source, WorkTree
from butfor.findings import Finding, Level
from butfor.model.wire import Source as WireSource
from butfor.model.wire import Wire
from butfor.rules.registry import RULES, load_policy
from conftest import REPOSITORY, Place, blocks

POLICY = load_policy(REPOSITORY)
WIRES = {
    str(path.relative_to(REPOSITORY)): path.read_text(encoding="utf-8")
    for path in sorted((REPOSITORY / "incidents").glob("*/*.yaml"))
}
LEGACY = "incidents/2024/01J93RJSM0JBP95AVF28Q70HVD.yaml"
ASSESSED = [name for name in WIRES if name != LEGACY]
SOME = pytest.mark.parametrize(
    "name",
    [
        name if place % 12 == 0 else pytest.param(name, marks=pytest.mark.robustness)
        for place, name in enumerate(ASSESSED)
    ],
)
"""Every twelfth wire; all of them among the longer tests. What is broken in one wire is found as in another."""
REQUIRED = [info.alias or name for name, info in Wire.model_fields.items() if info.is_required()] + ["published"]
FOLLOWING = ("provider-not-in-text", "no-primary-source")
BASELINE = check(REPOSITORY, POLICY)


def added(name: str, text: str) -> list[Finding]:
    """What is found in a wire with this text that is not found in it as shipped."""
    known = {finding.fingerprint for finding in BASELINE.findings}
    report = check(
        WorkTree(REPOSITORY, {name: Source(name, text.encode())}), POLICY, Options(selected=frozenset([name]))
    )
    return [finding for finding in report.findings if finding.fingerprint not in known]


def only(name: str, text: str) -> Finding:
    """The one new finding. A broken sentence may also have been the only one to name a provider, whose own pages are
    primary sources."""
    (finding,) = [finding for finding in added(name, text) if finding.rule not in FOLLOWING]
    assert (finding.level is Level.ERROR) == (RULES[finding.rule].confidence == "certain")
    return finding


def at(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].split("\n")
    return len(before), len(before[-1]) + 1


def place(finding: Finding) -> tuple[int, int]:
    return finding.span.line, finding.span.column


def without(text: str, key: str) -> str:
    return "".join(lines for name, lines in blocks(text) if name != key)


def test_the_archive_is_clean() -> None:
    assert len(WIRES) >= 36
    assert BASELINE.count(Level.ERROR) == 0
    assert BASELINE.unreadable == ()
    assert {finding.rule for finding in BASELINE.findings} <= {
        "unknown-source-title",
        "bulk-rationale",
        "self-signed-deviation",
    }


@SOME
def test_each_required_field_is_missed(name: str) -> None:
    for key in REQUIRED:
        text = without(WIRES[name], key)
        finding = only(name, text)
        assert finding.rule == "missing-field"
        assert f"`{key}` is missing" in finding.message
        first_key = re.search(r"^[a-z]", text, re.MULTILINE)
        reported_at = text.index("\nstatus: ") + 9 if key == "published" else first_key.start() if first_key else -1
        assert place(finding) == at(text, reported_at)
        assert f"    {key}:" in finding.help


def values(text: str, key: str) -> Iterator[tuple[str, int, int]]:
    """The values of a top-level field on one line, with their offsets; items of a flow list singly."""
    line = re.search(rf"^{key}: (.*)$", text, re.MULTILINE)
    assert line
    for item in re.finditer(r'"[^"]*"|[^\[\], ][^\[\],]*', line[1]):
        yield item[0].strip('"'), line.start(1) + item.start(), line.start(1) + item.end()


@SOME
@pytest.mark.parametrize("key", ["codes", "providers", "severity", "tier", "kind", "status", "harm", "verified_by"])
def test_each_vocabulary_word_misspelt_is_found_and_the_right_one_offered(name: str, key: str) -> None:
    text = WIRES[name]
    for word, start, end in values(text, key):
        wrong = word + "q" if key != "codes" else word + "9"
        broken = f'{text[:start]}"{wrong}"{text[end:]}'
        finding = only(name, broken)
        assert finding.rule.startswith("unknown-")
        assert place(finding) == at(text, start)
        if word in POLICY.providers and POLICY.providers[word].ambiguous:
            assert "did you mean" not in finding.help, "an ordinary word is like many others"
        elif word not in ("M1", "none"):
            assert f"did you mean `{word}`?" in finding.help


@SOME
def test_each_source_broken_in_each_way_is_found(name: str) -> None:
    text = WIRES[name]
    begin, end = text.index("\nsources:\n") + 10, text.index("\nbody:")
    for item in re.finditer(r"  - id: (S\d+)\n(?:    .*\n)+", text[begin : end + 1]):
        start, stop = begin + item.start(), begin + item.end()
        source = text[start:stop]
        for key in [key for key, info in WireSource.model_fields.items() if info.is_required()]:
            line = re.search(rf"^(?:    |  - ){key}: (.*)\n", source, re.MULTILINE)
            assert line
            if key != "id":
                dropped = text[:start] + source.replace(line[0], "") + text[stop:]
                finding = only(name, dropped)
                assert finding.rule == "missing-field"
                assert place(finding) == at(text, start + 4)
            value = start + line.start(1)
            blanked = text[:value] + '""' + text[value + len(line[1]) :]
            finding = only(name, blanked)
            assert finding.rule == ("unknown-value" if key == "kind" else "empty-field")
            assert finding.span.line == at(text, value)[0]
        url = start + source.index("https://")
        http = text[:url] + "http" + text[url + 5 :]
        finding = only(name, http)
        assert finding.rule == "bad-url"
        assert place(finding) == at(text, url)
        repair = re.search(r"    url: (\S+)", finding.help)
        whole = re.search(r"url: (\S+)", source)
        assert whole
        if repair:
            assert repair[1] == whole[1] or repair[1].endswith("...")
        else:  # a long one is not repeated
            assert "`https` instead of `http`" in finding.help
        renamed = text[:start] + source.replace(f"id: {item[1]}", "id: S99") + text[stop:]
        errors = {finding.rule for finding in added(name, renamed) if finding.level is Level.ERROR}
        assert "citation-without-source" in errors
        assert errors <= {"citation-without-source", "unknown-origin"}


def with_answer(text: str, words: str) -> str:
    """A wire whose answer to what would have been without the system is another."""
    return re.sub(
        r"^  without: \|\n(?:    .*\n|\n)+", lambda _: f"  without: {words}\n", text, count=1, flags=re.MULTILINE
    )


def answer_of(text: str) -> str:
    found = re.search(r"^  without: (\|\n(?:    .*\n|\n)*    .*)", text, re.MULTILINE)
    assert found
    return found[1]


@SOME
def test_each_answer_broken_in_each_way_is_found(name: str) -> None:
    text = WIRES[name]
    other = next(key for key in ASSESSED if key != name)
    broken = {
        '""': "empty-rationale",
        "TODO": "placeholder",
        '"n/a"': "placeholder",
        '"Without the system in the role described the harm would not have occurred."': "answers-about-nothing",
    }
    for words, rule in broken.items():
        changed = with_answer(text, words)
        finding = only(name, changed)
        assert finding.rule == rule, words
        assert changed.split("\n")[finding.span.line - 1].startswith("  without:")
    copied = {finding.rule for finding in added(name, with_answer(text, answer_of(WIRES[other])))}
    assert "same-rationale" in copied


def test_a_bulk_rationale_is_a_warning_on_the_legacy_entry_and_an_error_on_a_new_one() -> None:
    (legacy,) = [finding for finding in BASELINE.findings if finding.rule == "bulk-rationale"]
    assert legacy.level is Level.WARNING
    assert "butfor assess 01J93RJSM0JBP95AVF28Q70HVD" in legacy.help
    name = "incidents/2024/01J93RJSM0JBP95AVF28Q70HVE.yaml"
    copy = WIRES[LEGACY].replace("01J93RJSM0JBP95AVF28Q70HVD", "01J93RJSM0JBP95AVF28Q70HVE")
    copy += "related: [01J93RJSM0JBP95AVF28Q70HVD]\n"
    for published in ("2026-11-20T09:00:00Z", "2026-05-01T09:00:00Z"):  # backdating does not help
        finding = only(name, copy.replace("2026-05-10T00:00:00Z", published))
        assert finding.rule == "bulk-rationale"


def test_the_samsung_leak_is_refused(archive: Place) -> None:
    """Five outlets, one memo report: all retell Bloomberg, so one independent source (see the wire's own notes)."""
    text = (REPOSITORY / "tests/data/samsung.yaml").read_text(encoding="utf-8")
    archive.put("incidents/2023/01GZCW4H00M1XB9SHVCMXC3F7T.yaml", text)
    (finding,) = [finding for finding in archive.check().findings if finding.level is Level.ERROR]
    assert finding.rule == "too-few-sources"
    assert "needs 2 independent sources, found 1" in finding.message
    assert "`S1`, `S2`, `S3`, `S4` and `S5` count as one" in finding.note


@pytest.mark.parametrize(
    ("wire", "provider", "name"),
    [
        ("rytr", "Rytr", "incidents/2025/01KD6TFJ003H66JF8MY7DM2WYJ.yaml"),  # nobody was shown to be deceived
        ("workday", "Workday", "incidents/2025/01JVB68000WY76ZE0QNT0805TZ.yaml"),  # whether it did it is still asked
    ],
)
def test_a_harm_that_does_not_pass_the_test_is_refused(wire: str, provider: str, name: str, archive: Place) -> None:
    with (archive.root / "schema/providers.yaml").open("a", encoding="utf-8") as providers:
        providers.write(f"  - name: {provider}\n")
    text = (REPOSITORY / f"tests/data/{wire}.yaml").read_text(encoding="utf-8")
    archive.put(name, text)
    (finding,) = [finding for finding in archive.check().findings if finding.level is Level.ERROR]
    assert finding.rule == "failed-test"
    assert finding.message == "the wire is published, but its harm does not pass the but-for test"
    assert finding.help == "keep it as a draft; if it is public already, retract it with `butfor retract`"
    assert text.split("\n")[finding.span.line - 1] == "  test: fails"
    draft = re.sub(r"^published: .*\n", "", text, flags=re.MULTILINE).replace("status: published", "status: draft")
    archive.put(name, draft)
    assert archive.check().count(Level.ERROR) == 0, "a draft may stay one"


def test_the_reference_wire_is_the_legacy_entry_that_it_is() -> None:
    text = Path(REPOSITORY / LEGACY).read_text(encoding="utf-8")
    for line in ("severity: SEV-3", "codes: [M1, F10]", "providers: [OpenAI]", "basis: bulk", "tier: standard"):
        assert line in text


def test_a_correction_stands_in_the_wire_on_the_annulled_fine() -> None:
    text = WIRES["incidents/2023/01GWQX0T00ZK58P4A1RN4WHB21.yaml"]
    assert "corrections:" in text
    assert "type: update" in text
    assert "legal_status: alleged" in text
