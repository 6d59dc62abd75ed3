"""Templates: what a policy writes instead of regular expressions, and how quickly they are matched."""

import re

import pytest

from butfor.model.types import COPY_ADDRESS, ID_ADDRESS, ID_FORM
from butfor.text.templates import filled_in, parsed, portable_pattern
from robustness.checking import within


@pytest.mark.parametrize(
    ("template", "text", "pieces"),
    [
        ("CVE-{year}-{digits}", "CVE-2023-0028", {"year": "2023", "digits": "0028"}),
        ("CVE-{year}-{digits}", "CVE-2023-0028\n", None),
        ("CVE-{year}-{digits}", " CVE-2023-0028", None),
        ("{number}", "0", None),
        ("{number}", "٥", None),
        ("{year}-{slug}", "2025-a-b", {"year": "2025", "slug": "a-b"}),
        ("{year}-{slug}", "2025-a/b", None),
        ("a.b-{digits}", "axb-1", None),
        ("{digits}.{digits}", "1.2", {"digits": "1"}),
    ],
)
def test_a_text_has_the_form_or_has_not(template: str, text: str, pieces: dict[str, str] | None) -> None:
    assert parsed(template, text) == pieces
    assert (re.search(f"^(?:{portable_pattern(template)})\\Z", text) is not None) == (pieces is not None)


def test_pieces_are_filled_in() -> None:
    assert filled_in("https://a.example/{year}/{id}#{id}", {"year": "2023", "id": "x"}) == "https://a.example/2023/x#x"


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (
            ID_FORM,
            ["{number}", "A-{year}:{slug}_{digits}"],
            ["", "fixed", "{id}", "{url}", "{slug}" * 4, "(a+)+", "a b{number}"],
        ),
        (
            ID_ADDRESS,
            ["https://a.example/", "https://a.example/x?id={id}#{year}"],
            ["https://{id}.example/", "http://a.example/{id}", "https://a.example", "https://a@b.example/{id}"],
        ),
        (
            COPY_ADDRESS,
            ["a.example/{id}", "web.a.example/web/{date}/{url}"],
            ["a.example", "a.example/", "{id}", "a.example/{url}", "a.example/{date}", "https://a.example/{id}"],
        ),
    ],
)
def test_what_a_policy_may_write(pattern: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not re.search(pattern, text)] == []
    assert [text for text in bad if re.search(pattern, text)] == []


def test_no_form_takes_long() -> None:
    with within(20):
        for form in ("{slug}{slug}{slug}", "{digits}{digits}{number}"):
            for sign in "1a-":
                assert parsed(form, sign * 5_000 + "!") is None
                assert parsed(form, sign * 200 + "!") is None
