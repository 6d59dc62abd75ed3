"""Wires that name each other, and wires that are alike: who is told, where, and what to do about it."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from butfor.archive import likeness
from butfor.archive.index import VARIANT_OF, Archive, IndexEntry, Link, index_entry, url_key
from butfor.archive.wire_file import read_wire
from butfor.engine.context import PER_RULE
from butfor.files.tree import Source
from butfor.findings import Finding, Level, Violation
from butfor.model.types import bounds
from butfor.policy.policy import Policy
from butfor.rules._rule import ArchiveCheck
from butfor.rules.registry import RULES
from butfor.text.normalize import pieces
from butfor.text.pages import same_page
from butfor.text.substance import identifying_words
from conftest import REPOSITORY, Place, merged
from robustness.checking import within

A = "01H3G6D60088JDPVJMJQV9BE1W"
B = "01H3G6D600ZK58P4A1RN4WHB21"
C = "01H3G6D600N5YQ0Q8T6ZC7D9KE"
D = "01H3G6D600Q2VX8M4T0WJ5R7CA"
NOBODY = "01HZ9999999999999999999999"
RETRACTED = 'status: retracted\nretraction: {date: "2026-06-10", reason: "It was no incident.", by: A. Editor}\n'
WORDS = [
    "amber",
    "basalt",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "garnet",
    "harbour",
    "island",
    "juniper",
    "kelp",
    "onyx",
]


@pytest.fixture
def archive(archive: Place) -> Place:
    """The rule on one incident told twice is off in most tests."""
    config = (archive.root / "butfor.toml").read_text(encoding="utf-8")
    archive.put("butfor.toml", config.replace('same-incident = "off"', 'same-incident = "warning"'))
    return archive


def name(wire_id: str) -> str:
    return f"incidents/2023/{wire_id}.yaml"


def put(archive: Place, wire_id: str, snippet: str = "", apart: bool = True) -> None:
    """A wire with a rationale of its own; ``apart``: nor does it share day, title, number or addresses with another."""
    chance = random.Random(wire_id)
    words = " ".join(chance.sample(WORDS, 9))
    own = f'rationale:\n  tested_harm: "Lawyers filed opinions on {words} that nobody had written."\n'
    own += f'  without: "Without ChatGPT no brief on {words} {chance.getrandbits(200):x}."\n'
    own += "  other_causes: none-known\n  test: passes\n"
    own += '  basis: editor\n  by: "A. Editor"\n'
    own += '  date: "2026-05-20"\n  guide: v1\n'
    base = merged(f"id: {wire_id}\n{own}")
    if apart:
        first, *others = re.split(r"(?<=url: )(?=['\"]?https)", base)[1:]
        head = base[: base.index(first)]
        base = (
            head
            + first
            + "".join(re.sub("(https://[^/]+/)", rf"\g<1>{chance.getrandbits(32):x}/", one) for one in others)
        )
        day = f"20{chance.randint(10, 22)}-0{chance.randint(1, 9)}-{chance.randint(1, 28):02}"
        base = merged(f'title: "ChatGPT and the {words}"\noccurred: "{day}"\nexternal_ids: {{}}\n', base)
    archive.put(name(wire_id), merged(snippet, base))


def reported(archive: Place, *wanted: str) -> list[tuple[str, str]]:
    """(rule, id of the wire) of each finding."""
    return [(finding.rule, finding.file[15:41]) for finding in findings(archive, *wanted)]


def findings(archive: Place, *wanted: str) -> list[Finding]:
    return list(archive.check({name(one) for one in wanted} or None).findings)


def only(archive: Place, *wanted: str) -> Finding:
    (finding,) = findings(archive, *wanted)
    return finding


def text_at(archive: Place, finding: Finding) -> str:
    """What the finding underlines."""
    line = (archive.root / finding.file).read_text(encoding="utf-8").split("\n")[finding.span.line - 1]
    return line[finding.span.column - 1 : finding.span.end_column - 1]


# ---------------------------------------------------------------- names of other wires


@pytest.mark.parametrize(
    ("snippet", "field"),
    [
        (f"related: [{B}, {NOBODY}]\n", "related"),
        (f"related:\n  - {B}\n  - {NOBODY}\n", "related"),
        (f"variant_of: {NOBODY}\n", "variant_of"),
        (RETRACTED.replace("Editor}", f"Editor, replaced_by: {NOBODY}}}"), "retraction.replaced_by"),
    ],
)
def test_an_unknown_id_is_reported_at_the_very_item(snippet: str, field: str, archive: Place) -> None:
    put(archive, A, snippet)
    put(archive, B)
    finding = only(archive)
    assert (finding.rule, finding.level) == ("unknown-related", Level.ERROR)
    assert finding.message == f"`{field}` names an unknown wire: `{NOBODY}`"
    assert text_at(archive, finding) == NOBODY
    assert "delete it" in finding.help


@pytest.mark.parametrize(
    ("written", "guess"),
    [
        (B[:-1] + "2", B),
        (B[:12] + B[13] + B[12] + B[14:], B),
        ("01H4X6D600ZK58P4A1RN4WHB21", B),
        ("01H3G6D600ZK58P4A1RN000000", None),
    ],
)
def test_an_id_with_a_slip_is_recognised(written: str, guess: str | None, archive: Place) -> None:
    put(archive, A, f"related: [{written}]\n")
    put(archive, B)
    finding = only(archive)
    assert finding.rule == "unknown-related"
    assert finding.help.startswith(f"did you mean `{guess}`?" if guess else "delete it")


def test_the_wire_itself_is_never_the_guess(archive: Place) -> None:
    put(archive, A, f"related: [{A[:-1]}X]\n")
    assert "did you mean" not in only(archive).help


@pytest.mark.parametrize("text", ["", "title: [\n", "id: nonsense\n"])
def test_a_wire_that_cant_be_read_is_there_all_the_same(text: str, archive: Place) -> None:
    put(archive, A, f"related: [{B}]\n")
    archive.put(name(B), text)
    assert {rule for rule, wire in reported(archive) if wire == A} == set()


def test_an_unsound_list_is_one_finding(archive: Place) -> None:
    put(archive, A, f"related: [{NOBODY}, nonsense]\nvariant_of: {A}\n")
    assert reported(archive) == [("wrong-format", A), ("self-related", A)]


def test_a_flood_of_unknown_ids_ends_soon(archive: Place) -> None:
    put(archive, A, "related:\n" + "".join(f"  - 01HZ{number:022}\n" for number in range(100)))
    assert len(findings(archive)) == PER_RULE


def test_each_place_that_names_the_wire_itself_is_reported(archive: Place) -> None:
    put(archive, A, f"related: [{B}, {A}]\nvariant_of: {A}\n")
    put(archive, B)
    assert reported(archive) == [("self-related", A)] * 2
    assert [finding.message for finding in findings(archive)] == [
        "`related` names this wire itself",
        "`variant_of` names this wire itself",
    ]
    assert {text_at(archive, finding) for finding in findings(archive)} == {A}


def test_a_wire_with_an_unsound_id_is_not_said_to_name_itself(archive: Place) -> None:
    put(archive, A, f"id: nonsense\nrelated: [{B}]\n")
    put(archive, B)
    assert reported(archive) == [("malformed-id", A)]


# ---------------------------------------------------------------- circles


def cycle(archive: Place, *ids: str) -> None:
    for number, wire_id in enumerate(ids):
        put(archive, wire_id, f"variant_of: {ids[(number + 1) % len(ids)]}\n")


def test_a_cycle_is_reported_once_of_the_last_wire_and_shows_the_others(archive: Place) -> None:
    cycle(archive, A, B, C)
    finding = only(archive)
    assert (finding.rule, finding.level, finding.file) == ("variant-cycle", Level.ERROR, name(B))
    assert text_at(archive, finding) == C
    assert [one.file for one in finding.related] == [name(C), name(A)]
    assert "cycle of 3 wires" in finding.message
    assert "variant_of" in finding.help


def test_the_last_is_the_one_published_last(archive: Place) -> None:
    put(archive, A, f'variant_of: {B}\npublished: "2026-06-02T09:00:00Z"\n')
    put(archive, B, f"variant_of: {A}\n")
    assert reported(archive) == [("variant-cycle", A)]


@pytest.mark.parametrize("asked", [A, B, C])
def test_whoever_asks_learns_of_a_cycle_at_the_same_wire(asked: str, archive: Place) -> None:
    cycle(archive, A, B, C)
    assert reported(archive, asked) == [("variant-cycle", B)]


def test_a_wire_that_only_leads_into_a_cycle_is_not_reported(archive: Place) -> None:
    cycle(archive, C, D)
    for wire_id in (A, B):
        put(archive, wire_id, f"variant_of: {C}\n")
    assert reported(archive, A, B) == []
    assert reported(archive) == [("variant-cycle", D)]
    assert "cycle of 2 wires" in only(archive).message


def test_a_cycle_of_replacements_names_its_field(archive: Place) -> None:
    for wire_id, other in ((A, B), (B, A)):
        put(archive, wire_id, RETRACTED.replace("Editor}", f"Editor, replaced_by: {other}}}"))
    finding = only(archive)
    assert finding.rule == "variant-cycle"
    assert "`retraction.replaced_by`" in finding.message
    assert text_at(archive, finding) == A


def test_long_chains_and_circles_take_no_time() -> None:
    count = 20_000
    wires = [IndexEntry(f"{number:05}", f"{number:05}", links=chain(number, count)) for number in range(count)]
    with within(20):
        ((_, hit),) = list(run("variant-cycle", *wires))
    assert f"cycle of {count // 2} wires" in hit.message
    assert len(hit.related) <= 20


def chain(number: int, count: int) -> tuple[Link, ...]:
    """The first half leads backwards and ends, the second half leads forwards and round."""
    half = count // 2
    if number < half:
        return ((VARIANT_OF, f"{number - 1:05}"),) if number else ()
    return ((VARIANT_OF, f"{half + (number + 1) % half:05}"),)


def run(rule: str, *wires: IndexEntry) -> Iterator[tuple[str, Violation]]:
    check = cast(ArchiveCheck, RULES[rule].check)
    return check(Archive(lambda: tuple(wires)), Policy())


# ---------------------------------------------------------------- rationales


def rationale(number: int, text: str, published: str | None = None) -> IndexEntry:
    return IndexEntry(f"{number:04}", f"{number:04}", published, text, pieces=pieces(text))


def test_a_copy_is_found_among_many_wires_that_share_half_of_it() -> None:
    """Forty drafts that each hold one half of the text do not turn it into a mere phrase."""
    chance = random.Random(1)
    words = [f"word{chance.randrange(5000)}" for _ in range(60)]
    copy = [*words[:30], "other", *words[31:]]
    decoys = [
        " ".join([*half, *(f"own{number}x{index}" for index in range(30))])
        for number in range(40)
        for half in [words[:30] if number % 2 else words[30:]]
    ]
    wires = [rationale(0, " ".join(words), "2024-01-01"), rationale(1, " ".join(copy), "2024-02-01")]
    wires += [rationale(number, text) for number, text in enumerate(decoys, 2)]
    assert "0001" in [name for name, _ in run("same-rationale", *wires)]


@given(st.lists(st.sampled_from(WORDS), min_size=20, max_size=60), st.data())
def test_whichever_words_of_a_copy_are_changed_it_is_found(words: list[str], data: st.DataObject) -> None:
    text = [f"{word}{index}" for index, word in enumerate(words)]
    chosen = data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1, max_size=len(text) // 20))
    copy = [f"{word}s" if index in chosen else word for index, word in enumerate(text)]
    hits = run("same-rationale", rationale(0, " ".join(text), "2024-01-01"), rationale(1, " ".join(copy)))
    assert [name for name, _ in hits] == ["0001"]


# ---------------------------------------------------------------- retracted wires


def test_a_retracted_wire_is_shown_with_what_stands_instead(archive: Place) -> None:
    put(archive, A, f"related: [{C}, {B}]\n")
    put(archive, B, RETRACTED.replace("Editor}", f"Editor, replaced_by: {C}}}"))
    put(archive, C)
    finding = only(archive)
    assert (finding.rule, finding.level) == ("retracted-related", Level.WARNING)
    assert text_at(archive, finding) == B
    assert f"name `{C}` instead" in finding.help
    (place,) = finding.related
    assert (place.file, place.span.line) == (name(B), line_of(archive, B, "status:"))


def line_of(archive: Place, wire_id: str, start: str) -> int:
    lines = (archive.root / name(wire_id)).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if line.startswith(start))


def test_who_replaces_a_retracted_wire_may_name_it(archive: Place) -> None:
    put(archive, A, f"related: [{B}]\n")
    put(archive, B, RETRACTED.replace("Editor}", f"Editor, replaced_by: {C}}}"))
    put(archive, C, RETRACTED.replace("Editor}", f"Editor, replaced_by: {A}}}"))
    assert reported(archive) == []


def test_the_last_of_several_replacements_is_the_one_to_name(archive: Place) -> None:
    put(archive, A, f"related: [{B}]\n")
    put(archive, B, RETRACTED.replace("Editor}", f"Editor, replaced_by: {C}}}"))
    put(archive, C, RETRACTED.replace("Editor}", f"Editor, replaced_by: {D}}}"))
    put(archive, D, "related: []\n")
    assert f"name `{D}` instead" in only(archive).help


def test_where_the_body_cant_be_read_nobody_knows_what_it_says(archive: Place) -> None:
    put(archive, A, f"related: [{B}]\nbody: [S1, S2, S3]\n")
    put(archive, B, RETRACTED)
    assert reported(archive) == [("wrong-type", A)]


# ---------------------------------------------------------------- the same incident


def test_the_later_of_two_shows_what_they_share_and_that_it_is_a_guess(archive: Place) -> None:
    put(archive, A, apart=False)
    put(archive, B, apart=False)
    finding = only(archive)
    assert (finding.rule, finding.level, finding.file) == ("same-incident", Level.WARNING, name(B))
    assert f"`{A}`" in finding.message
    assert "This is a guess" in finding.note
    for shared in ("`aiid: 541`", "`OpenAI`", "`sources[0].url`", "the title"):
        assert shared in finding.note
    assert text_at(archive, finding) == "541"
    (place,) = finding.related
    assert (place.file, place.span.line) == (name(A), line_of(archive, A, "  aiid:"))


def test_what_the_help_prints_settles_it(archive: Place) -> None:
    put(archive, A, apart=False)
    put(archive, C)
    before = f"related: [{C}]\n"
    put(archive, B, before, apart=False)
    lines = [line.strip() for line in only(archive).help.split("\n") if line.startswith(" ")]
    assert lines == [f"related: [{C}, {A}]", f"variant_of: {A}"]
    for line in lines:
        put(archive, B, (before if "variant" in line else "") + line + "\n", apart=False)
        assert reported(archive) == []
    put(archive, B, before, apart=False)
    finding = only(archive)
    (comment,) = re.findall("`(# .*)`", finding.help)
    lines = (archive.root / name(B)).read_text().splitlines(keepends=True)
    archive.put(name(B), "".join([*lines[: finding.span.line - 1], f"  {comment}\n", *lines[finding.span.line - 1 :]]))
    assert reported(archive) == []


@pytest.mark.parametrize(("first", "asked", "expected"), [(A, None, B), (A, A, B), (B, B, A), (B, None, A)])
def test_whoever_asks_learns_of_the_wire_published_last(
    first: str, asked: str | None, expected: str, archive: Place
) -> None:
    for wire_id in (A, B):
        put(archive, wire_id, f'published: "2026-06-0{1 + (wire_id != first)}T09:00:00Z"\n', apart=False)
    assert reported(archive, *([asked] if asked else [])) == [("same-incident", expected)]


def test_of_many_each_is_reported_once_of_the_first(archive: Place) -> None:
    for wire_id in (A, B, C, D):
        put(archive, wire_id, apart=False)
    assert sorted(reported(archive)) == sorted(("same-incident", wire_id) for wire_id in (B, C, D))
    assert {finding.related[0].file for finding in findings(archive)} == {name(A)}


def test_of_several_that_share_something_the_first_is_shown(archive: Place) -> None:
    put(archive, A, "external_ids: {aiid: 7}\n")
    put(archive, C, 'title: "ChatGPT told it twice"\n')
    put(archive, B, f'external_ids: {{aiid: 7}}\ntitle: "ChatGPT told it twice"\nvariant_of: {D}\n')
    put(archive, D)
    finding = only(archive)
    assert (finding.file, finding.related[0].file) == (name(B), name(A))
    assert "both have `aiid: 7`." in finding.note
    assert "variant_of" not in finding.help


def test_a_group_linked_within_but_not_to_the_first_is_reported_once(archive: Place) -> None:
    put(archive, A, apart=False)
    put(archive, B, f"related: [{C}]\n", apart=False)
    put(archive, C, apart=False)
    assert reported(archive) == [("same-incident", C)]


def test_a_link_to_a_bystander_settles_nothing(archive: Place) -> None:
    put(archive, D)
    put(archive, A, f"related: [{D}]\n", apart=False)
    put(archive, B, f"related: [{D}]\n", apart=False)
    assert reported(archive) == [("same-incident", B)]


@pytest.mark.parametrize("snippet", ["title: [\n", "status: publishd\n", "id: nonsense\n", RETRACTED])
def test_a_wire_that_is_unsound_or_withdrawn_is_compared_with_none(snippet: str, archive: Place) -> None:
    put(archive, A, apart=False)
    put(archive, B, snippet, apart=False)
    assert "same-incident" not in {rule for rule, _ in reported(archive)}


def test_two_files_with_one_id_are_one_finding(archive: Place) -> None:
    put(archive, A, apart=False)
    archive.put("incidents/2023/copy.yaml", merged("title: ChatGPT invented case law that lawyers filed\n"))
    assert {finding.rule for finding in findings(archive)} == {"duplicate-id"}


def test_wires_that_are_each_like_all_others_are_looked_into_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile request has wires that cite, two by two, pages that no third cites: all pairs are compared."""
    numbers = range(40)
    wires = tuple(
        IndexEntry(
            f"incidents/2023/{number:02}.yaml", id=str(number), status="published", occurred="2023-06-22",
            systems=f"Model {number}", words="\n".join(f"Word{number}x{index}" for index in range(20)),
            url_keys="\n".join(f"{min(number, other)} {max(number, other)}" for other in numbers if other != number),
        )
        for number in numbers
    )  # fmt: skip
    looked_at: list[str] = []
    monkeypatch.setattr(likeness, "beginning", lambda word: (looked_at.append(word), word)[1])
    assert list(run("same-incident", *wires)) == []
    assert len(looked_at) == 40 * (2 + 20), "each word of each wire, and not again in each of 780 pairs"


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two wires are told to look like one incident; they share nothing but what these facts say."""
    both = [
        IndexEntry(wire_id, wire_id, "2026-06-01T09:00:00Z", status="published", title=wire_id, **facts)
        for wire_id, facts in ((A, one), (B, other))
    ]
    return bool(list(run("same-incident", *both)))


PARTIAL = st.builds(
    lambda year, month, day, length: f"{year}-{month:02}-{day:02}"[:length],
    st.integers(2022, 2024), st.integers(1, 12), st.integers(1, 28), st.sampled_from([4, 7, 10]),
)  # fmt: skip


@given(PARTIAL, PARTIAL)
def test_dates_count_as_all_days_that_they_may_mean(one: str, other: str) -> None:
    first, second = bounds(one), bounds(other)
    assert first and second
    month = timedelta(days=31)
    near = first[0] <= second[1] + month and second[0] <= first[1] + month
    shared = {"providers": "OpenAI", "url_keys": url_key("https://news.example/a")}
    assert same(shared | {"occurred": one}, shared | {"occurred": other}) == near


@given(st.sets(st.sampled_from(["url", "provider", "date"])), st.sampled_from([["a"], ["a", "b"], ["c", "b", "a"]]))
def test_one_shared_address_counts_only_with_provider_and_date(shared: set[str], paths: list[str]) -> None:
    def facts(number: int) -> dict[str, Any]:
        return {
            "providers": "OpenAI" if "provider" in shared or number else "Google",
            "occurred": "2024-05-01" if "date" in shared or number else "2024-06-02",
            "url_keys": "\n".join(
                url_key(f"https://news{0 if 'url' in shared else number}.example/{path}") for path in paths
            ),
        }

    assert same(facts(0), facts(1)) == ("url" in shared and (len(paths) > 1 or shared == {"url", "provider", "date"}))


def test_an_archive_in_which_all_share_one_address_has_no_finding(archive: Place) -> None:
    for number, wire_id in enumerate((A, B, C, D)):
        put(archive, wire_id, f'occurred: "2022-0{2 * number + 1}-01"\n')
    assert reported(archive) == []


REPORTED = {
    "occurred": "2024-05-10",
    "providers": "OpenAI",
    "systems": "ChatGPT",
    "words": "moffatt\nbereavement\nfares",
}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, True),
        ({"words": "moffatt\nbereaved\nfare"}, True),  # with other endings
        ({"words": "moffatt\nbereavement\nhotel"}, False),
        ({"occurred": "2024-05-17"}, True),
        ({"occurred": "2024-05-18"}, False),  # more than a week apart: three words are too few
        ({"occurred": "2024"}, False),
        ({"providers": "unknown"}, True),  # the product is the same
        ({"providers": "unknown", "systems": "ChatGPT 4 for airlines"}, True),
        ({"providers": "unknown", "systems": "Chat"}, False),
        ({"providers": "unknown", "systems": "unknown"}, False),
        ({"providers": "unknown", "systems": "ChatGPT of an airline, mobile"}, True),
    ],
)
def test_rare_words_count_beside_a_name_and_days_that_are_near(other: dict[str, Any], expected: bool) -> None:
    assert same(REPORTED, REPORTED | other) == expected


def test_one_rare_word_in_both_titles_is_enough_on_one_day() -> None:
    def found(day: str, *titles: str) -> int:
        facts: dict[str, Any] = REPORTED | {"status": "published", "words": "genocide"}
        days = [REPORTED["occurred"], *[day] * (len(titles) - 1)]
        wires = (
            IndexEntry(str(at), str(at), title=title, **facts | {"occurred": days[at]})
            for at, title in enumerate(titles)
        )
        return len(list(run("same-incident", *wires)))

    assert found("2024-05-10", "a bot spoke of genocide", "claims of a genocide") == 1
    assert found("2024-05-10", "a bot spoke of genocide", "claims of crimes") == 0
    assert found("2024-05-11", "a bot spoke of genocide", "claims of a genocide") == 0
    assert found("2024-05-10", *(f"genocide {number}" for number in range(4))) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"occurred": "2024-06-10"},
        {"providers": "unknown", "systems": ""},
    ],
)
def test_more_rare_words_make_up_for_what_is_not_known(other: dict[str, Any]) -> None:
    words = {"words": REPORTED["words"] + "\ntribunal\nrefund"}
    assert same(REPORTED | words, REPORTED | words | other)
    assert not same(REPORTED | words, REPORTED | words | other | {"occurred": "2024-06-11"})


FAR = {"occurred": "2023-03-01", "providers": "OpenAI", "words": "Moffatt\nCastel\nbereavement\nfares"}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, True),
        ({"occurred": "2020"}, True),
        ({"words": "Moffatt\n1461"}, False),
        ({"words": "Moffatt\nbereavement\nfares"}, False),  # two of them are no names
        ({"words": "moffatt\ncastel"}, False),  # nor is what another text does not write as a name
        ({"providers": "Google"}, False),
    ],
)
def test_names_of_few_wires_count_on_days_that_are_far_apart(other: dict[str, Any], expected: bool) -> None:
    assert same(FAR | {"occurred": "2024-06-22"}, FAR | other) == expected


def test_more_names_make_up_for_a_provider_that_is_not_known() -> None:
    unknown = FAR | {"providers": "unknown", "words": "Moffatt\nCastel\n1461\nAvianca"}
    assert same(unknown | {"occurred": "2024-06-22"}, unknown)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {"language": "de"}, True),
        ({}, {"language": "de", "words": "moffatt"}, True),
        ({}, {"language": "de", "words": "moffatt", "occurred": "2024-05-11"}, False),
        ({}, {"language": "de", "words": "moffatt\nfares", "occurred": "2024-05-31"}, True),
        ({}, {"language": "de", "words": ""}, True),  # on one day the name is enough
        ({}, {"language": "de", "words": "", "occurred": "2024-05-11"}, False),
        ({}, {"words": ""}, False),  # and only in two languages
        ({}, {"language": "de", "providers": "unknown", "systems": "unknown"}, False),
        ({"language": "de"}, {"language": "de"}, False),  # ordinary words are not known there
    ],
)
def test_two_languages_share_only_names(one: dict[str, Any], other: dict[str, Any], expected: bool) -> None:
    assert same(REPORTED | one, REPORTED | other) == expected


def test_a_name_that_many_wires_carry_says_nothing_in_two_languages() -> None:
    def found(others: int) -> bool:
        facts: dict[str, Any] = REPORTED | {"status": "published", "words": ""}
        days = ["2024-05-10", *(f"2019-{number + 1:02}-01" for number in range(others)), "2024-05-10"]
        wires = [
            IndexEntry(str(at), str(at), title=str(at), **facts | {"occurred": day}) for at, day in enumerate(days)
        ]
        return bool(list(run("same-incident", *wires[:-1], wires[-1]._replace(language="fr"))))

    assert (found(4), found(5)) == (True, False)


@pytest.mark.parametrize(
    ("shipped", "snippet", "body"),
    [
        (  # by the day of the order, where the other bears that of the filing
            "01H3G6D60088JDPVJMJQV9BE1W",
            "occurred: '2023-06-22'\nproviders: [OpenAI]\nsystems: [ChatGPT]\n",
            "In the case against Avianca, Judge Castel of New York fined two lawyers for citing Varghese [S1].",
        ),
        (
            "01HPJEKH00VNYQGT3ZJACN1J7B",
            "occurred: '2024-02-14'\nproviders: [unknown]\nsystems: [Air Canada chatbot]\n",
            "A tribunal of British Columbia sided with Jake Moffatt against the airline [S1].",
        ),
        (
            "01J6TJWQ000J5N23Z4A75EFN94",
            "occurred: '2024-09-03'\nproviders: [Clearview AI]\nsystems: [Clearview]\nlanguage: fr\n",
            "L'autorit\u00e9 n\u00e9erlandaise a inflig\u00e9 une amende de 30,5 millions d'euros [S1].",
        ),
        (
            "01J5Y8GT00GXK6P0RNHT7ZZ3ES",
            "occurred: '2024-08'\nproviders: [Microsoft]\nsystems: [Copilot]\nlanguage: de\n",
            "Das System nannte den Gerichtsreporter Bernklau aus T\u00fcbingen einen Straft\u00e4ter [S1].",
        ),
    ],
)  # fmt: skip
def test_a_wire_of_this_archive_reported_anew_is_found(shipped: str, snippet: str, body: str) -> None:
    own = f'id: {NOBODY}\ntitle: "Told anew"\nexternal_ids: {{}}\nbody: "{body}"\n{snippet}'
    files = [Source(name(NOBODY), merged(own).encode())]
    files += [Source(path.name, path.read_bytes()) for path in sorted((REPOSITORY / "incidents").rglob("*.yaml"))]
    entries = [index_entry(read_wire(file)) for file in files]
    assert [(hit, violation.related[0][0].file) for hit, violation in run("same-incident", *entries)] in (
        [(name(NOBODY), f"{shipped}.yaml")],
        [(f"{shipped}.yaml", name(NOBODY))],
    )


def test_two_signs_of_a_script_without_spaces_are_half_a_word() -> None:
    pairs = [chr(0x4E00 + 2 * number) + chr(0x4E01 + 2 * number) for number in range(9)]
    found = [
        same(both, both)
        for count in (8, 9)
        for both in [REPORTED | {"language": "zh", "words": "\n".join(pairs[:count])}]
    ]
    assert found == [False, True]


@pytest.mark.parametrize(("wires", "most"), [(20, 3), (120, 6), (240, 12), (400, 12)])
def test_a_word_that_many_wires_hold_says_nothing(wires: int, most: int) -> None:
    def found(count: int) -> int:
        facts: dict[str, Any] = REPORTED | {"status": "published", "published": "2026-06-01T09:00:00Z"}
        ids = [f"{number:05}" for number in range(wires)]
        reported = (
            IndexEntry(wire_id, wire_id, title=wire_id, **facts | ({} if at < count else {"words": wire_id}))
            for at, wire_id in enumerate(ids)
        )
        return len(list(run("same-incident", *reported)))

    assert (found(most), found(most + 1)) == (most - 1, 0)


def test_names_of_months_name_no_incident() -> None:
    assert list(identifying_words("In July and September two lawyers from Fredonia", "en", ())) == ["fredonia"]


def test_an_address_that_a_third_wire_cites_says_nothing() -> None:
    facts: dict[str, Any] = {"status": "published", "occurred": "2024-05-10", "providers": "OpenAI"}
    key = url_key("https://news.example/a")

    def found(*days: str) -> int:
        wires = (IndexEntry(day, day, title=day, **facts | {"occurred": day, "url_keys": key}) for day in days)
        return len(list(run("same-incident", *wires)))

    assert (found("2024-05-10", "2024-05-12"), found("2024-05-10", "2024-05-12", "2019-01-01")) == (1, 0)


ARTICLE = "https://www.herald-sample.com/2024/05/10/bereavement-fares"


@pytest.mark.parametrize(
    "address",
    [
        ARTICLE.replace("www.", "m."),
        ARTICLE.replace("www.", "amp."),
        ARTICLE.replace("www.", "mobile."),
        ARTICLE.replace("/2024", "/amp/2024"),
        f"{ARTICLE}/amp/",
        f"{ARTICLE}.amp.html",
        f"{ARTICLE}?amp",
        f"{ARTICLE}?outputType=amp",
        f"{ARTICLE}?ref=share#comments",
        f"{ARTICLE}?share=twitter&utm_source=x",
        "https://www-herald--sample-com.cdn.ampproject.org/c/s/www.herald-sample.com/2024/05/10/bereavement-fares",
        "https://www.google.com/amp/s/amp.herald-sample.com/2024/05/10/bereavement-fares",
    ],
)
def test_amp_mobile_and_shared_addresses_are_the_articles_own(address: str) -> None:
    assert url_key(address) == url_key(ARTICLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ARTICLE, f"{ARTICLE}-2"),
        ("https://code.example/a/blob/x?ref=main", "https://code.example/a/blob/x?ref=v2"),
        ("https://news.example/story?id=1", "https://news.example/story?id=2"),
        ("https://news.example/amp", "https://news.example/"),
        ("https://m.example", "https://amp.example"),
        ("https://fr.wikipedia.org/wiki/AMP", "https://en.wikipedia.org/wiki/AMP"),
    ],
)
def test_another_page_is_another_address(one: str, other: str) -> None:
    assert same_page(one) != same_page(other)


def test_a_home_page_names_no_incident() -> None:
    assert url_key("https://www.herald-sample.com/") == "" != url_key("https://www.herald-sample.com/?p=3")


def test_wires_that_share_many_rare_words_take_no_time() -> None:
    """As many words as a wire can have in the index, each shared by as many wires as a rare word may be."""
    facts: dict[str, Any] = {"status": "published", "occurred": "2024-05-10", "providers": "unknown"}
    wires = [
        IndexEntry(
            str(number),
            str(number),
            title=str(number),
            **facts,
            words="\n".join(f"{number // 12}-{at}" for at in range(200)),
        )
        for number in range(1200)
    ]
    with within(20):
        assert len(list(run("same-incident", *wires))) == 1100


def test_many_alike_take_no_time_and_the_report_is_no_longer_than_the_archive() -> None:
    count = 3000
    alike: dict[str, Any] = {
        "status": "published",
        "published": "2026-06-01T09:00:00Z",
        "title": "t",
        "occurred": "2024",
    }
    addresses = "\n".join(url_key(f"https://news.example/{number}") for number in range(3))
    wires = [
        IndexEntry(
            f"{number:05}", f"{number:05}", providers="OpenAI", url_keys=addresses, external_ids="aiid\t1", **alike
        )
        for number in range(count)
    ]
    with within(20):
        hits = list(run("same-incident", *wires))
    assert len(hits) == count - 1
    assert {hit.related[0][0].file for _, hit in hits} == {"00000"}


# ---------------------------------------------------------------- one severity, one list of codes

SEVERITIES = (REPOSITORY / "schema/severities.yaml").read_bytes()
EIGHT = [f"01H3G6D6000000000000000{number:03}" for number in range(8)]
VARIED = {"severity": ["SEV-3", "SEV-4"], "codes": ['["mit:3.1"]', '["mit:5.1"]']}


def put_eight(archive: Place, kept: str, last: str = "") -> None:
    """Eight wires that differ in severity or codes, but not in ``kept``; the fourth is published last."""
    for number, wire_id in enumerate(EIGHT):
        varied = "".join(f"{key}: {values[number % 2]}\n" for key, values in VARIED.items() if key != kept)
        day = 20 if number == 3 else number + 1
        put(archive, wire_id, f'{varied}published: "2026-06-{day:02}T09:00:00Z"\n' + (last if number == 7 else ""))


@pytest.mark.parametrize(
    ("key", "value"), [("severity", "`SEV-3`"), ("codes", "`mit:3.1, mit:5.1`")], ids=["severity", "codes"]
)
def test_uniformity_is_reported_once_of_the_wire_published_last(key: str, value: str, archive: Place) -> None:
    put_eight(archive, key)
    finding = only(archive)
    assert (finding.rule, finding.level, finding.file) == (f"uniform-{key}", Level.WARNING, name(EIGHT[3]))
    assert "all 8 wires" in finding.message
    assert value in finding.message
    assert finding.span.line == line_of(archive, EIGHT[3], f"{key}:")
    assert "butfor review" in finding.help
    assert "guess" in finding.note
    assert reported(archive, EIGHT[0], EIGHT[5]) == []  # it is of no one wire


def test_a_wire_without_a_sound_severity_is_not_counted(archive: Place) -> None:
    put_eight(archive, "severity", 'severity: ""\n')
    assert reported(archive) == [("empty-field", EIGHT[7])]


def test_where_there_is_nothing_to_choose_nobody_failed_to(archive: Place) -> None:
    put_eight(archive, "severity")
    archive.put("schema/severities.yaml", "schema: 1\nlevels:\n  - {id: SEV-3, definition: The only level.}\n")
    assert reported(archive) == []
    put_eight(archive, "codes")
    archive.put("schema/severities.yaml", SEVERITIES)
    codes = "schema: 1\ntaxonomies:\n  - id: own\n    name: Own\n    reference: https://own.org\n    version: '1'\n"
    archive.put("schema/codes.yaml", codes + "    codes: [{id: X, label: The only one}]\n")
    for wire_id in EIGHT:
        text = (archive.root / name(wire_id)).read_text(encoding="utf-8")
        archive.put(name(wire_id), merged("codes: [X]\n", text))
    assert reported(archive) == []


# ---------------------------------------------------------------- published anew


SAME = (
    'rationale:\n  text: "Without ChatGPT there would have been nothing false to cite in either of the two courts{}"\n'
    '  basis: editor\n  by: "A. Editor"\n  date: "2026-05-20"\n  guide: v1\n'
)


def retracted_for(wire_id: str) -> str:
    return RETRACTED.replace("Editor}", f"Editor, replaced_by: {wire_id}}}")


@pytest.mark.parametrize("end", [".", ", says the judge."])
def test_what_stands_instead_of_a_retracted_wire_may_say_the_same(end: str, archive: Place) -> None:
    put(archive, A, SAME.format(".") + retracted_for(B))
    put(archive, B, SAME.format(".") + retracted_for(C))
    put(archive, C, SAME.format(end) + f"related: [{A}, {B}]\n")
    assert reported(archive) == []


@pytest.mark.parametrize("end", [".", ", says the judge."])
def test_what_only_names_a_retracted_wire_may_not_say_the_same(end: str, archive: Place) -> None:
    put(archive, A, SAME.format(".") + retracted_for(B))
    put(archive, B, "related: []\n")
    put(archive, C, SAME.format(end) + f'related: [{A}]\npublished: "2026-06-03T09:00:00Z"\n')
    assert sorted(reported(archive)) == [("retracted-related", C), ("same-rationale", C)]


def test_replacements_in_a_cycle_end(archive: Place) -> None:
    put(archive, A, SAME.format(".") + retracted_for(B))
    put(archive, B, SAME.format(".") + retracted_for(A))
    assert {rule for rule, _ in reported(archive)} == {"variant-cycle"}
