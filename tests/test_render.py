"""`butfor render`: a wire as readers will see it, in three forms with the same parts in the same order."""

import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from butfor.archive.wire_file import read_wire
from butfor.files.tree import Source
from butfor.rules.registry import load_policy
from butfor.site.markup import prose_html
from butfor.site.pages import Site
from butfor.text.prose import blocks, canonical
from butfor.view.content import view
from butfor.view.markdown import prose as prose_markdown
from butfor.view.parts import PARTS
from butfor.view.wording import prose
from conftest import BASE, BASE_NAME, REPOSITORY, Place, merged, run_butfor
from site_archive import HOSTILE, RETRACTED, SEED, fill

FORMATS = ("text", "markdown", "html")
# The parts of the newswire's own page of the reference event, in its order. Its texts are not ours to hold.
REFERENCE = (
    r"SEV-3, classified in bulk \u00b7 OpenAI",
    r"2 sources standard\W+2 sources listed, 2 of them independent; 2 needed",
    r"On 1 October 2024 OpenAI [^\[]*\[+S1\]",
    r"Whether this is an AI incident",
    r"This rationale comes from a bulk classification",
    r'Counterfactual "but-for" test per the Editor\'s Guide\.',
    r"Codes M1, F10",
    r"Providers OpenAI",
)


