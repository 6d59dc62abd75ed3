"""An archive with every kind of wire that the site has to show, for the tests of the site."""

import shutil
from pathlib import Path

from conftest import BASE, REPOSITORY, Place, merged

SEED = "01J93RJSM0JBP95AVF28Q70HVD"
RETRACTED = "01H3G6D600AAAAAAAAAAAAAAAA"
HOSTILE = "01H3G6D600BBBBBBBBBBBBBBBB"
RIGHT_TO_LEFT = "01H3G6D600CCCCCCCCCCCCCCCC"
DRAFT = "01H3G6D600DDDDDDDDDDDDDDDD"
LONG = "W" * 10_000

_HOSTILE = f"""\
id: {HOSTILE}
title: "<script>pwned()</script><img src=x onerror=pwned()> \\u202Egnp.elif & \\"quotes\\""
severity: "SEV-9<svg onload=pwned()>"
codes: ["mit:3.1", "x\\"><script>pwned()</script>"]
providers: [OpenAI, "<b>Evil</b> {"p" * 180}"]
systems: ["{"W" * 200}"]
occurred: "2023-02-31"
tier: "<i>tier</i>"
sources:
  - id: S1
    url: 'https://court.example/"onmouseover="pwned()'
    publisher: "<script>pwned()</script>"
    kind: court
    title: "</script><script>pwned()</script>"
    published: "2023-06-22"
  - id: S2
    url: "https://\u0430pple.example/login"
    publisher: "Apple \\u202Eelppa"
    kind: news
    title: "javascript:pwned()"
  - {{id: S3, url: 'https://evil.example\\@court.example/', publisher: "Two faces", kind: news, title: "{LONG}"}}
body: |
  Text <script>pwned()</script> <img src=x onerror="pwned()"> [S1] and [click](javascript:pwned()) and
  [data](data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+) and ![image](https://tracker.example/x.png) [S2].

  [https://court.example](https://evil.example/phish "pwned") and [S1](https://evil.example/) and <javascript:pwned()>
  and <https://auto.example/x> and [S9] and [a [S1] b](https://nested.example/) [S3].

  [S2]: https://evil.example/definition

  Reordered \u202etxet\u202c and hid\u200bden; {LONG} [S1].

  <!-- comment --><iframe src="https://evil.example/"></iframe> [S1]

  #### A heading that skips

  ```
  <script>pwned()</script>
  ```
rationale:
  text: "Without ChatGPT nothing. </script><script>pwned()</script> @everyone #1 <!-- -->"
  basis: editor
  by: "</p><script>pwned()</script>"
  date: "2026-05-20"
  guide: v1
"""
_HEBREW = (
    "\u05d1\u05d9\u05ea \u05d4\u05de\u05e9\u05e4\u05d8 \u05de\u05e6\u05d0 "
    "\u05e4\u05e1\u05d9\u05e7\u05d4 \u05de\u05d5\u05de\u05e6\u05d0\u05ea \u05e9\u05dc ChatGPT"
)
_RIGHT_TO_LEFT = f'id: {RIGHT_TO_LEFT}\ntitle: "{_HEBREW}"\n'


def fill(place: Place) -> None:
    """Put the wires of this repository into an archive, and stranger ones beside them."""
    shutil.copytree(REPOSITORY / "incidents", place.root / "incidents", dirs_exist_ok=True)
    (place.root / "docs").mkdir()
    shutil.copy(REPOSITORY / "docs/editors-guide.md", place.root / "docs")
    full = (REPOSITORY / "tests/data/full.yaml").read_text(encoding="utf-8")
    # What all wires of full.yaml's own id would name does not exist here; what it names otherwise is shipped.
    place.put(f"incidents/2023/{RETRACTED}.yaml", merged(f"id: {RETRACTED}\ncodes: ['mit:3.2']\n", full))
    place.put(f"incidents/2023/{HOSTILE}.yaml", merged(_HOSTILE))
    place.put(f"incidents/2023/{RIGHT_TO_LEFT}.yaml", merged(_RIGHT_TO_LEFT))
    place.put(
        f"incidents/2023/{DRAFT}.yaml", merged(f"id: {DRAFT}\nstatus: draft\ntitle: A draft that nobody may see\n")
    )


def texts(root: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def wire(number: int, **fields: str) -> tuple[str, str]:
    """(file name, text) of one of many wires."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    tail = letters[number // 1024 % 32] + letters[number // 32 % 32] + letters[number % 32]
    wire_id = f"01H3G6D600ZZZZZZZZZZZZZ{tail}"
    snippet = "".join(f"{key}: {value}\n" for key, value in fields.items())
    title = "" if "title" in fields else f'title: "Wire number {number} of many"\n'
    return f"incidents/2023/{wire_id}.yaml", merged(f"id: {wire_id}\n{title}{snippet}", BASE)
