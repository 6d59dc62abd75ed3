"""Work that is shared by processes: nothing is lost, whatever happens to one of them."""

import subprocess
import sys

SCRIPT = """
import os, signal, sys
from butfor.engine.parallel import spread
parent = os.getpid()

def work(name):
    if name == "700" and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return name * 20_000  # a message is larger than a pipe

names = [str(number) for number in range(2000)]
assert spread(work, names, jobs=3) == [name * 20_000 for name in names]
import gc
assert gc.get_freeze_count() == 0
print("whole")
"""


def test_what_a_killed_process_leaves_undone_is_done() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "whole\n", "")


POOL = """
import multiprocessing
from butfor.engine.parallel import spread

def inside(_):
    return spread(str.upper, ["a"] * 500, jobs=2)

with multiprocessing.get_context("fork").Pool(1) as pool:
    assert pool.map(inside, [0]) == [["A"] * 500]
"""


def test_a_process_that_may_have_no_children_works_alone() -> None:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", POOL], capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


ENDLESS = """
import os, signal, time
from butfor.engine.parallel import spread
parent = os.getpid()

def work(name):
    if os.getpid() == parent:
        time.sleep(60)
    if name == "1500":
        os.kill(parent, signal.SIGKILL)
    return name * 20_000

spread(work, [str(number) for number in range(2000)], jobs=3)
"""


def test_nobody_outlives_a_killed_parent() -> None:
    """Each process holds the error stream open; it is closed when the last of them has ended."""
    done = subprocess.run([sys.executable, "-c", ENDLESS], capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (-9, b"")
