"""The real YAML language server, started as editors start it: what it shows of a wire that names its schema.

It must report what `butfor check` reports, on the same lines, complete names and vocabularies, and explain fields.
What it can't see, or shows elsewhere, stands in `DIFFERENCES`, with the reason.
"""

import fcntl
import itertools
import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from butfor.findings import Level
from butfor.rules.registry import RULES
from conftest import BASE, REPOSITORY, Place, files_of, merged, new_archive

pytestmark = pytest.mark.editor

MODELINE = "# yaml-language-server: $schema=../../schema/wire.schema.json\n"
SECONDS = 60
SETTINGS = {"yaml": {"schemaStore": {"enable": False}, "kubernetesCRDStore": {"enable": False}}}


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server that tests/editor pins, installed once for all workers of a run."""
    for tool in ("node", "npm"):
        if shutil.which(tool) is None:
            (pytest.fail if os.environ.get("BUTFOR_TESTS_IN_CI") else pytest.skip)(
                f"`{tool}` is missing: install Node.js 20 or later"
            )
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home = shared / "yaml-language-server"
    installed = home / "installed"
    with (shared / "yaml-language-server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.is_file():
            home.mkdir(exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(REPOSITORY / "tests/editor" / name, home)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, f"`npm ci` in tests/editor fails:\n{done.stderr}"
            installed.touch()
    return home / "node_modules/yaml-language-server/bin/yaml-language-server"


class Server:
    """A running language server, and the part of an editor that talks to it."""

    def __init__(self, program: Path, root: Path, log: Path) -> None:
        self.log = log
        with log.open("wb") as stderr:
            self.process = subprocess.Popen(
                ["node", str(program), "--stdio"], cwd=root,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr,
            )  # fmt: skip
        self.incoming: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.numbers = itertools.count()

    def start(self, root: Path) -> None:
        """The first words of a conversation; afterwards the server has its settings."""
        capabilities = {
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
            },
        }
        folders = [{"uri": root.as_uri(), "name": root.name}]
        about = {"processId": os.getpid(), "rootUri": root.as_uri(), "workspaceFolders": folders}
        self.ask("initialize", {**about, "capabilities": capabilities})
        self._send({"method": "initialized", "params": {}})
        self._await("its question about settings", lambda message: message.get("method") == "workspace/configuration")

    def _read(self) -> None:
        assert self.process.stdout is not None
        stream = self.process.stdout
        while header := stream.readline():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                while stream.readline().strip():
                    pass
                self.incoming.put(json.loads(stream.read(int(value))))
        self.incoming.put(None)

    def _send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _await(self, what: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next message that is ``wanted``; the server's own requests are answered on the way."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                message = self.incoming.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                message = None
            assert message is not None, f"no {what} from the server; it says:\n{self.log.read_text()}"
            if "method" in message and "id" in message:
                asked = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
                result = None if asked is None else [SETTINGS.get(item.get("section")) for item in asked]
                self._send({"id": message["id"], "result": result})
            if wanted(message):
                return message

    def ask(self, method: str, params: dict[str, Any] | None) -> Any:
        number = next(self.numbers)
        self._send({"id": number, "method": method, "params": params})
        answer = self._await(
            f"answer to {method}", lambda message: message.get("id") == number and "method" not in message
        )
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, path: Path) -> None:
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": path.read_bytes().decode()}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})

    def problems(self, paths: Iterable[Path]) -> dict[Path, set[tuple[int, str]]]:
        """What the server reports of files not opened before: line, message. It names no version of a document, so
        each text has to be a file of its own."""
        todo = {path.as_uri(): path for path in paths}
        for path in todo.values():
            self.open(path)
        found: dict[Path, set[tuple[int, str]]] = {}
        while len(found) < len(todo):
            report = self._await("diagnostics", lambda message: message.get("params", {}).get("uri") in todo)["params"]
            shown = {(item["range"]["start"]["line"] + 1, item["message"]) for item in report["diagnostics"]}
            found[todo[report["uri"]]] = shown
        return found

    def at(self, method: str, path: Path, text: str) -> Any:
        """What the server answers about the place ``<here>`` of a text."""
        before, _, after = text.partition("<here>")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(before + after, encoding="utf-8")
        self.open(path)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self.ask(method, {"textDocument": {"uri": path.as_uri()}, "position": position})

    def stop(self) -> None:
        if self.process.poll() is None:
            self.ask("shutdown", None)
            self._send({"method": "exit", "params": None})
        self.process.wait(SECONDS)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """An archive whose schema is fresh."""
    place = new_archive(tmp_path_factory.mktemp("editor") / "archive")
    assert place.run("schema", "--write").returncode == 0
    return place


@pytest.fixture(scope="module")
def server(program: Path, place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(program, place.root, tmp_path_factory.mktemp("log") / "stderr")
    try:
        server.start(place.root)
        yield server
        server.stop()
    finally:
        server.process.kill()
        server.process.wait(SECONDS)
        server.reader.join(SECONDS)
        for stream in (server.process.stdin, server.process.stdout):
            assert stream is not None
            stream.close()


def changed(old: str, new: str) -> str:
    """The base wire with the first ``old`` replaced."""
    assert old in BASE, old
    return BASE.replace(old, new, 1)


TITLE = '"ChatGPT invented case law that lawyers filed in court"'
CODES = '["mit:3.1", "mit:5.1"]'
BUT_FOR = BASE[BASE.index("  without: |") : BASE.index("  other_causes: |")]
RETRACTION = 'retraction:\n  date: "2026-06-10"\n  reason: "The court withdrew it."\n  by: "A. Editor"\n'
CORRECTION = """\
corrections:
  - date: "2026-06-05"
    type: correction
    fields: [severity]
    was: "SEV-2"
    now: "SEV-3"
    reason: "Only one source showed a loss."
    by: "A. Editor"
