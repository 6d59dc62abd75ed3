"""Build the site of N generated wires from nothing, again with nothing changed, and again after one change.

    python bench/site.py [10000] [--keep DIR]

Prints times (of the clock, and of all processors together), the number of files and pages, the largest page, and the
most memory that one process took. Each build is a process of its own, as on the command line.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
BUTFOR = [sys.executable, "-c", "from butfor.cli import run; run()"]


def build(archive: Path, out: Path) -> tuple[float, float, int, str]:
    """Build the site; return (seconds, seconds of processor time, KiB of memory, what it says)."""
    command = [*BUTFOR, "site", "build", "--out", str(out), "--base-url", "https://wires.example.org/"]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=archive, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    message = process.stdout.read().strip()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the build ends with status {process.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, message


def main() -> None:
    """Generate, build, change, build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--keep", type=Path, help="leave archive and site in this folder")
    options = parser.parse_args()
    home = options.keep or Path(tempfile.mkdtemp(prefix="butfor-bench-"))
    archive, out = home / "archive", home / "site"
    try:
        generate = [sys.executable, str(REPOSITORY / "bench/make_corpus.py"), str(options.count), str(archive)]
        subprocess.run([*generate, "--faulty", "0"], check=True)
        rows = [("from nothing", build(archive, out)), ("nothing changed", build(archive, out))]
        wire = sorted(archive.glob("incidents/*/*.yaml"))[options.count // 2]
        text = wire.read_text(encoding="utf-8")
        wire.write_text(re.sub(r"false answers in case", "wrong answers in case", text, count=1), encoding="utf-8")
        rows.append(("one wire changed", build(archive, out)))
        new = archive / "incidents/2025/01K9X863006FDAEKTBSHG7XECT.yaml"
        shutil.copy(REPOSITORY / "incidents/2025/01K9X863006FDAEKTBSHG7XECT.yaml", new)
        rows.append(("one wire added", build(archive, out)))
        print(f"{'':18}{'seconds':>9}{'processor':>11}{'MiB':>7}")
        for name, (seconds, processor, memory, message) in rows:
            print(f"{name:18}{seconds:9.2f}{processor:11.2f}{memory / 1024:7.0f}  {message.partition(': ')[2]}")
        pages = sorted((path.stat().st_size, str(path.relative_to(out))) for path in out.rglob("*.html"))
        files = [path for path in out.rglob("*") if path.is_file()]
        total = sum(path.stat().st_size for path in files)
        size, name = pages[-1]
        print(f"{len(pages)} pages, {len(files)} files, {total / 1e6:.0f} MB; the largest page: {name}, {size:,} bytes")
    finally:
        if not options.keep:
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