def render(folder: Path, wire: str, format_: str = "text") -> str:
    done = run_butfor(folder, "render", wire, "--format", format_)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def shown(html: str) -> str:
    """The text of a page, a block a line."""
    html = re.sub(r"<(style|script)\b.*?</\1>|<head>.*?</head>", "", html, flags=re.DOTALL)
    text = re.sub(r"</(?:p|li|h[1-6]|div|nav|ul|dt)>", "\n", html)
    text = re.sub(r"<[^>]*>", "", text)
    for entity, char in (("&#34;", '"'), ("&#39;", "'"), ("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def in_order(text: str, parts: tuple[str, ...]) -> None:
    at = 0
    for part in parts:
        match = re.compile(part, re.DOTALL).search(text, at)
        assert match, f"{part} is not after {text[max(at - 80, 0) : at]!r}"
        at = match.end()


def test_the_reference_event_has_the_parts_of_the_reference_page_in_its_order() -> None:
    text = render(REPOSITORY, SEED)
    lines = [line for line in text.split("\n") if line]
    assert lines[0].startswith("OpenAI opened GPT-4o"), "the headline comes first"
    state = text.split("\n\n")[1]
    assert state.startswith("Not yet assessed: it was classified in bulk on 10 May 2026"), "then its state"
    assert "Suggest a correction" not in text
    in_order(text, REFERENCE)
    paragraphs = text.partition("Last significant change")[2].partition("Whether this is")[0].strip().split("\n\n")[1:]
    assert len(paragraphs) == 2
    assert all(re.search(r"\[S[12]\]", paragraph) for paragraph in paragraphs)
    # Between and after them stands what the newswire's page lacks: title and dates; sources, history, corrections.
    in_order(text, ("OpenAI opened GPT-4o", *REFERENCE[:2], "\nEvent: 1 October 2024", "\nPublished: 10 May 2026",
                    "\nLast significant change: none", *REFERENCE[2:], "\nSources\n", "\nHistory\n"))  # fmt: skip


def test_html_and_markdown_have_them_too() -> None:
    html = re.sub(r"\s*\n\s*", "\n", shown(render(REPOSITORY, SEED, "html")))
    in_order(
        html,
        (
            "Latest",
            "Archive",
            "SEV-3, classified in bulk",
            "OpenAI",
            *REFERENCE[1:6],
            "Codes\nM1, F10",
            "Providers\nOpenAI",
        ),
    )
    markdown = re.sub(r"\\(?=[^\n])", "", render(REPOSITORY, SEED, "markdown")).replace(
        "[Editor's Guide](<../../docs/editors-guide.md>)", "Editor's Guide"
    )
    in_order(markdown, REFERENCE)


def test_the_parts_of_a_page_are_in_the_order_that_is_promised(archive: Place) -> None:
    fill(archive)
    parts = re.findall(r'data-part="([a-z]+)"', render(archive.root, RETRACTED, "html"))
    assert [part for part in parts if part != "conflicts"] == [part for part in PARTS if part != "conflicts"]
    assert "conflicts" in parts


def test_what_is_bulk_is_marked_and_what_is_not_is_signed() -> None:
    for format_ in ("text", "html"):
        text = shown(render(REPOSITORY, SEED, format_)).replace("\n", " ")
        assert "No editor has yet assessed this wire" in text
        signed = shown(render(REPOSITORY, "01HPJEKH00VNYQGT3ZJACN1J7B", format_)).replace("\n", " ")
        assert "Assessed by butfor founding editors on 29 November 2026" in signed
        assert "No editor" not in signed


def test_a_retraction_stands_on_top_and_what_changed_below_the_text(archive: Place) -> None:
    fill(archive)
    for format_ in FORMATS:
        text = re.sub(r"[\\*]|\s+", " ", shown(render(archive.root, RETRACTED, format_)))
        text = re.sub(" +", " ", text)
        in_order(text, ("(?i)retracted on 10 June 2026", "The court withdrew its opinion", "01HPJEKH00VNYQGT3ZJACN1J7B",
                         "near: it did not", "the same report, that of S2"))  # fmt: skip
        in_order(text, ("Why this was published as an AI incident", "What changed since publication", "5 June 2026",
                         "severity", "SEV ?-2", "SEV ?-3", "Only one source showed a loss", "Sources"))  # fmt: skip
        assert "2 sources standard" in text
        assert "Archive copy" in text or "archive copy" in text


REPORTED = """\
sources:
  - {id: S1, url: "https://court.example/1", publisher: Court, kind: court, title: Order}
  - {id: S2, url: "https://daily.example/1", publisher: Daily, kind: news, title: Judge fines lawyers}
corrections:
  - date: "2026-06-05"
    type: correction
    changes:
      - {field: severity, was: SEV-2, now: SEV-3}
      - {field: codes, was: ["mit:3.1"], now: ["mit:3.1", "mit:5.1"]}
      - {field: sources.S2, added: true}
      - {field: sources.S3, added: true}
      - {field: sources.S4, removed: {url: "https://blog.example/1", publisher: Blog, kind: news, title: unknown}}
      - {field: conflicts, added: {point: "Five or six cases.", sources: [S1, S2]}}
      - {field: body, was: six, now: seven}
      - {field: body, now: "Nobody appealed [S2]."}
      - field: body
        was: "> A court said so.\\n>\\n> It said \\u200b more [S1].\\n\\nA ¶ paragraph [S1]."
      - {field: x_number, was: "1", now: 1}
    reason: "It was wrong."
    by: "A. Editor"
  - date: "2026-06-06"
    type: correction
    changes:
      - {field: sources.S3, removed: {url: "https://paper.example/1", publisher: Paper, kind: news, title: Fined}}
      - {field: body, was: "One.\\n\\nTwo.", whole: true}
    reason: "It was wrong."
    by: "A. Editor"
"""
ENTRY = """\
Was (severity): SEV-2
Now (severity): SEV-3
Was (codes): [mit:3.1]
Now (codes): [mit:3.1, mit:5.1]
Added (source S2): Judge fines lawyers; Daily; news; https://daily.example/1
Added (source S3): Fined; Paper; news; https://paper.example/1
Removed (source S4): title not seen; Blog; news; https://blog.example/1
Added (conflicts): Five or six cases. (S1, S2)
Was (body): six
Now (body): seven
Added (body): Nobody appealed [S2].
"""


def test_an_entry_says_the_same_in_every_form(archive: Place) -> None:
    """Each change with its field, what was added or removed by what it says, and lines of a text as lines."""
    archive.put(BASE_NAME, merged(REPORTED))
    text = render(archive.root, BASE_NAME)
    assert "Corrected, 5 June 2026: severity, codes, source S2, source S3, source S4,\n" in text
    assert "conflicts, body and x_number\n" in text
    assert "".join(f"  {line}\n" for line in ENTRY.splitlines()) in text
    assert (
        "  Removed (body): > A court said so.\n    >\n    > It said <U+200B> more [S1].\n    A ¶ paragraph [S1].\n"
    ) in text
    assert '  Was (x_number): "1"\n  Now (x_number): 1\n' in text
    assert "  Rewritten; it was (body): One.\n    Two.\n" in text
    assert "<U+000A>" not in text
    lines = [line.partition(": ") for line in ENTRY.splitlines()]
    page = render(archive.root, BASE_NAME, "html")
    for label, _, words in lines:
        assert re.search(rf"<dt[^>]*>{re.escape(label)}</dt><dd[^>]*><(del|ins)>{re.escape(words)}</\1>", page), label
    assert "<bdi>conflicts</bdi>; <bdi>body</bdi>; <bdi>x_number</bdi></summary>" in page
    markdown = shown(render(archive.root, BASE_NAME, "markdown")).replace("\\", "")
    ledger = archive.run("ledger").stdout
    for label, _, words in lines:
        assert f"  - {label}: {words}\n" in markdown
        path = label.replace("source S", "sources.S")
        assert re.search(rf"^{path[0].lower()}{re.escape(path[1:])}: +{re.escape(words)}$", ledger, re.MULTILINE)
    assert "  - Rewritten; it was (body): One.\n    Two.\n" in markdown


@pytest.mark.parametrize(
    ("occurred", "words"),
    [("2023", "2023"), ("2023-03", "March 2023"), ("2023-03-01", "1 March 2023"), ("2023-02-31", "2023-02-31")],
)
def test_dates_are_as_precise_as_they_are_known(occurred: str, words: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(f'occurred: "{occurred}"\noccurred_basis: onset\n'))
    assert f"\nOnset: {words}\n" in render(archive.root, BASE_NAME)


def test_a_code_without_a_public_meaning_gets_none(archive: Place) -> None:
    archive.put(BASE_NAME, merged('codes: [M1, M2, "mit:3.1"]\n'))
    assert "\nCodes M1, M2 Performed honesty, mit:3.1 False or misleading information\n" in render(
        archive.root, BASE_NAME
    )


def test_sources_are_counted_never_typed(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    assert "\n3 sources standard\n" in render(archive.root, BASE_NAME)
    archive.put(BASE_NAME, BASE.replace("    kind: news\n", "    kind: news\n    origin: S1\n", 1))
    text = render(archive.root, BASE_NAME)
    assert "\n2 sources standard\n" in text
    (row,) = [line for line in text.splitlines() if line.startswith("S2 ")]
    assert "with S1  the same report, that of" in row


def test_a_draft_is_shown_and_marked(archive: Place) -> None:
    archive.put(BASE_NAME, merged("status: draft\n"))
    for format_ in FORMATS:
        assert "not published" in render(archive.root, BASE_NAME, format_)


def test_history_is_what_git_says(archive: Place) -> None:
    def git(*arguments: str) -> None:
        author = ["-c", "user.name=A. \x1b[31mContributor", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *author, *arguments], cwd=archive.root, check=True, capture_output=True)

    archive.put(BASE_NAME, BASE)
    assert "Not committed yet." in render(archive.root, BASE_NAME)
    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "one")
    archive.put(BASE_NAME, BASE.replace("ChatGPT", "GPT"))
    git("commit", "-am", "two")
    history = render(archive.root, BASE_NAME).partition("\nHistory\n")[2]
    assert len(re.findall(r"^[0-9a-f]{12}  \d{4}-\d\d-\d\d  A\. ", history, re.MULTILINE)) == 2
    assert "\x1b" not in history


@pytest.mark.parametrize("format_", FORMATS)
def test_hostile_texts_act_on_nothing(format_: str, archive: Place) -> None:
    fill(archive)
    text = render(archive.root, HOSTILE, format_)
    assert not set(text) & {"\x1b", "\u202e", "\u202c", "\u200b", "\r"}
    assert "<U+202E>" in text or "&lt;U+202E&gt;" in text or "\\<U+202E\\>" in text


def test_terminal_text_fits_and_commands_nothing(archive: Place) -> None:
    archive.put(BASE_NAME, merged('body: "::error::pwned [S1][S2]\\n\\n##[group]x [S1] ' + "w" * 300 + '"\n'))
    lines = render(archive.root, BASE_NAME).split("\n")
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert max(len(line) for line in lines if "https://" not in line) <= 80


def test_markdown_is_safe_in_a_comment(archive: Place) -> None:
    """What a reader of Markdown with everything switched on makes of it: no HTML, no image, nobody called."""
    fill(archive)
    tokens = MarkdownIt("js-default", {"html": True}).parse(render(archive.root, HOSTILE, "markdown"))
    inner = [child for token in tokens for child in token.children or ()]
    types = {token.type for token in [*tokens, *inner]}
    assert not {kind for kind in types if "html" in kind or kind == "image"}
    links = {str(child.attrGet("href")) for child in inner if child.type == "link_open"}
    assert all(link.startswith("https://") or link == "../../docs/editors-guide.md" for link in links), links
    text = "\n".join("".join(c.content if c.type == "text" else "\0" for c in t.children or ()) for t in tokens)
    assert not re.search(r"@\w|#\d", text)
    assert "everyone" in text


BODY = """\
body: |
  A *word*, **two** & <b>, [a page](https://page.example/x) [S1].

  - one [S1]
  - two,
    in two lines

  > said [S1]
  >
  > and more
  > [S2][S3]

  1. first [S1]
"""


def unglued(html: str) -> str:
    """A page without what keeps citations on the line of their word."""
    return re.sub(r'<span class="glued">(.*?)</span>', r"\1", html)


def test_the_blocks_of_a_body_are_shown_in_each_form(archive: Place) -> None:
    archive.put(BASE_NAME, merged(BODY))
    text = render(archive.root, BASE_NAME)
    assert (
        "\nA *word*, **two** & <b>, [a page](https://page.example/x) [S1].\n\n- one [S1]\n- two, in two lines\n\n"
        "> said [S1]\n>\n> and more\n  [S2][S3]\n\n1. first [S1]\n" in text
    )
    html = unglued(render(archive.root, BASE_NAME, "html"))
    cite = '<a class="cite" href="#source-S{0}">[S{0}]</a>'
    assert (
        f'<p dir="auto">A *word*, **two** &amp; &lt;b&gt;, '
        f"[a page](https://page.example/x) {cite.format(1)}.</p>\n<ul>\n"
        f'<li dir="auto">one {cite.format(1)}</li>\n<li dir="auto">two, in two lines</li>\n</ul>\n<blockquote>\n'
        f'<p dir="auto">said {cite.format(1)}</p>\n<p dir="auto">and more</p>\n</blockquote>\n'
        f'<p class="cited">{cite.format(2)}{cite.format(3)}</p>\n<p dir="auto">1. first {cite.format(1)}</p>' in html
    )
    markdown = render(archive.root, BASE_NAME, "markdown")
    assert (
        "A \\*word\\*, \\*\\*two\\*\\* \\& \\<b\\>, \\[a page\\](https://page.example/x) [\\[S1\\]](<https://"
        in markdown
    )
    assert "\n- one [" in markdown and "\n- two, in two lines\n\n> said [" in markdown
    assert "\n>\n> and more\n\n[\\[S2\\]](<" in markdown
    assert "\n1\\. first [" in markdown


def test_hostile_bodies_take_no_time() -> None:
    """Each takes less than half a second; together they have many times that."""
    pieces = ["[", "![", "*a ", "`", "<", "> ", "- ", "[S1]", "[a](", "\u202e", "&#x", "a\n\n", "**a*", "]("]
    script = (
        "import sys; from butfor.view.markdown import prose as markdown; from butfor.site.markup import prose_html\n"
        "from butfor.view.wording import prose\n"
        "for piece in sys.argv[1:]:\n"
        "    body = prose(piece * (20_000 // len(piece)))\n"
        "    prose_html(body, ['S1']), list(markdown(body, {'S1': None}))"
    )
    subprocess.run([sys.executable, "-c", script, *pieces], timeout=60, check=True)


def test_citations_lead_to_sources_and_nowhere_else() -> None:
    text = "Said [S1][S2]. Not [S3], [s1], \\[S1], [S1](https://evil.example/).\n"
    html = unglued(prose_html(blocks(text), ["S1", "S2"]))
    assert html.count('<a class="cite" href="#source-S1">[S1]</a>') == 3
    assert html.count('<a class="cite" href="#source-S2">[S2]</a>') == html.count("[S2]") == 1
    assert "Not [S3], [s1], \\<a " in html and "</a>(https://evil.example/)." in html
    assert html.count("href=") == 4


class _Read(HTMLParser):
    """The text of a part of a page as the canonical text has it: marks of items and quotations by their elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.inside: str | None = None
        self.text: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "blockquote"):
            self.inside = tag
            self.blocks.append("")
        elif tag in ("p", "li"):
            self.text = ""
            if ("class", "cited") in attrs:
                self.inside = "cited"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "blockquote"):
            self.inside = None
        elif tag in ("p", "li") and self.text is not None:
            self._end(self.text)
            self.text = None

    def _end(self, text: str) -> None:
        if self.inside == "ul":
            self.blocks[-1] += f"{chr(10) if self.blocks[-1] else ''}- {text}"
        elif self.inside == "blockquote":
            self.blocks[-1] += f"{chr(10) + '>' + chr(10) if self.blocks[-1] else ''}> {text}"
        elif self.inside == "cited":
            self.blocks[-1] += text
            self.inside = None
        else:
            self.blocks.append(text)

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text += data


def read(html: str) -> str:
    reader = _Read()
    reader.feed(html)
    reader.close()
    return "\n\n".join(reader.blocks)


def unspaced(text: str) -> str:
    """A canonical text without the white space before the citations that end a quotation, which are shown below it."""
    blocks = text.split("\n\n")
    ending = re.compile(r"(?:\n>\n> |(?<!\A>) )((?:\[S[1-9][0-9]{0,2}\])+)\Z")
    return "\n\n".join(ending.sub(r"\1", block) if block.startswith("> ") else block for block in blocks)


ANSWERS = """\
rationale:
  tested_harm: |
    The court spent time on opinions that nobody had written.
  without: |
    Without ChatGPT no invented opinions would have been filed.

    > I should have checked. [S1]
  other_causes: none-known
  limits: |
    That judges were named does not pass.
  test: passes-in-part
  basis: editor
  by: "A. Editor"
  date: "2026-05-20"
  guide: v1
"""


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_answers_are_the_paragraphs_of_why_this_is_an_incident(form: str, archive: Place) -> None:
    archive.put(BASE_NAME, merged(ANSWERS))
    shown = " ".join(archive.run("render", BASE_NAME, "--format", form).stdout.replace("\\", "").split())
    in_order(
        shown,
        (
            "Why this is an AI incident", "The court spent time on opinions that nobody had written.",
            "Without ChatGPT no invented opinions would have been filed.", "> I should have checked.",
            "No other necessary cause is known.", "That judges were named does not pass.",
            "The harm passes the test in part. Assessed by A. Editor on 20 May 2026, Editor's Guide v1.",
            'Counterfactual "but-for" test per the Editor\'s Guide.', "Codes mit:3.1", "Providers OpenAI",
        ),
    )  # fmt: skip


def test_a_proposal_says_that_nobody_has_assessed_it(archive: Place) -> None:
    proposed = ANSWERS.replace("editor\n", "proposed\n").replace('  by: "A. Editor"\n  date: "2026-05-20"\n', "")
    archive.put(BASE_NAME, merged('status: draft\nsubmitted_by: "A. Contributor"\n' + proposed))
    shown = " ".join(archive.run("render", BASE_NAME).stdout.split())
    assert "DRAFT: not published" in shown
    assert "Proposed by A. Contributor; no editor has yet assessed this wire." in shown


def test_one_source_is_one_source_of_the_standard(archive: Place) -> None:
    source = "sources:\n  - {id: S1, url: 'https://court.example/a', publisher: Court, kind: court, title: Order}\n"
    archive.put(BASE_NAME, merged(f"verified_by: primary-source\n{source}body: Invented opinions, filed [S1].\n"))
    assert archive.check().findings == ()
    assert "\n1 source standard\n" in archive.run("render", BASE_NAME).stdout


def test_the_page_shows_the_canonical_text_of_the_shipped_wires() -> None:
    paths = sorted((REPOSITORY / "incidents").rglob("*.yaml"))
    assert paths
    policy = load_policy(REPOSITORY)
    for path in paths:
        wire = read_wire(Source(path.name, path.read_bytes())).valid_wire
        assert wire is not None
        page = Site(policy, None).alone(view(path.name, wire, policy)).decode()
        body = page.partition('<h2 class="unseen">What happened</h2>')[2].partition("</div>")[0]
        assert unspaced(canonical(wire.body)) == read(body)
        rationale = page.partition('<h2 id="why">')[2].partition("</h2>")[2].partition('<p class="assessed')[0]
        assert unspaced(canonical(wire.rationale.prose)) == read(rationale)


SHOWN = st.lists(
    st.sampled_from([
        *"ab.*`#<>-\\&[]\"'1か東한é👍|~_!", " ", "  ", "\t", "\n", "\n\n", "> ", "\n> ", "\n\n- ", "[S1]", "[S22]",
        *("</p>", "<b>", "&amp;", "&#65;", "](https://e.example)", "```", "\xa0", "\u3000"),
    ]),
    max_size=40,
).map("".join)  # fmt: skip


@given(SHOWN)
def test_the_page_shows_the_canonical_text(text: str) -> None:
    assert read(prose_html(prose(text), ["S1"])) == unspaced(canonical(text))


@given(SHOWN)
def test_markdown_shows_every_sign(text: str) -> None:
    """As a reader of Markdown makes HTML of it, with everything switched on; structure and white space apart."""
    markdown = "\n\n".join(prose_markdown(prose(text), {"S1": None}))
    html = MarkdownIt("js-default", {"html": True}).render(markdown)
    seen = unescape(re.sub(r"</?(?:p|ul|li|blockquote|code)>", "", html))
    written = "".join(part for block in blocks(text) for part in block.parts)
    assert "".join(seen.split()) == "".join(written.split())


@pytest.mark.parametrize(
    ("wire", "words"),
    [
        ("nowhere.yaml", "No such file"), ("01H3G6D600EEEEEEEEEEEEEEEE", "no wire here has the id"),
        ("butfor.toml", "not a wire"), ("\x1b[31m", "name a file, or an id"), ("../outside.yaml", "outside"),
    ],
)  # fmt: skip
def test_what_can_not_be_rendered_is_said(wire: str, words: str, archive: Place) -> None:
    archive.root.parent.joinpath("outside.yaml").write_text(BASE)
    done = archive.run("render", wire)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "\x1b" not in done.stderr


def test_an_unsound_wire_is_not_rendered(archive: Place) -> None:
    archive.put(BASE_NAME, BASE.replace("tier:", "teir:"))
    done = archive.run("render", BASE_NAME)
    assert done.returncode == 2
    assert f"`butfor check {BASE_NAME}` says why" in done.stderr


def test_without_the_extra_text_still_works_and_the_rest_says_what_to_install(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    without = "import sys; sys.modules['jinja2'] = sys.modules['markdown_it'] = None; from butfor.cli import run; run()"

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", without, *arguments]
        return subprocess.run(command, cwd=archive.root, capture_output=True, text=True, timeout=60, check=False)

    assert "Why this is an AI incident" in run("render", BASE_NAME).stdout
    for arguments in (("render", BASE_NAME, "--format", "html"), ("site", "build"), ("site", "serve")):
        done = run(*arguments)
        assert done.returncode == 2
        assert re.search(r"pip install 'jinja2[^']*'\n", done.stderr), "and no name that no index has"


def test_checking_loads_none_of_this(archive: Place) -> None:
    archive.put(BASE_NAME, BASE)
    names = "('jinja2', 'markdown_it', 'butfor.site')"
    seen = f"import sys; from butfor.cli import main; main(); print([n for n in sys.modules if n.startswith({names})])"
    command = [sys.executable, "-c", seen, "check"]
    done = subprocess.run(command, cwd=archive.root, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.endswith("[]\n"), done.stdout


def test_entities_begin_no_line_of_markdown(archive: Place) -> None:
    paragraph = "&#13;# Retracted by nobody&#13;&#32;# H1 &#10;::error::x [S1]"
    archive.put(BASE_NAME, merged(f"body: |\n  {paragraph}\n\n  &#32;# Heading [S2][S3]\n"))
    done = archive.run("render", BASE_NAME, "--format", "markdown")
    assert done.returncode == 0
    assert "\r" not in done.stdout
    assert not [line for line in done.stdout.splitlines() if line.lstrip().startswith(("# H", "# R", "::"))]


def test_each_external_id_leads_where_its_scheme_says(archive: Place) -> None:
    archive.put(BASE_NAME, merged("external_ids: {aiid: [541, 542], piperoll: PIR-2026-0009, elsewhere: x}\n"))
    pages = {format_: render(archive.root, "01H3G6D60088JDPVJMJQV9BE1W", format_) for format_ in ("markdown", "html")}
    for page in pages.values():
        for address in ("https://incidentdatabase.ai/cite/542/", "https://piperoll.org/pir/2026-0009"):
            assert address in page
    assert "Elsewhere: [AI Incident Database 541](<https://incidentdatabase.ai/cite/541/>)" in pages["markdown"]
    assert "Elsewhere: elsewhere x" in pages["markdown"]


JUDGED_ANEW = """\
corrections:
  - date: "2026-06-05"
    type: assessment
    changes:
      - field: rationale
        was: {tested_harm: "Nobody was harmed.", without: "All would have been well.", other_causes: none-known,
              test: passes-in-part, limits: "Not known.", basis: editor, by: "A. Editor", date: "2026-05-20", guide: v1}
    reason: "Read again."
    by: "A. Editor"
  - date: "2026-06-06"
    type: assessment
    changes:
      - field: rationale
        was: {tested_harm: "Two lawyers were fined.", without: "All would have been well.", other_causes: none-known,
              test: passes, basis: editor, by: "A. Editor", date: "2026-06-05", guide: v1}
    reason: "Read once more."
    by: "A. Editor"
"""


CHANGED = """\
title: "ChatGPT invented seven court opinions that two lawyers filed"
legal_status: fined
corrections:
  - date: "2026-06-05"
    type: update
    changes: [{field: legal_status, was: alleged, now: fined}]
    reason: "The court decided."
    by: "A. Editor"
  - date: "2026-06-05"
    type: correction
    changes:
      - field: title
        was: "ChatGPT invented six court opinions that two lawyers filed"
        now: "ChatGPT invented seven court opinions that two lawyers filed"
    reason: "It was one more."
    by: "A. Editor"
  - date: "2026-06-07"
    type: clarification
    changes: [{field: occurred_note, was: "Filed.", now: "Filed in court."}]
    reason: "Clearer."
    by: "A. Editor"
"""


def test_under_the_headline_stands_what_has_become_of_the_wire(archive: Place) -> None:
    """That it was wrong weighs more than what came later; words that differ are marked, fields are in words."""
    archive.put(BASE_NAME, merged(CHANGED))
    for format_ in FORMATS:
        text = " ".join(re.sub(r"[\\*#]", "", shown(render(archive.root, BASE_NAME, format_))).split())
        in_order(text, ("seven court opinions", "Assessed by ", "Corrected on 5 June 2026: It was one more", "SEV-3"))
        in_order(text, ("What changed", "5 June 2026: title", "5 June 2026: legal status", "fined by|fined"))
    page = render(archive.root, BASE_NAME, "html")
    assert page.index("<h1") < page.index('data-part="state"') < page.index('data-part="severity"')
    assert "invented <del>six</del> court" in page and "invented <ins>seven</ins> court" in page
    assert "legal_status" not in page and "alleged, not decided" in page
    assert '<a href="#changed">All 3 changes</a>' in page


def test_facts_are_in_words(archive: Place) -> None:
    source = BASE.replace("    kind: news\n", "    kind: news\n    language: it\n", 1)
    archive.put(BASE_NAME, merged("providers: [unknown]\nharm: actual\n", source))
    text = render(archive.root, BASE_NAME)
    assert "in Italian" in text and "Harm: it happened" in text and "Providers not named" in text
    assert "\nSEV-3 \u00b7 limited harm\n" in text


def test_an_assessment_reports_the_answers_that_are_others_in_readers_words(archive: Place) -> None:
    archive.put(BASE_NAME, merged(JUDGED_ANEW))
    text = re.sub(r"\s+", " ", render(archive.root, BASE_NAME))
    older = text[text.index("Assessed again, 5 June 2026") : text.index("Why: Read again.")]
    assert "Was (the harm that is tested): Nobody was harmed. Now (the harm that is tested): Two lawyers" in older
    assert "Was (does the harm pass the test): in part Now (does the harm pass the test): yes" in older
    assert "Removed (limits of the test): Not known." in older
    assert "All would have been well" not in older, "it is the same answer"
    newer = text[text.index("Assessed again, 6 June 2026") : text.index("Why: Read once more.")]
    assert "Was (the harm that is tested): Two lawyers were fined." in newer
    assert "Now (other causes):" in newer
    assert "none-known" not in text
    assert "basis" not in text
    page = render(archive.root, BASE_NAME, "html")
    assert "Corrected" not in page
    assert "<del>" not in page, "nothing was wrong"
    assert page.index("<h1") < page.index('data-part="body"') < page.index('data-part="corrections"')
    assert page.count("<details>") == 2


def test_a_wire_is_marked_with_its_language(archive: Place) -> None:
    archive.put(BASE_NAME, merged("language: de\n"))
    page = render(archive.root, BASE_NAME, "html")
    assert '<html lang="en">' in page, "what stands around it is English"
    for part in ("h1", "div"):
        assert re.search(rf'<{part}[^>]*>\s*<span lang="de">|<{part} lang="de">', page), part
    assert page.count('lang="de"') == 3
