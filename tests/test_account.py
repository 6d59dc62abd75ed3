"""The account of a change: what an author and a reviewer are told, at the desk, in the hook and in CI."""

import json
import re
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from wcwidth import wcswidth

from butfor.account.words import pieces
from butfor.model.wire import Wire
from butfor.policy.differences import only_adds, policy_differences
from butfor.policy.policy import PolicyInvalidError
from clones import OTHER, OTHER_NAME, Clone
from conftest import BASE, BASE_NAME, Place, merged
from readers import strict
from test_versions import requested

PROVIDER = "  - {name: Mandelbrot AI, aliases: [Mandelbrot], domains: [mandelbrot.ai]}\n"
KIND = "  - {{id: diary, counts: nothing, why: It retells., hosts: [{}]}}\n"
WIRE = OTHER.replace("[OpenAI]", "[Mandelbrot AI]").replace("OpenAI", "Mandelbrot").replace("ChatGPT", "Mandelbrot")
CORRECTED = merged(
    """\
severity: SEV-4
corrections:
  - date: "2026-06-20"
    type: correction
    fields: [severity]
    was: SEV-3
    now: SEV-4
    reason: "The harm was small."
    by: "B. Editor"
"""
)


def staged(main: Clone, *arguments: str, status: int = 0) -> str:
    """What `check --staged` says of all that lies in the folder."""
    main.git("add", "-A")
    done = main.place.run("check", "--staged", *arguments)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def account(main: Clone, *arguments: str, **environment: str) -> Mapping[str, Any]:
    """The account as JSON."""
    main.git("add", "-A")
    done = main.place.run("diff", "--format", "json", *arguments, **environment)
    assert done.returncode == 0, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout)["account"]
    return found


def add_to(main: Clone, name: str, text: str) -> None:
    main.put(name, (main.root / name).read_text(encoding="utf-8") + text)


def change_all(main: Clone) -> None:
    """A new wire with its provider, and a correction."""
    add_to(main, "schema/providers.yaml", PROVIDER)
    main.put(OTHER_NAME, WIRE)
    main.put(BASE_NAME, CORRECTED)


def test_what_entries_say_of_a_fact_that_stays_is_shown(main: Clone) -> None:
    """No public version said it, and the ledger will."""
    values = ("SEV-3", "SEV-1", "SEV-3")
    entries = [
        f"  - {{date: '2026-06-20', type: correction, fields: [severity], was: {was}, now: {now}, reason: So, by: B}}\n"
        for was, now in pairwise(values)
    ]
    main.put(BASE_NAME, merged("corrections:\n" + "".join(entries)))
    words = " ".join(staged(main).split())
    assert "an entry speaks of severity, which is as it was: [-SEV-3-] {+SEV-1+}" in words
    assert "an entry speaks of severity, which is as it was: [-SEV-1-] {+SEV-3+}" in words


ACCOUNT = """\
1 new wire
  01H3G6D600ZK58P4A1RN4WHB21, SEV-3: {title}
    published; 3 independent sources of 2 needed; signed by A. Editor on
      2026-05-20; it says that it was published on 2026-06-01; sent by {sent}
    test: passes
    tested_harm: A customer paid for what the shop had said it would take back.
    without: Had Mandelbrot not answered, nobody would have been promised a
      refund by the shop.
    other_causes: none-known
1 changed wire
  01H3G6D60088JDPVJMJQV9BE1W: ChatGPT invented case law that lawyers filed in
    court
    severity: [-SEV-3-] {{+SEV-4+}}
    correction of 2026-06-20 by B. Editor: The harm was small.
Policy: this change only adds entries, and they take no name and no domain from
others. Wires of this change may already use them; all else is checked with the
policy before the change
  schema/providers.yaml: Mandelbrot AI: {{+name: Mandelbrot AI; aliases:
    [Mandelbrot]; domains: [mandelbrot.ai]+}}
    wires may name it; texts are searched for its names and products; pages on
      its domains count as its own words, and as primary sources after this is
      merged
"""


def test_the_hook_and_ci_report_the_same(main: Clone, tmp_path: Path) -> None:
    change_all(main)
    title = next(line for line in WIRE.splitlines() if line.startswith("title:")).split('"')[1]
    text = ACCOUNT.replace("{title}", "\n    ".join(folded(title)))
    assert staged(main) == text.format(sent="B. Writer"), "of a commit that is well no more is said"
    assert main.place.run("diff").stdout == text.format(sent="B. Writer")
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert (done.returncode, done.stderr.count("compared with")) == (0, 1)
    assert done.stdout == text.format(sent="A") + "\n2 files checked, nothing found\n"


