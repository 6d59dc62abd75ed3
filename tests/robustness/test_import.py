"""`butfor import` with many records: memory that does not grow with them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Place

_MOST_GROWTH = 24 * 1024  # KiB; the ids and places of 9,500 more records
_MEASURED = """
import resource, sys
from butfor.cli import main
sys.argv[0] = "butfor"
status = main()
print("KIB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, status)
"""


@pytest.mark.robustness
def test_ten_thousand_records_take_hardly_more_memory_than_five_hundred(archive: Place, tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text("title: t\noccurred: d\nbody: b\ntext: plain\nexternal_ids: {aiid: n}\n")

    def peak(count: int) -> int:
        source = tmp_path / f"{count}.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for number in range(1, count + 1):
                words = f"Record {number} says something of its own. " * 100
                file.write(
                    json.dumps({"t": f"Incident number {number}", "d": "2024-05-03", "b": words, "n": number}) + "\n"
                )
        command = [
            sys.executable,
            "-c",
            _MEASURED,
            "import",
            str(source),
            "--from",
            "mapped",
            "--map",
            str(tmp_path / "map.yaml"),
        ]
        done = subprocess.run(command, cwd=archive.root, capture_output=True, text=True, timeout=500, check=False)
        assert f"wrote {count - written} drafts" in done.stdout, done.stdout + done.stderr
        return int(done.stdout.split("KIB ")[1].split()[0])

    written = 0
    few = peak(500)
    written = 500
    assert peak(10_000) - few < _MOST_GROWTH
    assert len(list(archive.root.glob("incidents/*/*.yaml"))) == 10_000
