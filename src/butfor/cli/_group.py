"""A command with commands of its own."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_WIDTH = 80  # columns of what a shell shows beside a command


class Group(click.Group):
    """A group that gives a shell a whole sentence about each of its commands."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[str]]":
        """Return the commands and options that begin so."""
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            if command := self.get_command(ctx, item.value):
                item.help = command.get_short_help_str(_WIDTH)
        return items