def folded(title: str) -> list[str]:
    """A title behind id and severity, at 80 columns."""
    lines = ["  01H3G6D600ZK58P4A1RN4WHB21, SEV-3:"]
    for word in title.split():
        if len(lines[-1]) + 1 + len(word) > 80:
            lines.append(f"   {word}")
        else:
            lines[-1] += f" {word}"
    return [lines[0].partition(": ")[2], *(line.strip() for line in lines[1:])]


def test_a_summary_begins_with_the_account(main: Clone, tmp_path: Path) -> None:
    change_all(main)
    checkout, environment = requested(main, tmp_path)
    summary = tmp_path / "summary.md"
    done = checkout.place.run("check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary), **environment)
    text = summary.read_text(encoding="utf-8")
    assert done.returncode == 0
    assert "#### What this change does\n\n```text\n1 new wire\n" in text
    assert "severity: [-SEV-3-] {+SEV-4+}" in text
    assert "severity: [-SEV-3-] {+SEV-4+}" in done.stdout


@pytest.mark.parametrize("format_", ["concise", "sarif", "junit", "gitlab"])
def test_formats_of_nothing_but_findings_have_no_account(format_: str, main: Clone) -> None:
    change_all(main)
    assert "The harm was small." not in staged(main, "--format", format_)


def test_json_holds_the_account(main: Clone) -> None:
    change_all(main)
    output = staged(main, "--format", "json")
    strict("json", output)
    report = json.loads(output)
    (wire,) = report["account"]["new"]
    assert (wire["file"], wire["status"], wire["voices"], wire["assessed_by"]) == (
        OTHER_NAME, "published", 3, "A. Editor",
    )  # fmt: skip
    (changed,) = report["account"]["changed"]
    assert changed["facts"] == [{"field": "severity", "was": "SEV-3", "now": "SEV-4"}]
    assert changed["corrections"][0]["reason"] == "The harm was small."
    (policy,) = report["account"]["policy"]
    assert (policy["file"], policy["path"], policy["was"]) == (
        "schema/providers.yaml", ["providers", "Mandelbrot AI"], None,
    )  # fmt: skip
    assert report["account"]["policy_only_adds"] is True
    assert report["account"] == account(main)


def test_what_happens_to_a_wire(main: Clone) -> None:
    """A draft that comes, changes, is published; a wire that is retracted, moved, gone, or no wire any more."""
    draft = OTHER.replace("status: published", "status: draft")
    main.put(OTHER_NAME, draft)
    assert "1 draft, for an editor to assess\n" in main.place.run("diff").stdout
    main.commit("a draft")
    main.put(OTHER_NAME, draft.replace("severity: SEV-3", "severity: SEV-4"))
    assert "draft, changed; " in main.place.run("diff").stdout
    main.put(OTHER_NAME, OTHER)
    assert "published, was a draft; " in main.place.run("diff").stdout
    main.git("rm", "-q", "--cached", OTHER_NAME)
    (main.root / OTHER_NAME).unlink()
    assert f"1 wire whose file was deleted\n  {OTHER_NAME}, a draft: " in main.place.run("diff").stdout
    retraction = '{date: "2026-06-20", reason: "It was no incident.", by: "A. Editor"}'
    main.put(BASE_NAME, merged(f"status: retracted\nretraction: {retraction}\n"))
    text = main.place.run("diff").stdout
    assert "1 retracted wire\n" in text
    assert "retracted on 2026-06-20 by A. Editor: It was no incident." in text
    main.put("incidents/2023/moved.yaml", BASE)
    (main.root / BASE_NAME).unlink()
    assert account(main)["changed"][0]["moved"] == "incidents/2023/moved.yaml"
    main.put(BASE_NAME, "- no\n- wire\n")
    (main.root / "incidents/2023/moved.yaml").unlink()
    assert account(main)["unread"] == [BASE_NAME]


def test_what_needs_no_correction_is_reported_too(main: Clone) -> None:
    signed = '{rule: too-few-sources, reason: "Sources are rare.", by: "B. Counsel", date: "2026-06-01", ledger: "1"}'
    main.put(BASE_NAME, merged(f"external_ids: {{aiid: 541, avid: 3}}\ndeviations: [{signed}]\n"))
    text = main.place.run("diff").stdout
    text = " ".join(text.split())
    assert "external_ids.avid: {+3+}" in text
    assert "deviates from too-few-sources, signed by B. Counsel on 2026-06-01: Sources are rare." in text
    main.put(BASE_NAME, BASE.replace("harm: actual", 'harm:   "actual"'))
    assert main.place.run("diff").stdout == f"1 wire changed in form only: {BASE_NAME[-31:-5]}\n"


def test_a_quote_of_a_source_needs_no_entry(main: Clone) -> None:
    """It is text like any other, of at most 300 characters, and pages do not show it."""
    main.put(BASE_NAME, BASE.replace("    kind: court\n", '    kind: court\n    quote: "They were <b>made up."\n'))
    text = staged(main)
    assert "sources.S1.quote: {+They were <b>made up.+}" in text
    assert "warning[markup-in-text]" in text
    assert "made up" not in main.place.run("render", BASE_NAME, "--format", "html").stdout
    main.put(BASE_NAME, BASE.replace("    kind: court\n", f"    kind: court\n    quote: {'x' * 301}\n"))
    assert "error[wrong-format]" in staged(main, status=1)


def test_diff_of_nothing_and_of_what_cant_be_compared(main: Clone) -> None:
    assert main.place.run("diff").stdout == "no wire and no policy file changed\n"
    done = main.place.run("diff", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no revision nowhere" in done.stderr
    main.put(OTHER_NAME, OTHER)
    main.commit("another")
    assert len(account(main, "HEAD^")["new"]) == 1
    assert account(main, "--staged")["new"] == []


def test_words_are_marked(main: Clone) -> None:
    main.put(BASE_NAME, BASE.replace("six invented opinions", "seven invented opinions [-and more-]"))
    text = " ".join(main.place.run("diff").stdout.split())
    assert "journal counted [-six-] {+seven+} invented opinions {+[<U+002D>and more<U+002D>]+} [S3]." in text


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        ("裁判所は弁護士に罰金を命じた。二人は払った。", "裁判所は弁護人に罰金を命じた。二人も払った。",
         "裁判所は弁護[-士-]{+人+}に罰金を命じた。二人[-は-]{+も+}払った。"),
        ("OpenAIは日本で謝罪した", "OpenAI社は日本で謝罪した", "OpenAI{+社+}は日本で謝罪 ..."),
        ("日本の A 社が払った", "日本のA 社が払った", "日本の[- A-] {+A+} 社が払った"),
        ("法院认为其无罪。", "法院认为其有罪。", "法院认为其[-无-]{+有+}罪。"),
        ("社のAIが謝った", "者のAIが謝った", "[-社-]{+者+}のAIが謝った"),
        ("one two three four", "one three four five", "one [-two-] three four {+five+}"),
    ],
)  # fmt: skip
def test_signs_of_a_script_without_spaces_are_words(was: str, now: str, shown: str, main: Clone) -> None:
    main.put(BASE_NAME, merged(f'occurred_note: "{was}"\n'))
    main.commit("a note")
    main.put(BASE_NAME, merged(f'occurred_note: "{now}"\n'))
    assert f"occurred_note: {shown} " in f"{' '.join(main.place.run('diff').stdout.split())} "