"""
EVERY_OWN_CODE = [*(f"M{number}" for number in range(1, 8)), *(f"F{number}" for number in range(1, 11))]
TOO_MANY_CODES = [*EVERY_OWN_CODE, "mit:1.1", "mit:1.2", "mit:1.3", "mit:2.1"]

# The server shows an error on each line that `butfor check` names, and on no other.
SAME = {
    # names of fields
    "a misspelt optional field": changed("systems:", "sytems:"),
    "a field that nobody knows": BASE + "colour: red\n",
    "such a field in the middle": changed("tier:", "colour: red\ntier:"),
    "such a field in a source": changed("    kind: court", "    kind: court\n    colour: red"),
    # missing fields
    "no severity": changed("severity: SEV-3\n", ""),
    "two fields missing": changed("severity: SEV-3\n", "").replace("tier: standard\n", ""),
    "no kind in the first source": changed("    kind: court\n", ""),
    "no kind in the second source": changed("    kind: news\n", ""),
    "no id in a source": changed("- id: S2\n    url", "- url"),
    "no guide in the rationale": changed("  guide: v1\n", ""),
    "no answer in the rationale": changed(BUT_FOR, ""),
    "a retraction by nobody": changed("status: published", "status: retracted")
    + RETRACTION.replace('  by: "A. Editor"\n', ""),
    "a correction by nobody": BASE + CORRECTION.replace('    by: "A. Editor"\n', ""),
    # fields that another field's value asks for, or rules out
    "near harm without an external factor": changed("harm: actual", "harm: near"),
    "published without a time": changed('published: "2026-06-01T09:00:00Z"\n', ""),
    "retracted without a time": changed('published: "2026-06-01T09:00:00Z"\n', "").replace(
        "status: published", "status: retracted"
    )
    + RETRACTION,
    "retracted without a retraction": changed("status: published", "status: retracted"),
    "a filing without a note": merged("occurred_basis: filing\n"),
    "an editor without a name": changed('  by: "A. Editor"\n', ""),
    "a retraction without the status": BASE + RETRACTION,
    "a retracted draft": changed("status: published", "status: draft") + RETRACTION,
    "a retraction above the status": changed("status: published", RETRACTION + "status: published"),
    "no harm at all": changed("harm: actual", "harm: none"),
    # types
    "a number for the title": changed(TITLE, "1234567890123"),
    "a list for the title": changed(TITLE, "[a, b]"),
    "text for codes": changed(CODES, '"mit:3.1"'),
    "text for sources": merged("sources: none known\n"),
    "addresses for sources": merged("sources:\n  - https://court.example/opinion-54.pdf\n"),
    "text for the rationale": merged("rationale: because\n"),
    "text for the version": changed("schema: 2", 'schema: "2"'),
    "a truth for a number elsewhere": changed("aiid: 541", "aiid: true"),
    "a number for a publisher": changed('"The Example Herald"', "7"),
    "a number in a correction": BASE + CORRECTION.replace('"SEV-2"', "2"),
    "a truth in a list of texts": changed("[ChatGPT]", "[true]"),
    "a list of lines": BASE.splitlines()[0] + "\n- a\n- b\n",
    "a text and nothing else": BASE.splitlines()[0] + "\nhello\n",
    # closed vocabularies
    "schema": changed("schema: 2", "schema: 3"),
    "status": changed("status: published", "status: publshed"),
    "kind": changed("kind: hallucination", "kind: hallucinations"),
    "harm": changed("harm: actual", "harm: real"),
    "severity": changed("SEV-3", "SEV-9"),
    "severity in lower case": changed("SEV-3", "sev-3"),
    "code": changed(CODES, '["mit:3.1", "mit:9.9"]'),
    "code in a block": changed(" " + CODES, "\n  - mit:3.1\n  - mit:9.9"),
    "provider": changed("[OpenAI]", "[Openai]"),
    "provider in a block": changed(" [OpenAI]", "\n  - OpenAI\n  - NobodyAI"),
    "unknown beside a provider": changed("[OpenAI]", "[OpenAI, unknown]"),
    "unknown below a provider": changed(" [OpenAI]", "\n  - OpenAI\n  - unknown"),
    "tier": changed("tier: standard", "tier: gold"),
    "tier behind a character of two UTF-16 units": changed("ChatGPT", "\U0001f600").replace("standard", "gold"),
    "verified_by": changed("corroboration", "hearsay"),
    "occurred_basis": merged("occurred_basis: rumour\n"),
    "legal_status": merged("legal_status: guilty\n"),
    "kind of a source": changed("kind: news", "kind: blog"),
    "basis of the rationale": changed("basis: editor", "basis: gut"),
    "guide": changed("guide: v1", "guide: v2"),
    "type of a correction": BASE + CORRECTION.replace("type: correction", "type: fix"),
    "seat of a review": BASE + 'reviews:\n  - seat: judge\n    by: "B. Counsel"\n    date: "2026-05-21"\n',
    # forms
    "an id in lower case": changed("01H3G6D60088JDPVJMJQV9BE1W", "01h3g6d60088jdpvjmjqv9be1w"),
    "a short id": changed("01H3G6D60088JDPVJMJQV9BE1W", "01H3"),
    "a date with the day first": changed('"2023-03-01"', '"01.03.2023"'),
    "a month 13": changed('"2023-03-01"', '"2023-13-01"'),
    "a year without quotes": changed('"2023-03-01"', "2023"),
    "a time without Z": changed("09:00:00Z", "09:00:00"),
    "a date of a source in words": changed('published: "2023-06-22"', 'published: "June 2023"'),
    "a day that is a month": changed('date: "2026-05-20"', 'date: "2026-05"'),
    "http": changed("https://court", "http://court"),
    "http for the archive copy": changed("    kind: court", "    kind: court\n    archive_url: http://a.example/copy"),
    "an address with a blank": changed("opinion-54.pdf", "opinion 54.pdf"),
    "an id of a source": changed("- id: S3", "- id: X3"),
    "an origin in words": changed("    kind: news", "    kind: news\n    origin: Reuters"),
    "a language in words": changed("    kind: news", "    kind: news\n    language: Italian"),
    "a related wire": BASE + "related: [abc]\n",
    "a rule of a deviation": BASE
    + 'deviations:\n  - {rule: Too_Few, reason: "Signed.", by: "B. Counsel", date: "2026-06-01", ledger: "2026-1"}\n',
    "a long title": changed("ChatGPT invented", "ChatGPT " * 30),
    "a short title": changed(TITLE, '"ChatGPT"'),
    "a title of two lines": changed(TITLE, "|\n  ChatGPT invented case law\n  that lawyers filed in court"),
    "a long rationale": changed("Without ChatGPT's", "Without ChatGPT's " + "x " * 2600),
    "too many codes": changed(CODES, json.dumps(TOO_MANY_CODES)),
    "a code twice": changed("[ChatGPT]", "[ChatGPT, ChatGPT]"),
    # nothing
    "no codes": changed(CODES, "[]"),
    "no providers": changed("[OpenAI]", "[]"),
    "no sources": merged("sources: []\n"),
    "a conflict between no sources": BASE + 'conflicts:\n  - point: "They count differently."\n    sources: []\n',
    "a title left out": changed(" " + TITLE, ""),
    "a title of blanks": changed(TITLE, '"   "'),
    "a title of nothing": changed(TITLE, '""'),
    "a tilde": changed("tier: standard", "tier: ~"),
    "sources left out": merged("sources:\n"),
    "an optional field left out": merged("occurred_note:\n"),
    "a publisher left out": changed(' "District Court"', ""),
    "an item left out": changed(" [ChatGPT]", "\n  -"),
    "a source left out": changed("body: |", "  -\nbody: |"),
    "a body of nothing": merged("body: |\n"),
    "a rationale of nothing": changed(BUT_FOR, '  without: ""\n'),
    "a folded rationale of nothing": changed(BUT_FOR, "  without: >-\n"),
    # YAML
    "a key twice": changed("tier: standard", "tier: standard\ntier: standard"),
    "a key twice, far apart": BASE + "tier: standard\n",
    "a key twice in a source": changed("    kind: court", "    kind: court\n    kind: court"),
    "a line too far right": changed("    kind: court", "      kind: court"),
    "a field with a blank before it": changed("tier: standard", " tier: standard"),
    "a quote that never ends": changed('filed in court"', "filed in court"),
    "a single quote that never ends": changed('"District Court"', "'District Court"),
    "a bracket that never ends": changed("[OpenAI]", "[OpenAI"),
    "text behind a quote": changed('filed in court"', 'filed in court" indeed'),
    "a quote round the first word": changed('"The Example Herald"', '"The" Example Herald'),
    "an at sign first": changed('"The Example Herald"', "@herald"),
    "an escape that nobody knows": changed("The Example", "The \\Example"),
    "a tag of somebody's own": changed("tier: standard", "tier: !x standard"),
    "an alias of nothing": changed("tier: standard", "tier: *t"),
    "lines that end in CR LF": changed("SEV-3", "SEV-9").replace("\n", "\r\n"),
}


@dataclass(frozen=True)
class Difference:
    """Wires of which the server does not show the same lines: why not, and how its lines stand to ours."""

    why: str
    holds: Callable[[set[int], set[int]], bool]
    texts: dict[str, str]


def more(ours: set[int], shown: set[int]) -> bool:
    return ours < shown


def below(ours: set[int], shown: set[int]) -> bool:
    return shown == {line + 1 for line in ours}


def nothing(ours: set[int], shown: set[int]) -> bool:
    return bool(ours) and not shown


DIFFERENCES = (
    Difference(
        "a schema can't tell that a misspelt field is the one that is missing: the server shows both, the missing one "
        "on the first line of its mapping",
        more,
        {
            "in the wire": changed("severity:", "severty:"),
            "in a source": changed("    publisher:", "    publsher:"),
            "in the rationale": changed("  basis:", "  bases:"),
        },
    ),
    Difference(
        "where YAML is broken, the server reads on and shows what follows from it; we stop at the first error",
        more,
        {
            "a line too far left": changed("    kind: court", "   kind: court"),
            "a paragraph at the margin": changed("  The court fined", "The court fined"),
            "a colon in a text": changed(TITLE, "ChatGPT: invented: case law"),
            "no colon": changed("tier: standard", "tier standard"),
            "no blank behind a colon": changed("tier: standard", "tier:standard"),
            "a tab before a key": changed("    kind: court", "\tkind: court"),
            "a tab between blanks": changed("    kind: court", "  \t kind: court"),
            "a tab before a dash": changed("  - id: S2", "\t- id: S2"),
            "a lost dash": changed("  - id: S2", "    id: S2"),
        },
    ),
    Difference(
        "the server underlines a block from its first line on, we the key above it",
        below,
        {
            "a list for text": changed(" " + TITLE, "\n  - a"),
            "a mapping for a list": changed(" " + CODES, "\n  mit: 3.1"),
            "a mapping for sources": merged("sources:\n  id: S1\n  url: https://a.example\n"),
            "too many items": changed(" " + CODES, "".join(f'\n  - "{code}"' for code in TOO_MANY_CODES)),
        },
    ),
    Difference(
        "the server underlines a list with an item twice from its first line on, we the second of the two",
        lambda ours, shown: shown == {line - 1 for line in ours},
        {"an item twice in a block": changed(" [ChatGPT]", "\n  - ChatGPT\n  - ChatGPT")},
    ),
    Difference(
        "YAML allows it, a wire does not: the part of YAML that JSON can say is known to `butfor check` alone",
        nothing,
        {
            "an anchor": changed("tier: standard", "tier: &t standard\nx_tier: *t"),
            "a merge key": changed("    kind: court", "    kind: court\n    <<: {language: en}"),
            "a tag": changed("tier: standard", "tier: !!str standard"),
            "a directive": "%YAML 1.2\n---\n" + BASE,
            "two documents": BASE + "---\n" + BASE,
            "33 levels": BASE + "x_deep: " + "[" * 33 + "]" * 33 + "\n",
            "infinity": BASE + "x_much: .inf\n",
            "a tab behind a colon": changed("tier: standard", "tier:\tstandard"),
            "a control character": changed("The Example", "The \x07 Example"),
            "a control character in disguise": changed("The Example", "The \\a Example"),
            "an empty file": MODELINE,
        },
    ),
    Difference(
        "the server reads YAML 1.2, in which this is text; our warning is for readers of YAML 1.1",
        nothing,
        {
            "a date without quotes": changed('"2023-03-01"', "2023-03-01"),
            "a time without quotes": changed('"2026-06-01T09:00:00Z"', "2026-06-01T09:00:00Z"),
            "yes": changed("[ChatGPT]", "[yes]"),
        },
    ),
    Difference(
        "a schema sees the form of an address, not whose it is",
        nothing,
        {"a number for a host": changed("https://court.example", "https://127.0.0.1")},
    ),
)
STRUCTURAL = {
    "unknown-code", "unknown-severity", "unknown-tier", "unknown-provider", "unknown-not-alone", "duplicate-item",
    "malformed-id", "bad-url", "empty-rationale", "harm-none",
    "malformed-external-id", "unknown-scheme",
}  # fmt: skip
# Where the server may show an error too: a number in the place of a text is a warning to us, and of a TODO in a field
# with a form we say that somebody has to look, the server that it does not fit.
ALSO = {"unquoted-text", "placeholder"}


class Lines:
    """The lines of a file on which `butfor check` finds errors of structure, and those on which the server may too."""

    def __init__(self) -> None:
        self.errors: set[int] = set()
        self.also: set[int] = set()


def both(
    server: Server, place: Place, name: str, texts: Iterable[str]
) -> Iterator[tuple[Lines, set[int], set[tuple[int, str]]]]:
    """For each text, as a wire of its own: what we find, the lines that the server shows, all that it shows."""
    files = {f"incidents/2023/{name}-{number}.yaml": text for number, text in enumerate(texts)}
    paths = {file: place.put(file, text) for file, text in files.items()}
    ours = {file: Lines() for file in files}
    for finding in place.check().findings:
        if finding.file in ours:
            structural = RULES[finding.rule].family in ("yaml", "shape") or finding.rule in STRUCTURAL
            if structural and finding.level is Level.ERROR:
                ours[finding.file].errors.add(finding.span.line)
            elif finding.rule in ALSO:
                ours[finding.file].also.add(finding.span.line)
    shown = server.problems(paths.values())
    for file, path in paths.items():
        yield ours[file], {line for line, _ in shown[path]}, shown[path]


def test_sound_wires_are_sound_to_the_server(server: Server, place: Place) -> None:
    """The base wire, a wire with every field, and all that this archive ships."""
    shipped = sorted((REPOSITORY / "incidents").glob("*/*.yaml"))
    assert len(shipped) >= 16
    full = (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")
    paths = [place.put("incidents/2023/base.yaml", BASE), place.put("incidents/2023/full.yaml", full), *shipped]
    assert {path.name: problems for path, problems in server.problems(paths).items() if problems} == {}


def test_the_server_reports_the_same_errors_on_the_same_lines(server: Server, place: Place) -> None:
    wrong = []
    for what, (ours, lines, shown) in zip(SAME, both(server, place, "same", SAME.values()), strict=True):
        if not lines or not ours.errors <= lines <= ours.errors | ours.also:
            wrong.append(f"{what}: we find {ours.errors or ours.also}, the server {sorted(shown)}")
    assert wrong == []


@pytest.mark.parametrize("number", range(len(DIFFERENCES)))
def test_the_server_differs_where_it_must(number: int, server: Server, place: Place) -> None:
    """One that no longer differs belongs to `SAME`."""
    difference = DIFFERENCES[number]
    wrong = []
    found = both(server, place, f"difference-{number}", difference.texts.values())
    for what, (ours, lines, shown) in zip(difference.texts, found, strict=True):
        if not difference.holds(ours.errors or ours.also, lines):
            wrong.append(f"{what}: we find {ours.errors or ours.also}, the server {sorted(shown)}")
    assert wrong == [], difference.why


def test_the_server_raises_no_false_alarm(server: Server, place: Place) -> None:
    """No fixture of any rule is sound in structure to us and not to the server."""
    texts = []
    for path in sorted((REPOSITORY / "tests/fixtures").glob("*/*.yaml")):
        if not path.is_symlink():
            for text in files_of(path.read_text(encoding="utf-8")).values():
                texts.append((path, text if MODELINE in text else MODELINE + text))
    assert len(texts) > 500
    wrong = []
    for (path, _), (ours, _, shown) in zip(
        texts, both(server, place, "fixture", (text for _, text in texts)), strict=True
    ):
        if shown and not ours.errors | ours.also:
            wrong.append(f"{path.parent.name}/{path.name}: {sorted(shown)}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (changed("harm: actual", "harm: near"), "Required field `external_factor` is missing."),
        (changed('  by: "A. Editor"\n', ""), "Required field `by` is missing."),
        (BASE + RETRACTION, "Only a wire of status `retracted` may have this."),
        (changed("harm: actual", "harm: none"), "Without a harm, actual or near, this is no incident."),
        (changed("[OpenAI]", "[OpenAI, unknown]"), "`unknown` must be the only item."),
        (changed('"2026-05-20"', '"20 May 2026"'), 'This must be a date as `"YYYY-MM-DD"`.'),
    ],
)
def test_the_server_says_it_in_our_words(text: str, message: str, server: Server, place: Place) -> None:
    path = place.put(f"incidents/2023/words-{next(server.numbers)}.yaml", text)
    assert [said for _, said in server.problems([path])[path]] == [message]


@pytest.fixture
def completions(server: Server, place: Place) -> Callable[[str], dict[str, Any]]:
    """What the server offers at the place ``<here>`` of a text, by label."""

    def ask(text: str) -> dict[str, Any]:
        path = place.root / f"incidents/2023/completion-{next(server.numbers)}.yaml"
        return {item["label"]: item for item in server.at("textDocument/completion", path, text)["items"]}

    return ask


def test_missing_fields_are_offered_with_their_description(completions: Callable[[str], dict[str, Any]]) -> None:
    offered = completions(changed("severity: SEV-3\n", "<here>\n"))
    assert offered["severity"]["documentation"] == {
        "kind": "markdown",
        "value": "A level of `schema/severities.yaml`.",
    }
    assert {"external_factor", "legal_status", "corrections"} <= offered.keys()
    assert not {"title", "tier", "sources"} & offered.keys(), "these are there"
    offered = completions(changed('    publisher: "District Court"\n', "    <here>\n"))
    assert offered["publisher"]["documentation"] == "The publisher of the text, by its own name."
    assert "archive_url" in offered
    assert "severity" not in offered
    assert "basis" in completions(changed("  basis: editor\n", "  <here>\n"))
    assert {"id", "url", "publisher", "kind", "title"} <= completions(changed("body: |", "  - <here>\nbody: |")).keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            changed("kind: hallucination", "kind: <here>"),
            {"hallucination", "terms-of-service-breach", "behaviour-shift", "official-finding", "provenance-fraud"},
        ),
        (changed("harm: actual", "harm: <here>"), {"actual", "near", "none"}),
    ],
)
def test_closed_vocabularies_are_offered(
    text: str, expected: set[str], completions: Callable[[str], dict[str, Any]]
) -> None:
    assert completions(text).keys() == expected


@pytest.mark.parametrize("value", ["[<here>", "[<here>]", '["mit:1.1", <here>]', "\n  - <here>"])
def test_codes_are_offered_with_their_labels_beside_them(
    value: str, completions: Callable[[str], dict[str, Any]], place: Place
) -> None:
    """In the policy's order, and only those that an assessed wire may have: with a meaning, and not retired."""
    offered = completions(changed(CODES, value))
    inserted = {label: item["textEdit"]["newText"].strip() for label, item in offered.items()}
    assert inserted["mit:3.1  False or misleading information"] == '"mit:3.1"'
    assert inserted["M2  Performed honesty"] == "M2"
    in_order = sorted(offered, key=lambda label: str(offered[label]["sortText"]))
    codes = place.policy.codes.items()
    assert [label.partition("  ")[0] for label in in_order] == [
        name for name, code in codes if code.label and not code.retired
    ]


