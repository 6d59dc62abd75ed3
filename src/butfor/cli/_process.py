"""How the process ends where a signal asks for it."""

import contextlib
import os
import signal
from types import FrameType

from butfor.files.system import STOP_SIGNALS, put_off

on_stop = contextlib.ExitStack()
"""What has to be tidied up before the process may end."""


def stop_on_signals() -> None:
    """End the process at once when a signal asks for it, with the exit status that shells give to that.

    Nothing is unwound: files are written where such signals wait (`butfor.files.system.uninterrupted`), and workers end
    with their parent. An error that the handler raised would not always arrive: in a destructor Python drops it, and
    pydantic turns it into others.
    """
    for number in STOP_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` ignores one
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    if put_off(number):
        return
    on_stop.close()
    report_stop(number)
    os._exit(128 + number)


def report_stop(number: int) -> None:
    """Print that a signal stopped the process; safe while something else is being printed."""
    word = b"interrupted\n" if number == signal.SIGINT else b"terminated\n"
    with contextlib.suppress(OSError):  # nobody reads it
        os.write(2, b"\n" + word if os.isatty(2) else word)  # not in the line that shows progress