def test_a_list_and_a_text_are_distinguished(main: Clone) -> None:
    main.put(BASE_NAME, merged('x_note: "a, b"\nx_number: "1"\n'))
    main.commit("extensions")
    main.put(BASE_NAME, merged("x_note: [a, b]\nx_number: 1\n"))
    text = main.place.run("diff").stdout
    assert "x_note: [-a, b-] {+[a, b]+}\n" in text
    assert 'x_number: [-"1"-] {+1+}\n' in text
    main.git("add", "-A")
    notes = " ".join(main.place.run("check", "--staged").stdout.split())
    assert "it was `a, b`; it is `[a, b]`" in notes
    assert 'it was `"1"`; it is `1`' in notes


def test_a_long_text_is_compared_in_little_time() -> None:
    start = time.monotonic()
    for was, now in (("a " * 9_000, "a b " * 5_000), ("a\n" * 60_000, "a\nb\n" * 30_000)):
        assert [word for piece in pieces(was, now) for word in piece.words]
    assert time.monotonic() - start < 5


def test_hostile_texts_are_inert_and_narrow(main: Clone) -> None:
    title = "\\u202e::error file=x::y ```\\n## x ##[add-path]/x \\e[31m <script> @somebody"
    main.put(OTHER_NAME, OTHER.replace("assessed", "x").replace('title: "', f'title: "{title} ', 1))
    main.put(BASE_NAME, merged('occurred_note: "::error::x ```` ##[error]x"\n'))
    for format_ in ("text", "markdown", "github", "json"):
        done = main.place.run("check", "--since", "HEAD", "--format", format_)
        lines = done.stdout.split("\n")
        own = [line for line in lines if not (format_ == "github" and line.startswith(("::error file=", "::warn")))]
        assert not any(line.lstrip().startswith("::") or "##[" in line for line in own)
        assert not any(sign in done.stdout for sign in ("\u202e", "\x1b"))
    text = main.place.run("diff").stdout
    assert all(wcswidth(line) <= 80 for line in text.splitlines())
    markdown = main.place.run("diff", "--format", "markdown").stdout
    assert markdown.rstrip().endswith("\n`````")