def test_levels_and_tiers_are_offered_with_what_they_mean(completions: Callable[[str], dict[str, Any]]) -> None:
    levels = completions(changed("severity: SEV-3", "severity: <here>"))
    assert [label.partition("  ")[0] for label in levels] == ["SEV-1", "SEV-2", "SEV-3", "SEV-4"]
    assert {item["insertText"] for item in levels.values()} == {"SEV-1", "SEV-2", "SEV-3", "SEV-4"}
    assert all(
        f"This archive's definition: {label.removesuffix('...')[7:]}" in item["documentation"]["value"]
        for label, item in levels.items()
    ), "a label has no room for what all say"
    tiers = completions(changed("tier: standard", "tier: <here>"))
    assert [item["insertText"] for item in tiers.values()] == ["standard"], "once; others are of format 1"


def test_a_tier_that_is_none_learns_which_there_are(server: Server, place: Place) -> None:
    """Not what a former edition had, and no command that would not mend it."""
    for tier, said in (("gold", "standard"), ("primary", "butfor upgrade")):
        path = place.root / f"incidents/2023/{tier}.yaml"
        path.write_text(changed("tier: standard", f"tier: {tier}"), encoding="utf-8")
        messages = [message for _, message in server.problems([path])[path]]
        path.unlink()
        assert [said in message for message in messages] == [True], messages
        assert ("primary" in messages[0], "upgrade" in messages[0]) == (False, tier == "primary")


