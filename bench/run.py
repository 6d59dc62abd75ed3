"""Time ``butfor check`` against check-jsonschema on the same generated wires, in turn, and print the ratio.

    python bench/run.py [COUNT] [--rounds 5]

butfor applies every rule and writes its findings with code frames; check-jsonschema applies the JSON Schema. Both
start as fresh processes, compiled as pip leaves them (a checkout is not, where Python may not write bytecode), and
their output goes to a file. Figures are wall seconds of the whole process; the ratio is
taken round by round, so that it holds when the machine's speed drifts.
"""

import argparse
import compileall
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import butfor

BIN = Path(sys.executable).parent


def timed(command: list[str], folder: Path, output: Path) -> tuple[float, int]:
    """(wall seconds, exit status)"""
    with output.open("wb") as file:
        begin = time.perf_counter()
        done = subprocess.run(command, cwd=folder, stdout=file, stderr=file, check=False)
        return time.perf_counter() - begin, done.returncode


def main() -> None:
    """Generate, warm up, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    compileall.compile_dir(Path(butfor.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "archive"
        maker = Path(__file__).with_name("make_corpus.py")
        subprocess.run([sys.executable, str(maker), str(options.count), str(folder)], check=True)
        wires = [str(path) for path in sorted(folder.glob("incidents/*/*.yaml"))]
        output = Path(scratch) / "output"
        ours = [str(BIN / "butfor"), "check"]
        theirs = [str(BIN / "check-jsonschema"), "--schemafile", "schema/wire.schema.json", *wires]
        pairs = []
        for number in range(options.rounds + 1):
            mine, status = timed(ours, folder, output)
            summary = output.read_text(encoding="utf-8").rstrip().rpartition("\n")[2]
            other, other_status = timed(theirs, folder, output)
            if number:  # the first round warms up
                pairs.append((mine, other))
    print(f"{len(wires)} wires, {options.rounds} rounds; butfor: exit {status}, {summary}")
    print(f"{'':18}{'min':>8}{'median':>8}{'max':>8}")
    for name, column in (("butfor check", [a for a, _ in pairs]), ("check-jsonschema", [b for _, b in pairs])):
        print(f"{name:18}{min(column):8.2f}{statistics.median(column):8.2f}{max(column):8.2f}  seconds")
    ratios = [other / mine for mine, other in pairs]
    print(f"{'times faster':18}{min(ratios):8.2f}{statistics.median(ratios):8.2f}{max(ratios):8.2f}")
    if other_status not in (0, 1) or status not in (0, 1):
        sys.exit("one of the two could not check")


if __name__ == "__main__":
    main()