def test_a_change_of_many_wires_is_reported_in_part(main: Clone) -> None:
    for number in range(25):
        wire_id = f"01H3G6D6000000000000000{number:03}"
        main.put(f"incidents/2023/{wire_id}.yaml", OTHER.replace("01H3G6D600ZK58P4A1RN4WHB21", wire_id))
    main.git("add", "-A")
    assert "25 new wires\n" in main.place.run("check", "--staged").stdout
    assert "  5 more: `butfor diff` shows all\n" in main.place.run("check", "--staged").stdout
    assert main.place.run("diff").stdout.count("published; ") == 25


# -- findings that are older than the change -------------------------------------------------------------------------


def test_older_findings_are_one_line(main: Clone, tmp_path: Path) -> None:
    main.put(OTHER_NAME, OTHER.replace('"2023-06-22"', "2023-06-22"))
    main.commit("a wire with a warning")
    main.put(BASE_NAME, CORRECTED)
    line = "1 older warning, not from this change; `butfor check` lists it\n2 files checked, nothing new found\n"
    assert "older" not in staged(main), "the hook is silent about what was there before"
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", "--format", "github", **environment)
    assert done.returncode == 0
    assert done.stdout.endswith(f"\n\n{line}")
    assert "::warning" not in done.stdout
    assert "warning[unquoted-text]" in checkout.place.run("check", CI="").stdout
    report = json.loads(checkout.place.run("check", "--format", "json", **environment).stdout)
    assert [(finding["rule"], finding["older"]) for finding in report["findings"]] == [("unquoted-text", True)]
    assert report["summary"]["older"] == {"errors": 0, "warnings": 1}


def test_an_older_error_refuses_a_request_and_no_commit(main: Clone, tmp_path: Path) -> None:
    main.put(OTHER_NAME, OTHER.replace("severity: SEV-3", "severity: SEV-9"))
    main.commit("a wire with an error")
    main.put(BASE_NAME, CORRECTED)
    assert "1 older error, not from this change; `butfor check` lists it\n" in staged(main)
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert done.returncode == 1
    line = "1 older error, not from this change; older errors refuse every change until they are fixed; `butfor"
    assert line in done.stdout.replace("\n", " ")
    assert "error[" not in done.stdout
    markdown = checkout.place.run("check", "--format", "markdown", **environment).stdout
    assert markdown.startswith("### butfor: older errors to fix\n")


def test_what_a_change_newly_causes_elsewhere_is_shown(main: Clone, tmp_path: Path) -> None:
    """The wire that another names goes; the other was not touched."""
    draft = OTHER.replace("status: published", "status: draft")
    main.put(OTHER_NAME, draft)
    main.put(BASE_NAME, merged("related: [01H3G6D600ZK58P4A1RN4WHB21]\n"))
    main.commit("two")
    (main.root / OTHER_NAME).unlink()
    assert "error[unknown-related]" in staged(main, status=1)
    checkout, environment = requested(main, tmp_path)
    assert "error[unknown-related]" in checkout.place.run("check", **environment).stdout


WARNED = (
    BASE.replace("status: published", "status: draft")
    .replace('"2023-06-22"', "2023-06-22")
    .replace("A journal counted", "A <b>journal counted")
)
SOURCE = '  - {id: S4, url: "https://daily.example/x", publisher: Daily, kind: news, title: Fines}\n'
CITED = WARNED.replace("opinions [S3]", "opinions [S3][S4]")
SHIFTS = {
    "a source above": CITED.replace("sources:\n", f"sources:\n{SOURCE}"),
    "a source above that takes the first id": CITED.replace("id: S1", "id: S4").replace(
        "sources:\n", f"sources:\n{SOURCE.replace('S4', 'S1')}"
    ),
    "a paragraph above": WARNED.replace("body: |\n", "body: |\n  Nobody had seen the opinions [S3].\n\n"),
    "a word in another paragraph": WARNED.replace("ordered letters", "ordered three letters"),
    "another title of the source": WARNED.replace("Opinion and Order", "Opinion"),
    "a field above": WARNED.replace("harm: actual\n", 'harm: actual\noccurred_note: "As the court says."\n'),
}


def distinguished(main: Clone, text: str, name: str = BASE_NAME) -> tuple[list[str], int]:
    """The rules of the findings of a change, and how many warnings are told as older."""
    main.put(name, text)
    main.git("add", "-A")
    report = json.loads(main.place.run("check", "--staged", "--format", "json").stdout)
    return [finding["rule"] for finding in report["findings"]], report["summary"]["older"]["warnings"]