def test_providers_are_offered(completions: Callable[[str], dict[str, Any]]) -> None:
    assert {"OpenAI", "Google", "unknown"} <= completions(changed("[OpenAI]", "[<here>]")).keys()


def test_completing_a_field_invents_no_value(completions: Callable[[str], dict[str, Any]]) -> None:
    """Nothing that looks like a fact, and quotes round dates."""
    wire = completions(MODELINE + "<here>\n")
    source = completions(changed("body: |", "  - <here>\nbody: |"))
    written = {name: wire[name]["insertText"] for name in ("schema", "id", "title", "occurred", "published")}
    written |= {name: source[name]["insertText"] for name in ("url", "publisher", "accessed")}
    assert written == {
        "schema": "schema: 2", "id": "id: ", "title": "title: ", "occurred": 'occurred: "$1"',
        "published": 'published: "$1"', "url": "url: ", "publisher": "publisher: ", "accessed": 'accessed: "$1"',
    }  # fmt: skip
    for value in ("title", "publisher", "url"):
        assert completions(BASE.replace(f"    {value}: ", f"    {value}: <here>#", 1)) == {}, value


def test_hovering_explains_a_field(server: Server, place: Place) -> None:
    path = place.root / "incidents/2023/hover.yaml"
    answer = server.at("textDocument/hover", path, changed("tier: standard", "ti<here>er: standard"))
    text = answer["contents"]["value"]
    assert "A tier of `schema/evidence.yaml`." in text
    assert "* `standard`: The event is verifiable" in text


