"""The command line: one thin module for each command, loaded only when it is called."""

import contextlib
import gc
import importlib
import os
import signal
import sys
import traceback
from types import FrameType
from typing import NoReturn

import click

from butfor import __version__
from butfor.text.display import shown

_COMMANDS = (
    "check", "correct", "fix", "explain", "export", "init", "ledger", "new", "render",
    "retract", "review", "rules", "schema", "site", "stats",
)  # fmt: skip


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            from butfor.text.suggest import closest

            guess = closest(name, _COMMANDS)
            ctx.fail(f"there is no command {shown(name)}" + (f"; did you mean `{guess}`?" if guess else ""))
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"butfor.cli.{cmd_name}").command
        return command


class _ToldToStopError(BaseException):
    """A signal asked the process to end. Whoever holds something tidies up on the way."""


_told: list[int] = []  # the signals that came: Python and pydantic turn what is raised in some places into other errors


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    if number != signal.SIGALRM:
        _told.append(number)
    raise KeyboardInterrupt if _told[-1] == signal.SIGINT else _ToldToStopError


def _uncaught(what: "sys.UnraisableHookArgs") -> None:
    """Where nobody can catch an error, as in a destructor, Python drops it: a signal's is raised again soon after."""
    if isinstance(what.exc_value, KeyboardInterrupt | _ToldToStopError) and _told:
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, 0.01)
    else:
        sys.__unraisablehook__(what)


def _stopped(number: int) -> int:
    """Say so; the exit status that shells give to a process that a signal has ended."""
    word = "interrupted" if number == signal.SIGINT else "terminated"
    click.echo(f"\n{word}" if sys.stderr.isatty() else word, err=True)  # not in the line that shows progress
    return 128 + number


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="butfor")
def cli() -> None:
    """Keep an archive of AI-incident wires publishable.

    Exit status: 0 clean, 1 findings, 2 could not check (usage, configuration, unreadable input), 3 a bug in
    butfor, 130 interrupted, 143 terminated.
    """


def main() -> int:
    """Run the command line; the exit status as documented in ``butfor --help``."""
    if sys.stdout is None or sys.stderr is None:
        return 2  # nowhere to say anything
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` ignores one
            signal.signal(number, _stop)
    sys.unraisablehook = _uncaught
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        status = cli.main(prog_name="butfor", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except SystemExit:  # click's answer to a reader that went away, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort):
        return _stopped(signal.SIGINT)
    except _ToldToStopError:
        return _stopped(_told[-1])
    except OSError as error:  # a full disk behind the output, a folder that went away
        with contextlib.suppress(OSError):  # the disk behind that may be full, too
            click.echo(f"butfor: {error.strerror or error}", err=True)
        for stream in (sys.stdout, sys.stderr):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return 2
    except Exception as error:  # noqa: BLE001 - the last resort: say what it is, whose fault, what to do
        if _told:
            return _stopped(_told[-1])
        click.echo(f"butfor: internal error: {type(error).__name__}: {error}", err=True)
        click.echo(
            "this is a bug in butfor, not in your wire; please report it with the file that caused it",
            err=True,
        )
        if os.environ.get("BUTFOR_DEBUG"):
            traceback.print_exc()
        else:
            click.echo("(BUTFOR_DEBUG=1 shows where it happened)", err=True)
        return 3


def run() -> NoReturn:
    """The process's whole life: `main`, then out, without taking apart what is gone with the process anyway."""
    gc.set_threshold(100_000)  # plain data holds hardly any cycles, and modules being loaded none that go
    try:
        status = main()
    except (KeyboardInterrupt, _ToldToStopError):  # while `main` begins or ends
        status = 128 + (_told[-1] if _told else signal.SIGINT)
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except OSError:  # the reader went away, or there is no room
        status = 2
    os._exit(status)