@pytest.mark.parametrize("text", SHIFTS.values(), ids=SHIFTS)
def test_a_warning_that_only_moved_is_an_older_one(text: str, main: Clone) -> None:
    main.git("rm", "-q", "--cached", BASE_NAME)
    main.put(BASE_NAME, WARNED)
    main.git("add", "-A")
    main.git("commit", "-q", "--amend", "-m", "a draft with two warnings")
    assert sorted(finding.rule for finding in main.place.check().findings) == ["markup-in-text", "unquoted-text"]
    assert distinguished(main, text) == ([], 2)


def test_a_warning_of_the_same_kind_elsewhere_is_a_new_one(main: Clone) -> None:
    main.put(BASE_NAME, WARNED)
    main.git("add", "-A")
    main.git("commit", "-q", "--amend", "-m", "a draft with two warnings")
    more = WARNED.replace('"2023-06-23"', "2023-06-23").replace("ChatGPT had", "ChatGPT <i>had")
    assert distinguished(main, more) == (["unquoted-text", "markup-in-text"], 2)
    other = WARNED.replace("2023-06-22", '"2023-06-22"').replace('"2023-06-23"', "2023-06-23")
    other = other.replace("A <b>journal", "A journal").replace("ChatGPT had", "ChatGPT <b>had")
    assert distinguished(main, other) == (["unquoted-text", "markup-in-text"], 0)


def test_an_older_error_of_a_wire_that_changes_is_shown(main: Clone) -> None:
    main.put(BASE_NAME, WARNED.replace("SEV-3", "SEV-9"))
    main.git("add", "-A")
    main.git("commit", "-q", "--amend", "-m", "a draft with an error")
    assert distinguished(main, WARNED.replace("SEV-3", "SEV-9").replace("fined them", "fined both")) == (
        ["unknown-severity"], 2,
    )  # fmt: skip


def test_the_older_warnings_of_a_wire_that_moves_are_older(main: Clone) -> None:
    (main.root / BASE_NAME).unlink()
    main.put(BASE_NAME.replace("2023/", "2022/"), WARNED)
    main.git("add", "-A")
    main.git("commit", "-q", "--amend", "-m", "a draft that lies elsewhere")
    (main.root / BASE_NAME.replace("2023/", "2022/")).unlink()
    assert distinguished(main, WARNED) == ([], 2)


def test_what_a_policy_newly_causes_is_shown(main: Clone) -> None:
    main.put(OTHER_NAME, OTHER.replace('"2023-06-22"', "2023-06-22"))
    main.commit("a wire with a warning")
    severities = (main.root / "schema/severities.yaml").read_text(encoding="utf-8")
    main.put("schema/severities.yaml", severities.replace("SEV-3", "SEV-3a"))
    text = staged(main, status=1)
    assert "2 files checked: 2 errors" in text
    assert "warning[" not in text
    assert "1 older warning" in text


def test_what_a_policy_makes_of_the_voices_is_reported(main: Clone) -> None:
    name = "schema/evidence.yaml"
    text = (main.root / name).read_text(encoding="utf-8")
    host = BASE.partition("url: https://")[2].partition("/")[0]
    main.put(name, text.replace("kinds:\n", f"kinds:\n{KIND.format(host)}", 1))
    said = " ".join(staged(main).split())
    assert "schema/evidence.yaml: kinds / diary: " in said
    assert "pages on its hosts count as its `counts` says" in said
    assert "wikipedia.org" not in said  # the new item, and none of the others
    assert "warning[meaning-changed]: by this policy 1 published wire has another number of independent sources" in said
    assert f"{BASE_NAME} (3 before, 2 then)" in said


def test_a_review_that_is_gone_is_reported_and_an_added_source_without_its_quote(main: Clone) -> None:
    review = '{seat: legal, by: L. Lawyer, date: "2026-06-02"}'
    main.put(BASE_NAME, merged(f"reviews: [{review}]\n"))
    main.commit("reviewed")
    source = '  - {id: S9, url: "https://a.example.com/b", publisher: P, kind: news, title: T, quote: Mallory did.}\n'
    entry = (
        f"corrections: [{{date: '2026-06-20', type: correction, changes: [{{field: reviews, removed: {review}}}, "
        "{field: sources.S9, added: true}], reason: So., by: A.}]\n"
    )
    main.put(BASE_NAME, BASE.replace("sources:\n", f"sources:\n{source}") + entry)
    main.git("add", "-A")
    text = main.place.run("diff").stdout
    assert "reviews: [-seat: legal; by: L. Lawyer; date: 2026-06-02-]" in text
    assert "sources.S9: {+T; P; news;" in text
    assert "Mallory" not in text + main.place.run("render", BASE_NAME).stdout + main.place.run("ledger").stdout