def test_the_schemas_pass_the_strict_mode_of_ajv(program: Path, place: Place) -> None:
    """As most tools of JavaScript validate; the words that are for editors are named to it."""
    words = [
        "defaultSnippets",
        "errorMessage",
        "markdownDescription",
        "markdownEnumDescriptions",
        "patternErrorMessage",
    ]
    script = (
        "const ajv = new (require('ajv'))({strict: true, strictTypes: true, strictRequired: true, strictTuples: true});"
        f"ajv.addVocabulary({json.dumps(words)});"
        "for (const name of process.argv.slice(1)) ajv.compile(JSON.parse(require('fs').readFileSync(name)));"
    )
    assert place.run("schema", "--write").returncode == 0
    names = sorted(map(str, (place.root / "schema").glob("*.schema.json")))
    assert len(names) == 8
    home = program.parents[3]
    done = subprocess.run(["node", "-e", script, *names], cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_hover_shows_signs_of_markdown(server: Server, place: Place) -> None:
    """A description in which backticks are escaped is shown with them."""
    path = place.root / "incidents/2023/hovers.yaml"
    for field in ("severity", "tier", "providers", "codes", "verified_by", "submitted_by", "rationale", "external_ids"):
        if f"\n{field}:" in BASE:
            text = changed(f"\n{field}", f"\n{field[:2]}<here>{field[2:]}")
            assert "\\`" not in server.at("textDocument/hover", path, text)["contents"]["value"], field


def test_hovering_a_code_says_first_what_it_means(server: Server, place: Place) -> None:
    path = place.root / "incidents/2023/hover-code.yaml"
    answer = server.at("textDocument/hover", path, changed('"mit:3.1"', '"mit:<here>3.1"'))
    values = answer["contents"]["value"].partition("Allowed Values:")[2].split("\n* ")
    assert values[1].strip() == "`mit:3.1`: False or misleading information"
