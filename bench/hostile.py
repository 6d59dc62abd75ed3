"""A pull request of 1,000 files, each as slow as we know how to make one: how long the check takes, and who is slowest.

    python bench/hostile.py [COUNT] [--alone | --fix | --pages] [--slowest 12]

Every kind of worst case, of one wire and of two versions of one, is first judged alone, in this process; then COUNT of
them, in turn, come as one pull request to a real repository, and the real command line checks it as CI does. --alone
leaves the pull request out. --fix works out all fixes of each kind instead, as `butfor fix --unsafe` does; --pages
makes all that readers see of each kind that can be read whole. Exit 1 if one file takes longer than its limit, the
request longer than `PER_FILE` seconds for each file, or the command says anything but "findings".
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from butfor.edit.fix import plan
from butfor.files.tree import MAX_BYTES
from ground import LIMIT, NAME, WIRE, Ground, TooSlowError, judge_wire, show_wire, timed

SECOND_OPINION = 64 * 1024  # bytes; texts up to here may be read by the slower parser too
FIX = 60.0
"""Seconds of processor time that working out all fixes of one file may take."""
PAGES = 20.0
"""Seconds of processor time that all forms of one wire may take: for a terminal, Markdown, HTML, its page."""
PER_FILE = 2.0
"""Seconds of wall time that each file of a hostile request may cost, on two processors."""

CASES: dict[str, Callable[[], bytes]] = {}
"""Every kind of worst case: its name, and what makes the bytes."""


def case(make: Callable[[], str | bytes]) -> Callable[[], str | bytes]:
    """Register a worst case by its function's name; cut to the largest size that is read."""

    def cut() -> bytes:
        made = make()
        data = made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
        if isinstance(made, bytes) or len(data) <= MAX_BYTES:
            return data
        return data[:MAX_BYTES].decode("utf-8", "ignore").encode()

    CASES[make.__name__.replace("_", " ")] = cut
    return make