# -- a policy that comes with its wires ------------------------------------------------------------------------------

ADDITIONS = {
    "provider": ("providers.yaml", PROVIDER),
    "provider on a page of a shared host": (
        "providers.yaml", "  - {name: Mandelbrot AI, domains: [hosting.example/mandelbrot]}\n",
    ),
    "provider with products": (
        "providers.yaml",
        "  - {name: P, products: [{name: Zebrafinch, also: [ZF-1]}], domains: [p.example], not_its_word: "
        "[{domain: users.p.example, why: users}]}\n",
    ),
    "comment and provider": ("providers.yaml", "# a comment\n" + PROVIDER),
    "code": ("codes.yaml", '      - {id: "9", label: Another}\n'),
}  # fmt: skip
NO_ADDITIONS = {
    "nothing": ("providers.yaml", "# a comment\n"),
    "name of another": ("providers.yaml", "  - {name: P, aliases: ['Open, AI.']}\n"),
    "look of another": ("providers.yaml", "  - {name: 0penAI}\n"),
    "look of a product of another": ("providers.yaml", "  - {name: P, aliases: [Gernini]}\n"),
    "product that others make": ("providers.yaml", "  - {name: P, products: [{name: Stable Diffusion}]}\n"),
    "product with the name of another": ("providers.yaml", "  - {name: P, products: [{name: Q, also: [0penAI]}]}\n"),
    "letters of another script": ("providers.yaml", "  - {name: \u041epenAI}\n"),
    "name without letters": ("providers.yaml", '  - {name: "..."}\n'),
    "the word for nobody": ("providers.yaml", "  - {name: Unknown}\n"),
    "domain of another": ("providers.yaml", "  - {name: P, domains: [openai.com]}\n"),
    "part of a domain of another": ("providers.yaml", "  - {name: P, domains: [blog.openai.com]}\n"),
    "page on a domain of another": ("providers.yaml", "  - {name: P, domains: [openai.com/p]}\n"),
    "look of a domain of another": ("providers.yaml", "  - {name: P, domains: [0penai.com]}\n"),
    "domain above that of another": (
        "providers.yaml", "  - {name: P, domains: [x.example]}\n  - {name: Q, domains: [a.x.example]}\n",
    ),
    "domain that counts for nothing": ("providers.yaml", "  - {name: P, domains: [archive.org]}\n"),
    "domain that many share": ("providers.yaml", "  - {name: P, domains: [github.com/p]}\n"),
    "domain of a house": ("providers.yaml", "  - {name: P, domains: [mirror.co.uk]}\n"),
    "domain of an agency": ("providers.yaml", "  - {name: P, domains: [reuters.com]}\n"),
    "domain of twins": ("providers.yaml", "  - {name: P, domains: [bbc.co.uk]}\n"),
    "everybody's domain": ("providers.yaml", "  - {name: P, domains: [co.uk]}\n"),
    "everybody's hosting": ("providers.yaml", "  - {name: P, domains: [github.io]}\n"),
    "one domain for two": (
        "providers.yaml", "  - {name: P, domains: [p.example]}\n  - {name: Q, domains: [p.example]}\n",
    ),
    "so many": ("providers.yaml", "".join(f"  - {{name: Provider {n}}}\n" for n in range(200))),
    "retired code": ("codes.yaml", '      - {id: "9", label: Another, retired: true, replaced_by: ["mit:3.1"]}\n'),
    "taxonomy": (
        "codes.yaml",
        "  - {id: t, name: T, prefix: t, reference: https://t.example, version: '1', codes: [{id: X, label: X}]}\n",
    ),
    "severity": ("severities.yaml", "  - {id: SEV-5, definition: None.}\n"),
}  # fmt: skip


def adds(archive: Place, name: str, text: str) -> bool:
    """Whether a text at the end of a policy file only adds."""
    older = archive.policy
    path = archive.root / "schema" / name
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    try:
        return only_adds(older, policy_differences(older, archive.policy))
    except PolicyInvalidError:  # the policy's own check refuses it
        return False


@pytest.mark.parametrize("case", ADDITIONS)
def test_what_takes_nothing_from_anybody_is_an_addition(case: str, archive: Place) -> None:
    assert adds(archive, *ADDITIONS[case])


