"""The command line: one thin module for each command, loaded only when it is called."""

import contextlib
import gc
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from butfor import __version__
from butfor.cli._place import work_in
from butfor.cli._process import report_stop, stop_on_signals
from butfor.files import system
from butfor.text.display import clip, shown

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_ROLES = {
    "Write": {
        "find": "Find wires by words, URL, date or id.",
        "new": "Start a wire: its id, its file, every field to fill in.",
        "check": "Check wires; report what must be fixed before publication.",
        "fix": "Fix what a program can fix.",
        "render": "Show a wire as readers will see it.",
        "diff": "Describe a change in words.",
        "explain": "Explain a rule, a word of the policy, a field or a wire.",
    },
    "Edit": {
        "review": "List what an editor must review, and why.",
        "assess": "Assess a wire, sign it, and publish it.",
        "correct": "Correct a published wire, and explain the change.",
        "retract": "Retract a published wire: it stays, with the reason.",
    },
    "Maintain": {
        "import": "Import records, pages or a filled form into this archive.",
        "baseline": "List the faults that are older than the checks.",
        "upgrade": "Bring wires into the latest version of the format.",
        "ledger": "List corrections, retractions and suppressed rules.",
        "stats": "Count wires by severity, code, provider and more.",
        "export": "Write wires as JSON Lines or CSV.",
        "site": "Build the archive as a static site, or serve it here.",
        "schema": "Print the JSON Schema of wires, or write all schemas.",
        "rules": "List every rule with its default level and what it finds.",
        "init": "Make a folder an archive, with all files that it needs.",
        "help": "Show the help of a command.",
    },
}
"""The commands by who needs them, in the order in which they are needed. What each does is known without loading it."""
_COMMANDS = {name: does for role in _ROLES.values() for name, does in role.items()}
_COMPLETE = "_BUTFOR_COMPLETE"
"""The variable by which a shell asks what may come next; see docs/commands.md."""
_MODULES = {"import": "import_"}  # the word is Python's own
_MEANT = {
    "add": "new", "amend": "correct", "approve": "assess", "blame": "ledger", "build": "site build", "cat": "render",
    "convert": "import",
    "create": "new", "delete": "retract", "edit": "correct", "format": "fix", "grep": "find", "list": "find",
    "lint": "check", "log": "ledger", "ls": "find", "migrate": "upgrade", "preview": "render", "publish": "assess",
    "queue": "review", "remove": "retract", "revert": "correct", "rule": "explain", "search": "find",
    "serve": "site serve", "show": "render", "sign": "assess", "sources": "explain", "status": "diff",
    "tag": "correct", "test": "check", "update": "correct", "validate": "check", "verify": "ledger --verify",
    "version": "--version", "view": "render", "withdraw": "retract",
}  # fmt: skip
"""Words of other tools, each with what does the same here."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        from click.shell_completion import CompletionItem

        named = [CompletionItem(name, help=does) for name, does in _COMMANDS.items() if name.startswith(incomplete)]
        return named + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            from butfor.text.suggest import closest

            guess = _MEANT.get(name.lower()) or closest(name, _COMMANDS)
            ctx.fail(f"there is no command {shown(name)}" + (f"; did you mean `butfor {guess}`?" if guess else ""))
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"butfor.cli.{_MODULES.get(cmd_name, cmd_name)}").command
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by role, a line each: a screen holds all of it."""
        self.format_usage(ctx, formatter)
        formatter.write(f"{self.get_short_help_str(formatter.width)}\n\n")
        for role, commands in _ROLES.items():
            for name, does in commands.items():
                heading = role if name == next(iter(commands)) else ""
                formatter.write(f"{heading:<10}{name:<10}{clip(does, max(formatter.width - 20, 20))}\n")
        formatter.write(
            "\n"
            "`butfor help COMMAND` explains one, `butfor -C DIR COMMAND` runs it in a folder.\n"
            "Exit status: 0 clean, 1 findings, 2 could not check, 3 a bug; 130, 141, 143 stopped.\n"
        )


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="butfor")
@click.option("-C", "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
def cli(folder: Path | None) -> None:
    """Keep an archive of AI-incident wires publishable."""
    if folder is not None:
        work_in(folder)


_UNREAD = 128 + 13  # what shells give to SIGPIPE, a signal that Windows does not have


def main() -> int:
    """Run the command line and return the exit status that ``butfor --help`` documents."""
    if sys.stdout is None or sys.stderr is None:
        with contextlib.suppress(OSError):  # the other may be full
            if (left := sys.stdout or sys.stderr) is not None:
                click.echo(f"butfor: standard output or error is closed; redirect it to {os.devnull}", file=left)
                left.flush()
        return 2  # the next file that is opened would get what is printed
    sys.stdout, sys.stderr = map(system.written_alike, (sys.stdout, sys.stderr))
    system.on_wait = _say_waiting
    try:
        if instruction := os.environ.get(_COMPLETE):
            from butfor.cli._completion import complete

            return complete(cli, _COMPLETE, instruction)
        status = cli.main(prog_name="butfor", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except (SystemExit, BrokenPipeError):  # a reader went away, as `| head` does; click answers that with the first
        return _UNREAD
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Abort as error:  # no answer to a question
        if isinstance(error.__cause__, EOFError):  # click takes one from anywhere for that
            _report_bug(error.__cause__)
            return 3
        report_stop(signal.SIGINT)
        return 128 + signal.SIGINT
    except OSError as error:  # a full disk behind the output, a folder that went away
        with contextlib.suppress(OSError):  # the disk behind that may be full, too
            click.echo(f"butfor: {error.strerror or error}", err=True)
        return 2
    except MemoryError:
        click.echo("butfor: not enough memory; close other programs, or name fewer files", err=True)
        return 2
    except Exception as error:  # noqa: BLE001 - the last resort: say what it is, whose fault, what to do
        _report_bug(error)
        return 3


def _say_waiting(folder: Path) -> None:
    from butfor.cli.common import warn

    warn(f"waiting for another butfor that writes in {folder.as_posix()}")


def _report_bug(error: Exception) -> None:
    click.echo(f"butfor: internal error: {type(error).__name__}: {error}", err=True)
    click.echo("this is a bug in butfor, not in your wire; please report it with the file that caused it", err=True)
    if os.environ.get("BUTFOR_DEBUG"):
        import traceback

        traceback.print_exc()
    else:
        click.echo("(BUTFOR_DEBUG=1 shows where it happened)", err=True)


def run() -> NoReturn:
    """Run `main` as the whole life of a process, which ends without taking apart what goes with it anyway."""
    stop_on_signals()
    gc.set_threshold(100_000)  # plain data holds hardly any cycles, and modules being loaded none that go
    status = main()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BrokenPipeError:
        status = status or _UNREAD
    except OSError:  # there is no room
        status = 2
    os._exit(status)
