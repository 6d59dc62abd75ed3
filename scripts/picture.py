"""Draw the picture in README.md: what `butfor check` prints about a wire with two faults, in a real run, as SVG."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIRE = "incidents/2025/01K5AFH400YAVW625FB5AXP1H2.yaml"
FAULTS = {"severity: SEV-3": "severity: SEV3", "verified_by: primary-source": "verified_by: corroboration"}
COLUMN, ROW, MARGIN = 8.4, 20, 20
"""Width of a character, height of a line and space around the text, in pixels."""
HEAD = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" width="{width:g}" height="{height}" role="img">
<title>What butfor check prints about a wire with an unknown severity and too few independent sources</title>
<style>
  svg {{ --paper: #ffffff; --edge: #d0d7de; --ink: #1f2328; --error: #b3261e }}
  @media (prefers-color-scheme: dark) {{
    svg {{ --paper: #161b22; --edge: #3d444d; --ink: #e6edf3; --error: #ff8a80 }}
  }}
  rect {{ fill: var(--paper); stroke: var(--edge) }}
  text {{ font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: var(--ink); white-space: pre }}
  .bold {{ font-weight: bold }}
  .red {{ fill: var(--error) }}
</style>
<rect x="0.5" y="0.5" width="{inner:g}" height="{bottom}" rx="8"/>
"""
_CODE = re.compile("\x1b\\[([0-9;]*)m")
_CLASSES = {"1": "bold", "31": "red"}
"""Classes by the numbers of ANSI's colours and styles, those that a report of errors uses."""


def picture() -> str:
    """Return the SVG. Raises KeyError where the report uses a colour that has no class here."""
    lines = [f"$ butfor check {WIRE}", *_report().splitlines()]
    width, height = 80 * COLUMN + 2 * MARGIN, len(lines) * ROW + 2 * MARGIN
    drawn = [HEAD.format(width=width, height=height, inner=width - 1, bottom=height - 1)]
    for number, line in enumerate(lines):
        drawn += _line(line, MARGIN + 15 + number * ROW)
    return "".join(drawn) + "</svg>\n"


def _report() -> str:
    """Return what `butfor check` prints about the wire with its faults, in colour."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder)
        for name in ("butfor.toml", "schema", "incidents"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
            copy(ROOT / name, archive / name)
        text = (archive / WIRE).read_text(encoding="utf-8")
        for good, bad in FAULTS.items():
            assert good in text, f"{WIRE} holds no `{good}`; choose other faults in scripts/picture.py"
            text = text.replace(good, bad)
        (archive / WIRE).write_text(text, encoding="utf-8")
        # Without the variables of CI, which would have it compare the archive with another version.
        environment = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT") if name in os.environ}
        command = [sys.executable, "-m", "butfor", "check", "--no-cache", "--color", "always", WIRE]
        run = subprocess.run(
            command, cwd=archive, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert run.returncode == 1, f"`butfor check` ended with {run.returncode} and not with 1: {run.stderr}"
        return run.stdout


def _line(line: str, y: int) -> list[str]:
    """Return the SVG of one line: a text for each piece of one colour, at its column."""
    drawn, column, classes = [], 0, []
    pieces = _CODE.split(line)
    for text, codes in zip(pieces[::2], [*pieces[1::2], "0"], strict=True):
        if text.strip():
            start = column + len(text) - len(text.lstrip())
            size = len(text.strip()) * COLUMN
            style = f' class="{" ".join(classes)}"' if classes else ""
            place = f'x="{MARGIN + start * COLUMN:g}" y="{y}" textLength="{size:g}"'
            drawn.append(f"<text {place}{style}>{escape(text.strip(), quote=False)}</text>\n")
        column += len(text)
        for code in codes.split(";"):
            classes = [] if code in ("", "0") else [*classes, _CLASSES[code]]
    return drawn