@pytest.mark.parametrize("case", NO_ADDITIONS)
def test_what_takes_something_is_none(case: str, archive: Place) -> None:
    assert not adds(archive, *NO_ADDITIONS[case])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("schema/providers.yaml", "    domains: [", "    domains: [p.example, "),
        ("schema/providers.yaml", "    aliases: [", "    aliases: [Else, "),
        ("schema/evidence.yaml", "label: standard", "label: strict"),
        ("schema/evidence.yaml", " archive.org,", ""),
        ("schema/evidence.yaml", "kinds:\n", f"kinds:\n{KIND.format('news.example.org')}"),
        (
            "schema/evidence.yaml",
            "houses:\n",
            'houses:\n  - {name: H, hosts: [{host: h.example.org, from: "2020"}, {host: i.example, from: "2020"}]}\n',
        ),
        ("schema/evidence.yaml", "agencies:\n", "agencies:\n  - {name: Agency}\n"),
        ("schema/evidence.yaml", "twins:\n", "twins:\n  - {name: T, hosts: [t.example.org, t.example.net]}\n"),
        ("schema/evidence.yaml", "shared:\n", "shared:\n  - {id: s, why: Many., addresses: [s.example.org]}\n"),
        ("schema/codes.yaml", "label: Falsehood", "label: Truth"),
        ("schema/codes.yaml", "https://airisk.mit.edu", "https://evil.example"),
        ("butfor.toml", 'reserved-host = "off"', 'reserved-host = "off"\ntoo-few-sources = "off"'),
    ],
)
def test_no_other_change_comes_with_an_addition(name: str, old: str, new: str, archive: Place) -> None:
    path = archive.root / name
    older, text = archive.policy, path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert policy_differences(older, archive.policy)
    path = archive.root / "schema/providers.yaml"
    path.write_text(path.read_text(encoding="utf-8") + PROVIDER, encoding="utf-8")
    assert not only_adds(older, policy_differences(older, archive.policy))


def test_ci_judges_by_the_policy_in_force_where_more_than_additions_come(main: Clone, tmp_path: Path) -> None:
    change_all(main)
    add_to(main, "butfor.toml", 'too-few-sources = "off"\n')
    assert "merge the policy first" in staged(main)
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert done.returncode == 1
    assert "error[unknown-provider]" in done.stdout
    assert "butfor.toml: rules / too-few-sources: {+off+}" in done.stdout


def test_a_provider_that_fails_a_public_wire_is_refused(main: Clone, tmp_path: Path) -> None:
    """It takes the names under which that wire's sources are published, and they count as one from now on."""
    names = "[The Example Herald, District Court, Example Law Journal]"
    add_to(main, "schema/providers.yaml", f"  - {{name: Herald, aliases: {names}}}\n")
    assert "error[too-few-sources]" in staged(main, status=1)
    checkout, environment = requested(main, tmp_path)
    done = checkout.place.run("check", **environment)
    assert (done.returncode, "error[too-few-sources]" in done.stdout) == (1, True)


def test_what_comes_along_makes_nothing_weigh_more(main: Clone) -> None:
    """A provider whose domain is a part of a house makes no second voice of it for the wire that it comes with."""
    other = "01H3G6D600B7T2M9XQ4RC0V5NE"
    two = merged(
        f'id: {other}\ntitle: "ChatGPT invented a street in a map of a town"\n'
        "sources:\n"
        "  - {id: S1, url: 'https://www.dailynews-paper.com/a/one', publisher: Daily News, kind: news, title: One}\n"
        "  - {id: S2, url: 'https://blog.dailynews-paper.com/b', publisher: Newcorp Blog, kind: news, title: Two}\n"
        "body: |\n  ChatGPT invented a street [S1][S2].\nexternal_ids: {aiid: 77}\n"
    )
    main.put(f"incidents/2023/{other}.yaml", two)
    main.git("add", "-A")
    assert "too-few-sources" in main.rules("--staged")
    providers = (main.root / "schema/providers.yaml").read_text(encoding="utf-8")
    main.put("schema/providers.yaml", f"{providers}  - {{name: Newcorp, domains: [blog.dailynews-paper.com]}}\n")
    main.git("add", "-A")
    assert "too-few-sources" in main.rules("--staged")


def test_many_wires_that_say_the_same_are_one_line(main: Clone) -> None:
    names = [BASE_NAME, *(BASE_NAME.replace("BE1W", f"BE{number}W") for number in range(2, 7))]
    for name in names:
        main.put(name, BASE.replace(BASE_NAME[-31:-5], name[-31:-5]))
    main.commit()
    for name in names:
        main.put(
            name,
            (main.root / name)
            .read_text()
            .replace("schema: 1", "schema: 2")
            .replace("opinions there", "opinions\n    there"),
        )
    said = " ".join(main.place.run("diff").stdout.split())
    assert said.startswith("6 wires changed in form only (rationale): ")
    assert said.endswith(" and 3 more")
    main.put(BASE_NAME, (main.root / BASE_NAME).read_text().replace("09:00:00Z", "09:30:00Z"))
    said = main.place.run("diff").stdout
    assert "also changed, which no entry can explain: published: [-2026-06-01T09:00:00Z-]" in " ".join(said.split())
    assert "5 wires changed in form only" in said