def times(piece: str, size: int = MAX_BYTES) -> str:
    """As many pieces as fit into ``size`` bytes."""
    return piece * (size // len(piece.encode()))


def wire(size: int = MAX_BYTES, **fields: str) -> str:
    """The good wire with some fields written otherwise, each given as all its lines."""
    blocks: dict[str, str] = {}
    key = ""
    for line in WIRE.splitlines(keepends=True):
        if line[:1].isalpha():
            key = line.partition(":")[0]
        blocks[key] = blocks.get(key, "") + line
    return "".join((blocks | fields).values())


ROOM = MAX_BYTES - len(WIRE.encode()) - 200


def body(text: str) -> str:
    """The good wire with this body, its lines indented."""
    lines = "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
    return wire(body=f"body: |\n{lines}\n")


def line_of_body(piece: str, room: int = ROOM) -> str:
    """A body of one line, which is pieces in a row."""
    return body(times(piece, room))


def lines_of_body(piece: str, room: int = ROOM) -> str:
    """A body of many lines."""
    return body((piece + "\n") * (room // (len(piece.encode()) + 3)))


def paragraphs(piece: str, room: int = ROOM) -> str:
    """A body of many paragraphs."""
    return body((piece + "\n\n") * (room // (len(piece.encode()) + 4)))


def source(number: int, **fields: str) -> str:
    """One source."""
    host = f"h{number}"
    known = {"id": f"S{number}", "url": f"https://www.{host}.example/a", "publisher": f"Paper {number}",
             "kind": "news", "title": f"Title {number}"} | fields  # fmt: skip
    first, *rest = [f"{key}: {value}" for key, value in known.items()]
    return f"  - {first}\n" + "".join(f"    {line}\n" for line in rest)


def sources(count: int, **fields: Callable[[int], str]) -> str:
    """The good wire with many sources."""
    made = "".join(source(n, **{key: of(n) for key, of in fields.items()}) for n in range(1, count + 1))
    return wire(sources=f"sources:\n{made}")


# -- what the parser sees --------------------------------------------------------------------------------------------


@case
def brackets() -> str:
    return times("[")


@case
def braces_with_keys() -> str:
    return times("{a: ")


@case
def dashes_in_one_line() -> str:
    return times("- ")


@case
def stairs_of_blocks() -> str:
    return "".join(" " * depth + "a:\n" for depth in range(700))


@case
def depth_of_31_again_and_again() -> str:
    return "x_a:\n" + times("- " + "[" * 28 + "]" * 28 + "\n", ROOM)


@case
def brackets_for_the_second_parser() -> str:
    return "x_a: \t" + times("[", SECOND_OPINION - 10)


@case
def list_for_the_second_parser() -> str:
    return wire() + "x_a: \t[" + times("a,", SECOND_OPINION - 5000) + "]\n"


@case
def mappings_for_the_second_parser() -> str:
    return wire() + 'x_a: "\t"\nx_b:\n' + times("  - {a: 1, b: 2}\n", SECOND_OPINION - 5000)


@case
def quotes_for_the_second_parser() -> str:
    return wire() + 'x_a: "\t"\nx_b: "' + times("\\n", SECOND_OPINION - 5000) + '"\n'


@case
def folded_lines_for_the_second_parser() -> str:
    return wire() + 'x_a: "\t"\nx_b: >\n' + times("  a\n", SECOND_OPINION - 5000)


@case
def blank_lines_for_the_second_parser() -> str:
    return wire() + 'x_a: "\t' + times("\n", SECOND_OPINION - 5000) + '"\n'


@case
def plain_lines_for_the_second_parser() -> str:
    return wire() + 'x_a: "\t"\nx_b: a\n' + times("  a\n", SECOND_OPINION - 5000)


@case
def comments_for_the_second_parser() -> str:
    return wire() + 'x_a: "\t"\n' + times("#\n", SECOND_OPINION - 5000)


@case
def keys_for_the_second_parser() -> str:
    return wire() + 'x_a: "\t"\n' + "".join(f"x{n}: 1\n" for n in range(6000))


@case
def possible_keys_for_the_second_parser() -> str:
    return 'x_a: "\t"\n? ' + times("[? ", SECOND_OPINION - 100)


@case
def tabs() -> str:
    return times("\t", SECOND_OPINION)


@case
def tabs_after_a_key() -> str:
    return "title:" + times("\t", SECOND_OPINION - 10)


@case
def tabs_everywhere() -> str:
    return times("a:\t1\n", SECOND_OPINION)


@case
def blanks_and_an_error() -> str:
    return "a: b: " + times(" ", MAX_BYTES - 20) + "c\n"


@case
def open_quotes() -> str:
    return times('a: "\n')


@case
def escapes_in_an_open_quote() -> str:
    return 'title: "' + times("\\\\", MAX_BYTES - 10)


@case
def lines_before_an_error() -> str:
    return times('a: "b"\n', MAX_BYTES - 10) + "]"


@case
def quoted_words_and_an_error() -> str:
    return "title: " + times("'a' ", MAX_BYTES - 10)


@case
def many_documents() -> str:
    return times("---\n")


@case
def anchors() -> str:
    return "x_a: [" + times("&a b, ") + "]"


@case
def aliases() -> str:
    return "x_a: &a b\nx_b: [" + times("*a, ") + "]"


@case
def tags() -> str:
    return "x_a: [" + times("!!str a, ") + "]"


@case
def long_tag() -> str:
    return "x_a: !<" + times("a") + "> b"


@case
def directives() -> str:
    return times("%A B\n")


@case
def control_characters() -> str:
    return times("\x01")


@case
def unicode_controls() -> str:
    return times("\u0085")


@case
def carriage_returns() -> str:
    return times("\r")


@case
def two_byte_letters() -> str:
    return line_of_body("é")


@case
def bytes_that_are_no_text() -> bytes:
    return b"\xff" * MAX_BYTES


@case
def more_than_is_read() -> bytes:
    return b"a: b\n" * MAX_BYTES


# -- scalars and keys ------------------------------------------------------------------------------------------------


@case
def one_number() -> str:
    return "schema: " + times("9")


@case
def numbers_of_400_digits() -> str:
    return wire() + "x_a: [" + times("9" * 400 + ", ", ROOM) + "]\n"


@case
def hex_numbers() -> str:
    return wire() + "x_a: [" + times("0x" + "f" * 390 + ", ", ROOM) + "]\n"


@case
def float_exponents() -> str:
    return wire() + "x_a: [" + times("1e-999, ", ROOM) + "]\n"


@case
def base_sixty() -> str:
    return wire() + "x_a: 1" + times(":1", ROOM) + "\n"


@case
def underscores_in_a_number() -> str:
    return wire() + "x_a: 1" + times("_", ROOM) + "x\n"


@case
def plain_scalars_like_dates() -> str:
    return wire() + "x_a: [" + times("2024-01-01, ", ROOM) + "]\n"


@case
def infinities() -> str:
    return wire() + "x_a: [" + times(".inf, ", ROOM) + "]\n"


@case
def nulls() -> str:
    return wire() + "x_a: [" + times("~, ", ROOM) + "]\n"


@case
def unknown_keys() -> str:
    return wire() + "".join(f"k{n}: 1\n" for n in range(24_000))


@case
def keys_like_known_ones() -> str:
    return wire() + "".join(f"severity{n}: 1\n" for n in range(15_000))


@case
def extension_keys() -> str:
    return wire() + "".join(f"x_{n}: 1\n" for n in range(22_000))


@case
def one_key_again_and_again() -> str:
    return wire() + times("x: 1\n", ROOM)


@case
def hash_of_one_key_with_long_names() -> str:
    return wire() + "".join(f"x_{'a' * 1000}{n}: 1\n" for n in range(250))


@case
def key_of_full_size() -> str:
    return "? " + times("k", MAX_BYTES - 20) + "\n: 1\n"


@case
def external_ids() -> str:
    return wire(external_ids="external_ids:\n" + "".join(f"  k{n}: {n}\n" for n in range(16_000)))


@case
def external_ids_of_the_wrong_kind() -> str:
    return wire(external_ids="external_ids:\n" + "".join(f"  k{n}: []\n" for n in range(16_000)))


@case
def lists_of_the_wrong_length() -> str:
    return wire(related="related: [" + times("01H3G6D60088JDPVJMJQV9BE1W, ", ROOM) + "]\n")


@case
def codes_without_end() -> str:
    return wire(codes="codes: [" + ", ".join(f"c{n}" for n in range(30_000)) + "]\n")


@case
def sources_that_are_words() -> str:
    return wire(sources="sources: [" + times("a, ", ROOM) + "]\n")


@case
def sources_with_unknown_fields() -> str:
    return wire(sources="sources:\n" + times("  - {idd: S1, ur: a, publishr: b}\n", ROOM))


@case
def corrections_that_lack_all() -> str:
    return wire() + "corrections:\n" + times("  - {}\n", ROOM)


@case
def placeholders() -> str:
    return (
        wire()
        + "corrections:\n"
        + "".join(
            '  - {date: "2026-06-02", type: update, fields: [title], was: TODO, now: TODO, reason: TODO, by: TODO}\n'
            for _ in range(500)
        )
    )


@case
def placeholder_of_marks() -> str:
    return body(times("-", ROOM))


@case
def brackets_of_a_placeholder() -> str:
    return line_of_body("[S1]")


# -- texts -----------------------------------------------------------------------------------------------------------


@case
def one_word() -> str:
    return line_of_body("a")


@case
def blanks() -> str:
    return body("a" + times(" ", ROOM) + "b [S1][S2][S3]")


@case
def blank_lines_with_tabs() -> str:
    return lines_of_body(" \t", SECOND_OPINION - 3000)


@case
def trailing_blanks() -> str:
    return lines_of_body("a  [S1] ")


@case
def paragraphs_without_citation() -> str:
    return paragraphs("Hm.")


@case
def citations() -> str:
    return line_of_body("[S1]")


@case
def citations_of_nothing() -> str:
    return body("".join(f"[S{n % 999 + 1}]" for n in range(ROOM // 7)))


@case
def malformed_citations() -> str:
    return body("".join(f"[{n % 999 + 1}] " for n in range(ROOM // 6)))


@case
def citations_in_one_bracket() -> str:
    return line_of_body("[S1, S2-S999] ")


@case
def dashes_in_a_citation() -> str:
    return body("[1" + times("-1", ROOM - 20) + "]")


@case
def open_brackets() -> str:
    return line_of_body("[")


@case
def open_citations() -> str:
    return line_of_body("[S1")


@case
def links() -> str:
    return line_of_body("](")


@case
def links_around_citations() -> str:
    return line_of_body("[[S1]](a)")


@case
def citations_before_text() -> str:
    return line_of_body("[S1]" + "a" * 199)


@case
def definitions() -> str:
    return lines_of_body("[a]: b")


@case
def list_marks_before_a_definition() -> str:
    return line_of_body("- ")


@case
def numbered_marks_before_a_definition() -> str:
    return line_of_body("1. ")


@case
def quote_marks() -> str:
    return line_of_body("> ")


@case
def quote_marks_on_lines() -> str:
    return lines_of_body(">")


@case
def code_spans() -> str:
    return body(" ".join("`" * n for n in range(1, 720)))


@case
def backticks() -> str:
    return line_of_body("` ")


@case
def fences() -> str:
    return lines_of_body("```")


@case
def fences_of_two_kinds() -> str:
    return lines_of_body("```\n  ~~~")


@case
def open_fence() -> str:
    return body("```\n" + "a\n" * (ROOM // 4))


@case
def comments_that_never_end() -> str:
    return line_of_body("<!--")


@case
def tags_that_never_end() -> str:
    return line_of_body("<a ")


@case
def tag_with_blanks() -> str:
    return body(("<a" + " " * 299) * (ROOM // 301))


@case
def entities() -> str:
    return body("".join(f"&#{n};" for n in range(100, 30_000)))


@case
def headings() -> str:
    return paragraphs("# a")


@case
def rules_and_underlines() -> str:
    return lines_of_body("* * * * * * * * * * * * * * * * * * * * x")


@case
def mails() -> str:
    return line_of_body("a@b.co ")


@case
def mails_that_are_none() -> str:
    return line_of_body("a" * 64 + "@" + "a." * 8)


@case
def at_signs() -> str:
    return line_of_body("@")


@case
def mail_of_dots() -> str:
    return line_of_body("a.")


@case
def phones() -> str:
    return line_of_body("+1 555 555 5555 ")


@case
def phones_that_are_none() -> str:
    return line_of_body("+1 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5 5")


@case
def digits() -> str:
    return line_of_body("1-")


@case
def words_of_time() -> str:
    return line_of_body("yesterday ")


@case
def dates_in_words() -> str:
    return line_of_body("1 March 2024 ")


@case
def invisible_characters() -> str:
    return line_of_body("a\u200b")


@case
def bidi_controls() -> str:
    return line_of_body("\u202e")


@case
def bidi_isolates() -> str:
    return line_of_body("\u2067")


@case
def marks_of_direction() -> str:
    return line_of_body("a\u200f")


@case
def joiners() -> str:
    return line_of_body("\u200d")


@case
def tags_of_flags() -> str:
    return line_of_body("\U000e0061")


@case
def variation_selectors() -> str:
    return line_of_body("a\ufe0f")


@case
def combining_marks() -> str:
    return line_of_body("\u0301")


@case
def letters_with_marks() -> str:
    return line_of_body("a\u0301")


@case
def look_alikes() -> str:
    return line_of_body("pаypal ")


@case
def look_alike_words_all_different() -> str:
    return body(" ".join(f"а{n}b" for n in range(ROOM // 9)))


@case
def one_look_alike_word() -> str:
    return line_of_body("аb")


@case
def cyrillic_words() -> str:
    return body(" ".join(f"слово{n}" for n in range(ROOM // 17)))


@case
def wide_letters() -> str:
    return line_of_body("Ａ")


@case
def emoji() -> str:
    return line_of_body("😀")


@case
def ligatures_that_grow() -> str:
    return line_of_body("\ufdfa")


@case
def escapes_of_controls() -> str:
    return wire(body='body: "' + times("\\u202e", ROOM) + '"\n')


@case
def escapes() -> str:
    return wire(body='body: "' + times("\\x61", ROOM) + '"\n')


@case
def backslashes() -> str:
    return wire(body='body: "' + times("\\\\", ROOM) + '"\n')


@case
def single_quotes() -> str:
    return wire(body="body: '" + times("''", ROOM) + "'\n")


@case
def folded_lines() -> str:
    return wire(body="body: >\n" + times("  a\n", ROOM))


@case
def plain_lines() -> str:
    return wire(body="body: a\n" + times("  a\n", ROOM))


@case
def non_goal_words() -> str:
    return line_of_body("outage downtime ")


@case
def provider_names() -> str:
    return line_of_body("OpenA")


@case
def counterfactuals() -> str:
    text = times("had were if had not ", 4900)
    return wire(
        rationale=f'rationale:\n  text: "{text}"\n  basis: editor\n  by: A\n  date: "2026-05-20"\n  guide: v1\n'
    )


@case
def without_words() -> str:
    text = times("without a ", 4900)
    return wire(
        rationale=f'rationale:\n  text: "{text}"\n  basis: editor\n  by: A\n  date: "2026-05-20"\n  guide: v1\n'
    )


@case
def rationale_in_the_body() -> str:
    text = " ".join(f"w{n}" for n in range(900))[:4900]
    made = wire(
        rationale=f'rationale:\n  text: "{text}"\n  basis: editor\n  by: A\n  date: "2026-05-20"\n  guide: v1\n'
    )
    return made.replace("body: |\n", "body: |\n  " + times(text + " ", ROOM - 5200) + "\n")


# -- comments and waivers --------------------------------------------------------------------------------------------


@case
def comments() -> str:
    return wire() + times("#\n", ROOM)


@case
def waivers() -> str:
    return wire() + times("# butfor: ignore[unknown-code] -- no reason\n", ROOM)


@case
def waivers_of_many_rules() -> str:
    return wire() + "# butfor: ignore[" + times("unknown-code, ", ROOM) + "] -- no reason\n"


@case
def waivers_without_an_end() -> str:
    return wire() + times("# butfor: ignore[", ROOM) + "\n"


@case
def waivers_far_above_what_they_waive() -> str:
    return times("# butfor: ignore[unused]\n", 3000) + times("#\n", ROOM - 3000) + wire()


@case
def waivers_in_a_text() -> str:
    return lines_of_body("# butfor: ignore[unknown-code] -- a")


@case
def waivers_and_many_places() -> str:
    return times("# butfor: ignore[unknown-code] -- a\n", 4000) + wire() + "x_a:\n" + times("  - {a: 1}\n", ROOM - 4000)


@case
def butfor_in_a_text() -> str:
    return line_of_body("#butfor:")


@case
def blanks_in_a_waiver() -> str:
    return wire() + "#" + times(" ", ROOM - 100) + "butfor ignore\n"


@case
def words_cut_by_comments() -> str:
    return wire() + "".join(f"x_{n}: a #b\n" for n in range(15_000))


@case
def deviations() -> str:
    made = "".join(
        f'  - {{rule: too-few-sources, reason: "{"a" * 4000}", by: A, date: "2026-06-02", ledger: "{n}"}}\n'
        for n in range(50)
    )
    return wire() + "deviations:\n" + made


# -- lists of the format ---------------------------------------------------------------------------------------------


@case
def hundred_sources() -> str:
    return sources(100)


@case
def hundred_sources_of_one_publisher() -> str:
    return sources(100, publisher=lambda n: '"' + "A" * 2000 + '"')


@case
def circle_of_origins() -> str:
    return sources(100, origin=lambda n: f"S{n % 100 + 1}")


@case
def hundred_long_addresses() -> str:
    return sources(100, url=lambda n: f"https://www.h{n}.example/" + "a" * 2300)


@case
def address_of_dots() -> str:
    return sources(1, url=lambda n: "https://" + times("a.", ROOM - 500) + "com/")


@case
def address_of_dot_segments() -> str:
    return sources(1, url=lambda n: "https://a.example" + times("/a", ROOM // 3) + times("/..", ROOM // 2) + "/b")


@case
def address_of_parameters() -> str:
    return sources(1, url=lambda n: "https://a.example/?" + times("utm_a=1&", ROOM - 500))


@case
def addresses_of_parameters() -> str:
    return sources(100, url=lambda n: f"https://h{n}.example/?" + times("utm_a=1&", 2300))


@case
def address_of_at_signs() -> str:
    return sources(1, url=lambda n: "https://" + times("a@", ROOM - 500) + "b.example/")


@case
def address_of_percents() -> str:
    return sources(1, url=lambda n: "https://a.example/" + times("%41", ROOM - 500))


@case
def address_of_colons() -> str:
    return sources(1, url=lambda n: '"https://[' + times(":", ROOM - 500) + ']/"')


@case
def punycode() -> str:
    return sources(1, url=lambda n: "https://xn--" + times("a", ROOM - 500) + "-9a.example/")


@case
def punycode_labels() -> str:
    return sources(100, url=lambda n: "https://" + times("xn--80ak6aa92e.", 2200) + "com/")


@case
def letters_in_a_host() -> str:
    return sources(1, url=lambda n: "https://" + times("а", ROOM - 500) + ".example/")


@case
def host_of_many_letters() -> str:
    return sources(1, url=lambda n: "https://" + "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))) + ".example/")


@case
def hosts_of_many_letters() -> str:
    letters = "".join(map(chr, range(0x4E00, 0x4E00 + 120)))
    return sources(100, url=lambda n: f"https://{letters[: 40 + n // 5]}.{letters[60:]}{n}.example/")


@case
def idna_host() -> str:
    return sources(1, url=lambda n: "https://" + times("é", 60_000) + ".example/")


@case
def credentials_in_addresses() -> str:
    return sources(100, url=lambda n: f"https://h{n}.example/?" + times("token=abc123&", 2200))


@case
def five_hundred_corrections() -> str:
    return (
        wire()
        + "corrections:\n"
        + "".join(
            f'  - {{date: "2026-06-02", type: update, fields: [body, title, sources, rationale], was: "{"a " * 180}", '
            f'now: "{"b " * 20}", reason: r{n}, by: A}}\n'
            for n in range(500)
        )
    )


@case
def corrections_with_long_fields() -> str:
    return (
        wire()
        + "corrections:\n"
        + "".join(
            f'  - {{date: "2026-06-02", type: update, fields: [{"title, " * 50}title], was: a, now: b, '
            "reason: c, by: A}\n"
            for n in range(500)
        )
    )


@case
def conflicts() -> str:
    return (
        wire()
        + "conflicts:\n"
        + "".join(
            f'  - {{point: "{"a" * 100}", sources: [{", ".join(f"S{k % 999 + 1}" for k in range(800))}]}}\n'
            for n in range(50)
        )
    )


@case
def related_wires() -> str:
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    ids = ", ".join(f"01H3G6D600{letters[n // 32]}{letters[n % 32]}JDPVJMJQV9BE1W"[:26] for n in range(100))
    return wire(related=f"related: [{ids}]\n")


@case
def systems() -> str:
    return wire(systems="systems: [" + ", ".join(f'"{"a" * 4000}{n}"' for n in range(50)) + "]\n")


@case
def long_title() -> str:
    return wire(title='title: "' + times("a ", ROOM) + '"\n')


@case
def everything_at_once() -> str:
    words = "Hm yesterday. [1] a@b.co +1 555 555 5555 \u200b \u202e pаy &amp; <b> [S99] "
    made = sources(100, url=lambda n: f"http://u:p@h{n}.example/?utm_a=1&token=a", kind=lambda n: "newspaper")
    start = made.index("body: |")
    return made[:start] + "body: |\n" + (f"  {words}\n\n") * ((ROOM - start) // 110) + made[made.index("rationale:") :]


@case
def many_rules_at_once() -> str:
    words = "Hm yesterday. [1] a@b.co +1 555 555 5555 \u200b \u202e pаy &amp; <b> [S99] "
    made = sources(100, url=lambda n: f"https://u:p@h{n}.example/?utm_a=1&token=a")
    start = made.index("body: |")
    return made[:start] + "body: |\n" + (f"  {words}\n\n") * ((ROOM - start) // 110) + made[made.index("rationale:") :]


# -- two versions of one wire ----------------------------------------------------------------------------------------

Pair = tuple[str, str]
PAIRS: dict[str, Callable[[], tuple[bytes, bytes]]] = {}
"""Every kind of worst case of two versions: its name, and what makes the bytes of both."""


def pair(make: Callable[[], Pair]) -> Callable[[], Pair]:
    """Register one, as `case` does. What is too large would not be compared at all."""

    def made() -> tuple[bytes, bytes]:
        before, after = (text.encode() for text in make())
        assert max(len(before), len(after)) <= MAX_BYTES, make.__name__
        return before, after

    PAIRS[make.__name__.replace("_", " ")] = made
    return make


def entries(count: int, was: str = "a", now: str = "b", fields: str = "body", kind: str = "update") -> str:
    """So many corrections; in them ``#`` is the number of each."""
    one = f'{{date: "2026-06-02", type: {kind}, fields: [{fields}], was: "{was}", now: "{now}", reason: r#, by: A}}'
    return "corrections:\n" + "".join(f"  - {one.replace('#', str(number))}\n" for number in range(count))


def bodies(before: str, after: str, corrections: str = "") -> Pair:
    """Two wires with these bodies, a line each; the newer one has the corrections."""
    return body(before), body(after) + corrections


def row(word: str, count: int) -> str:
    """Many words that all differ."""
    return " ".join(f"{word}{number}" for number in range(count))


@pair
def corrections_in_another_order() -> Pair:
    first, *others = entries(500, "a" * 200, "b" * 200).splitlines(keepends=True)
    return wire() + first + "".join(others), wire() + first + "".join(others[::-1])


@pair
def twice_the_corrections() -> Pair:
    return wire() + entries(250, "a" * 190, "b" * 190), wire() + entries(500, "a" * 190, "b" * 190)


@pair
def corrections_of_a_body_of_paragraphs() -> Pair:
    return bodies("a [S1].\n\n" * 10_000 + "b", "a [S1].\n\n" * 10_000 + "c", entries(500))


@pair
def quotations_everywhere() -> Pair:
    text = times("a ", 70_000)
    return bodies(text + "b", text + "c", entries(400, "a b", "a c" + " " * 60) + entries(1, "a a", "a a")[13:])


@pair
def quotations_of_many_lengths() -> Pair:
    text = times("a ", 70_000)
    lengths = "".join(entries(1, "a " * n, "a " * n)[13:] for n in range(2, 250))
    return bodies(text + "b", text + "c", entries(1, "a b", "a c") + lengths)


@pair
def quotations_that_nearly_match() -> Pair:
    text = times("a ", 100_000)
    return bodies(text, text + "c", entries(400, "a " * 60 + "b", "a " * 60 + "d"))


@pair
def long_quotation_that_nearly_matches() -> Pair:
    return bodies("a" * 60_000, "a" * 60_000 + "c", entries(2, "a" * 30_000 + "b", "b" + "a" * 30_000))


@pair
def a_thousand_words_of_two_kinds() -> Pair:
    before, after = "a b " * 500, "b a c " * 333
    return bodies(before, after, entries(40, before, after))


@pair
def a_thousand_words_half_of_which_differ() -> Pair:
    before = " ".join(f"{'w' if number % 2 else 'v'}{number}" for number in range(999))
    return bodies(before, row("w", 999), entries(15, before, row("w", 999)))


@pair
def ten_words_against_many() -> Pair:
    return bodies("a b a b a c a b a", times("a ", 110_000), entries(1, "a b a b a c a b a", times("a ", 110_000)))


@pair
def all_words_differ() -> Pair:
    return bodies(row("w", 30_000), row("v", 30_000), entries(1, "w1", "v1"))


@pair
def letters_without_blanks() -> Pair:
    return bodies("\u4e00" * 40_000, "\u4e00" * 40_000 + "\u4e01", entries(400, "\u4e00" * 20, "\u4e00" * 20))


@pair
def sentences_that_differ_in_turn() -> Pair:
    before = "\n\n".join(f"{'A' * 600}{number}. Ab." for number in range(190))
    return bodies(before, re.sub("A([0-9]*[02468]\\.)", r"X\1", before), entries(1, "q", "r"))


@pair
def sources_that_all_differ() -> Pair:
    told = entries(500, "x." * 100, "y." * 100, "sources")
    return sources(100), sources(100, title=lambda n: f"Other {n}") + told


@pair
def external_ids_that_all_differ() -> Pair:
    before = "external_ids:\n" + "".join(f"  k{n}: 1\n" for n in range(16_000))
    return wire(external_ids=before), wire(external_ids=before.replace(": 1\n", ": 2\n"))


@pair
def extensions_that_all_differ() -> Pair:
    before = "".join(f"x_{n}: 1\n" for n in range(22_000))
    return wire() + before, wire() + before.replace(": 1\n", ": 2\n")


@pair
def extensions_that_are_all_told() -> Pair:
    before = "".join(f"x_{n}: 1\n" for n in range(9_000))
    told = "".join(
        entries(1, "1", "2", ", ".join(f"x_{n}" for n in range(at, at + 18)))[13:] for at in range(0, 9_000, 18)
    )
    return wire() + before, wire() + before.replace(": 1\n", ": 2\n") + f"corrections:\n{told}"


@pair
def an_extension_that_is_told_again_and_again() -> Pair:
    before = "".join(f"x_{n}: 1\n" for n in range(6_000))
    told = entries(500, "1", "2", ", ".join(["x_5999"] * 25), "clarification")
    return wire() + before, wire() + before.replace(": 1\n", ": 2\n") + told


@pair
def long_extension() -> Pair:
    return wire() + f"x_a: [{times('1, ', ROOM)}]\n", wire() + f"x_a: [{times('2, ', ROOM)}]\n"


@pair
def fields_that_have_not_changed() -> Pair:
    text = row("w", 16_000)
    return body(text), body(text) + entries(500, "a#", "b#", ", ".join(["body"] * 20))


@pair
def systems_that_all_differ() -> Pair:
    before = "systems: [" + ", ".join(f'"{"a " * 1000}{n}"' for n in range(50)) + "]\n"
    return wire(systems=before), wire(systems=before.replace("a ", "b ")) + entries(500, "p", "q", "systems, codes")


@pair
def many_rules_on_a_deep_wire() -> Pair:
    deep = "x_a:\n" + times("- " + "[" * 28 + "]" * 28 + "\n", ROOM - 30_000)
    after = wire(severity="severity: SEV-9\n", occurred='occurred: "2022-01-01"\n', status="status: draft\n")
    return wire() + deep, after + entries(30, "q", "r", "severity, body", "clarification") + deep


# -- measured --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """What one kind costs: seconds of its verdict with the report for people, findings (None: it took too long)."""

    name: str
    seconds: float
    findings: int | None


def alone(ground: Ground, names: Iterable[str] = (*CASES, *PAIRS)) -> Iterator[Row]:
    """Each kind by itself."""
    policy = ground.policy()
    judge_wire(ground, policy, WIRE.encode(), ("text",), fix=False)  # what is loaded once is no one file's cost
    for name in names:
        before, data = made(name)

        def judge(data: bytes = data, before: bytes = before) -> int:
            return judge_wire(ground, policy, data, ("text",), fix=False, before=before)

        yield limited(name, judge, LIMIT)


def mended(ground: Ground, names: Iterable[str] = tuple(CASES)) -> Iterator[Row]:
    """Every fix of each kind by itself."""
    policy = ground.policy()
    for name in names:
        (ground.root / NAME).write_bytes(CASES[name]())
        yield limited(
            name, lambda: sum(len(result.fixed) for result in plan(ground.root, policy, {NAME}, True).results), FIX
        )


def seen(ground: Ground, names: Iterable[str] = (*CASES, *PAIRS)) -> Iterator[Row]:
    """What readers see of each kind by itself."""
    policy = ground.policy()
    for name in names:
        _, data = made(name)
        yield limited(name, lambda data=data: show_wire(policy, data), PAGES)


def limited(name: str, work: Callable[[], int], seconds: float) -> Row:
    """Do it in twice the time that it may take, or note that it took too long."""
    try:
        return Row(name, *timed(work, 2 * seconds))
    except TooSlowError:
        return Row(name, 2 * seconds, None)


def made(name: str) -> tuple[bytes, bytes]:
    """(what was public before, what is judged) of a kind."""
    return PAIRS[name]() if name in PAIRS else (WIRE.encode(), CASES[name]())


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(number: int) -> str:
    """A ULID of the day of the good wire."""
    letters = ""
    for _ in range(16):
        letters = ALPHABET[number % 32] + letters
        number //= 32
    return f"01H3G6D600{letters}"


def request(root: Path, count: int, known: Sequence[str]) -> dict[str, str]:
    """A repository whose checked-out commit merges a request that adds or changes ``count`` files; the environment of
    its job."""

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@a.example", "-c", "gc.auto=0")
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    def put(number: int, data: bytes) -> None:
        data = data.replace(b"01H3G6D60088JDPVJMJQV9BE1W", ulid(number).encode(), 1)
        (root / f"incidents/2023/{ulid(number)}.yaml").write_bytes(data)

    names = [known[number % len(known)] for number in range(count)]
    for number, name in enumerate(names):
        if name in PAIRS:
            put(number, made(name)[0])
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "good")
    git("switch", "-q", "-c", "request")
    for number, name in enumerate(names):
        put(number, made(name)[1])
    git("add", "-A")
    git("commit", "-q", "-m", "hostile")
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "merge", "request")
    event = root.parent / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"sha": ""}, "head": {"sha": ""}, "labels": []}}))
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event)}


def together(root: Path, count: int) -> tuple[float, int, str, int]:
    """(seconds, exit status, last line, bytes of output) of the real command on a hostile request."""
    job = request(root, count, (*CASES, *PAIRS))
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT", "CI_"))} | job
    output = root.parent / "output"
    with output.open("wb") as file:
        begin = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "butfor", "check", "--format", "github"],
            cwd=root, env=environment, stdout=file, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        seconds = time.perf_counter() - begin
    data = output.read_bytes()
    return seconds, done.returncode, data.rstrip().rpartition(b"\n")[2].decode("utf-8", "replace"), len(data)


def main() -> None:
    """Measure, print, and fail where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--alone", action="store_true", help="only each kind by itself")
    parser.add_argument("--fix", action="store_true", help="only the fixes of each kind")
    parser.add_argument("--pages", action="store_true", help="only what readers see of each kind")
    parser.add_argument("--slowest", type=int, default=12)
    options = parser.parse_args()
    limit, judge = (FIX, mended) if options.fix else (PAGES, seen) if options.pages else (LIMIT, alone)
    with tempfile.TemporaryDirectory() as scratch:
        rows = sorted(judge(Ground.at(Path(scratch) / "alone")), key=lambda row: -row.seconds)
        wrong = [row for row in rows if row.findings is None or row.seconds > limit]
        what = "fixes of each kind" if options.fix else "pages of each kind" if options.pages else "kinds"
        print(f"{len(rows)} {what} of worst case, each alone; limit {limit:g} s a file")
        print(f"  in all {sum(row.seconds for row in rows):.1f} s; the slowest:")
        for row in rows[: options.slowest]:
            print(
                f"  {row.seconds:6.2f} s  {'too slow' if row.findings is None else row.findings:>8} found  {row.name}"
            )
        failed = bool(wrong)
        if not (options.alone or options.fix or options.pages):
            root = Path(scratch) / "together"
            Ground.at(root)
            seconds, status, last, size = together(root, options.count)
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(
                f"{options.count} files as one pull request: {seconds:.1f} s ({seconds / options.count:.2f} s a file)"
            )
            print(
                f"  exit {status}, {size / 1e6:.1f} MB of output, largest process {most} MB, "
                f"limit {PER_FILE:g} s a file"
            )
            print(f"  {last}")
            failed = failed or status != 1 or seconds > PER_FILE * options.count
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
