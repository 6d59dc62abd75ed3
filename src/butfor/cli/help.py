"""``butfor help``"""

import click

from butfor.cli.common import offering


@click.command("help")
@click.argument("words", metavar="[COMMAND]", nargs=-1, shell_complete=offering("commands"))
@click.pass_context
def command(context: click.Context, words: tuple[str, ...]) -> None:
    """Show the help of a command."""
    context = context.find_root()
    for word in words:
        group = context.command
        if not isinstance(group, click.Group):
            context.fail(f"`{context.command_path}` has no commands of its own")
        name, found, _ = group.resolve_command(context, [word])
        if found is not None:
            context = click.Context(found, info_name=name, parent=context)
    click.echo(context.get_help())