ENTRY = (
    '{date: "2026-06-10", type: correction, changes: [{field: severity, was: SEV-2, now: SEV-3}], reason: So., by: A.}'
)


def test_an_earlier_entry_that_was_edited_is_reported_as_such(main: Clone) -> None:
    main.put(BASE_NAME, merged(f"corrections: [{ENTRY}]\n"))
    main.commit()
    main.put(BASE_NAME, merged(f"corrections: [{ENTRY.replace('type: correction', 'type: update')}]\n"))
    said = " ".join(main.place.run("diff").stdout.split())
    assert "no entry can explain: the entry of 2026-06-10: type: [-correction-] {+update+}" in said
    assert "update of 2026-06-10" not in said
    main.put(BASE_NAME, BASE)
    assert "the entry of 2026-06-10: [-date: 2026-06-10; type: correction;" in " ".join(
        main.place.run("diff").stdout.split()
    )


def test_a_field_that_cant_be_read_is_no_change_in_form(main: Clone) -> None:
    main.put(BASE_NAME, merged(f"corrections: [{ENTRY.replace(', by: A.', '')}]\n"))
    said = main.place.run("diff").stdout
    assert "can't be read, so its changes are not shown: corrections" in said and "form only" not in said
    assert account(main)["changed"][0]["unreadable"] == ["corrections"]


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_a_change_that_is_cut_closes_its_mark_and_says_so(kept: int, main: Clone) -> None:
    words = " ".join(f"word{number}" for number in range(200))
    main.put(BASE_NAME, merged(f'body: "It was so{"o" * kept} [S1]. {words} [S1][S2][S3]."\n'))
    main.commit()
    main.put(BASE_NAME, merged(f'body: "It was so{"o" * kept} [S1]. {words.upper()} [S1][S2][S3]."\n'))
    said = " ".join(main.place.run("check", "--since", "HEAD").stdout.partition("error[")[0].split())
    assert said.endswith("...-] (cut: `butfor diff` shows all)"), said[-80:]
    assert said.count("[-") == said.count("-]") == 1
    assert "WORD199" in main.place.run("diff").stdout.replace("\n", " ")


def test_a_list_of_the_policy_is_named(main: Clone) -> None:
    path = main.root / "schema/evidence.yaml"
    text = path.read_text(encoding="utf-8")
    main.put("schema/evidence.yaml", f"{text}aggregators: [example.org]\n" if "aggregators:" not in text else text)
    main.put(
        "schema/evidence.yaml",
        (main.root / "schema/evidence.yaml").read_text().replace("aggregators:\n", "aggregators:\n  - zz.example\n"),
    )
    said = main.place.run("diff").stdout
    assert ": : " not in said and "evidence.yaml: aggregators" in said, said


@pytest.mark.parametrize("field", [info.alias or name for name, info in Wire.model_fields.items()])
def test_a_new_wire_that_lacks_a_field_is_reported(field: str, main: Clone) -> None:
    """Whatever is missing, or of another type, or the only thing that is there."""
    other = re.sub(rf"^{field}:.*\n(?:[ -].*\n|\n)*", "", OTHER, flags=re.MULTILINE)
    for text in (other, f"{other}{field}: {{a: [b]}}\n", f"{field}: TODO\n"):
        main.put(OTHER_NAME, text)
        said = staged(main, status=1 if main.place.run("check").returncode else 0)
        assert "1 new " in said or "can't be read" in said


def test_a_file_that_says_nothing_of_a_wire_is_reported(main: Clone) -> None:
    for text in ("a: b\n", "[]\n", "", "a: b: c\n"):
        main.put(OTHER_NAME, text)
        assert OTHER_NAME in staged(main, status=1)


@pytest.mark.parametrize(
    ("key", "entry", "effect"),
    [
        (
            "houses",
            '{name: N, hosts: [{host: a.example, from: "2018"}, {host: b.example, from: "2018"}]}',
            "one voice, in",
        ),
        ("agencies", "{name: N, forms: [N N]}", "those that name it in `publisher`, count as one voice"),
        ("twins", "{name: N, hosts: [a.example, b.example]}", "sources on its hosts count as one voice"),
    ],
)
def test_what_a_new_line_of_evidence_does_is_reported(key: str, entry: str, effect: str, main: Clone) -> None:
    name = "schema/evidence.yaml"
    text = (main.root / name).read_text(encoding="utf-8")
    main.put(name, text.replace(f"\n{key}:\n", f"\n{key}:\n  - {entry}\n", 1))
    said = " ".join(main.place.run("diff").stdout.split())
    assert f"schema/evidence.yaml: {key} / N: " in said
    assert effect in said
