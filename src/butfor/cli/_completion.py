"""What a shell offers after the tab key: ids with titles, rules, words of the policy. Nothing is checked for it."""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    add_completion_class,
    shell_complete,
    split_arg_string,
)

from butfor.files.root import NoArchiveError, find_root
from butfor.files.tree import WorkTree
from butfor.text.display import columns, truncate, visible

if TYPE_CHECKING:
    from butfor.policy.policy import Policy  # ids need none, and it takes time to load

_MOST_TITLES = 50  # a longer list nobody reads, and each title is read from its file
_WIDTH = 76  # columns of an id and its title in one line

Item = CompletionItem[str]

_BASH = """\
%(complete_func)s() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            file,*) compopt -o default ;;
            dir,*) compopt -o dirnames ;;
            *=) compopt -o nospace; COMPREPLY+=("${line#*,}") ;;
            ?*) COMPREPLY+=("${line#*,}") ;;
        esac
    done < <(env COMP_LINE="${COMP_LINE:0:$COMP_POINT}" COMP_WORD="${COMP_WORDS[COMP_CWORD]}" \
%(complete_var)s=bash_complete "$1" 2>/dev/null)
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_SPECIAL = re.compile(r"([^\w@%+=:,./-])")  # to a shell


class _Bash(BashComplete):
    """Completion for bash, which shows no help of its own, and breaks words at a colon and an equals sign."""

    source_template = _BASH
    _break = 0
    _quoted = False

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the cursor, and the one that is being written."""
        line, word = os.environ["COMP_LINE"], os.environ["COMP_WORD"]
        before = split_arg_string(line)[1:]
        incomplete = before.pop() if before and not line[-1].isspace() else ""
        self._break = 0 if re.search("[:=]", word.strip(":=")) else max(map(incomplete.rfind, ":=")) + 1
        self._quoted = word.startswith(("'", '"'))
        return before, incomplete

    def complete(self) -> str:
        """Return what may come next: of one thing what bash writes, of several also what distinguishes them."""
        items = self.get_completions(*self.get_completion_args())
        if len(items) > 1:
            for item in items:
                item.value = self._written(item)
            return "\n".join(map(self._in_words, items))
        return "\n".join(f"{item.type},{self._written(item)}" for item in items)

    def _written(self, item: Item) -> str:
        value = item.value[self._break :] if item.type == "plain" else item.value
        return value if self._quoted else _SPECIAL.sub(r"\\\1", value)

    @staticmethod
    def _in_words(item: Item) -> str:
        room = _WIDTH - columns(item.value)
        return f"{item.type},{item.value}" + (f"  {truncate(item.help, room)}" if item.help else "")


class _Fish(FishComplete):
    """Completion for fish, with commas in what it offers."""

    source_template = FishComplete.source_template.replace('split ","', 'split --max 1 ","')


def complete(cli: click.Command, variable: str, instruction: str) -> int:
    """Answer a shell, and return the exit status: 0, or 2 for a shell that is not known."""
    add_completion_class(_Bash)
    add_completion_class(_Fish)
    if shell_complete(cli, {}, "butfor", variable, instruction) == 0:
        return 0
    click.echo(f"butfor: {variable}={visible(instruction)}: write bash_source, zsh_source or fish_source", err=True)
    return 2


def wires(context: click.Context, incomplete: str) -> list[Item]:
    """Return the ids that begin so, with the titles of their wires; the shell's own files where none does."""
    from butfor.policy.config import PolicyError, PolicyInvalidError, read_config
    from butfor.queries.naming import files_by_id, may_begin_id, titles

    found: list[Item] = []
    if not incomplete or may_begin_id(incomplete):
        try:
            root = _root(context)
            files = files_by_id(root, read_config(WorkTree(root))[0].paths.incidents)
            ids = [wire_id for wire_id in files if wire_id.startswith(incomplete.upper())]
            helps = dict(titles(root, files, ids)) if len(ids) <= _MOST_TITLES else {}
            found = [CompletionItem(wire_id, help=helps.get(wire_id) or None) for wire_id in ids]
        except (NoArchiveError, PolicyError, PolicyInvalidError, OSError):  # the command will say so
            return []
    return found or [CompletionItem(incomplete, type="file")]


def rules(context: click.Context, incomplete: str) -> list[Item]:
    """Return the rules that begin like the last one of a list with commas."""
    from butfor.rules.registry import RULES

    before, comma, last = incomplete.rpartition(",")
    named = ((name, rule.what) for name, rule in RULES.items())
    return [CompletionItem(f"{before}{comma}{item.value}", help=item.help) for item in _items(named, last)]


def providers(context: click.Context, incomplete: str) -> list[Item]:
    """Return the providers that begin so."""
    policy = _policy(context)
    return list(_items(((name, "") for name in policy.provider_names()), incomplete))


def words(context: click.Context, incomplete: str) -> list[Item]:
    """Return all that can be explained and begins so: rules, words of the policy and of the format, wires."""
    from butfor.queries.terms import terms
    from butfor.rules.registry import RULES

    named = {name: rule.what for name, rule in RULES.items()}
    named |= {term.name: f"{term.where}: {term.short}" for term in terms(_policy(context))}
    ids = wires(context, incomplete) if incomplete else []  # of so many other words nobody looks for an id
    found = list(_items(named.items(), incomplete))
    return [*found, *(item for item in ids if item.type == "plain" or not found)]


def found(context: click.Context, incomplete: str) -> list[Item]:
    """Return the ids that begin so, and the providers."""
    ids = wires(context, incomplete) if incomplete else []
    return [*(item for item in ids if item.type == "plain"), *providers(context, incomplete)]


def kinds(context: click.Context, incomplete: str) -> list[Item]:
    """Return the kinds of incidents that begin so."""
    from butfor.model.meanings import MEANINGS

    return list(_items(MEANINGS["kind",].items(), incomplete))


def settings(context: click.Context, incomplete: str) -> list[Item]:
    """Return the fields of a wire that begin so, each with ``=``, or behind that its values."""
    from butfor.queries.terms import terms, values_of

    policy = _policy(context)
    field, equals, _ = incomplete.partition("=")
    if equals:
        named = [(f"{field}={term.name}", term.short) for term in values_of(field, policy)]
    else:
        fields = (term for term in terms(policy) if term.group == "fields" and "[]" not in term.name)
        named = [(f"{term.name}=", term.short) for term in fields]
    return list(_items(named, incomplete))


def revisions(context: click.Context, incomplete: str) -> list[Item]:
    """Return the branches and tags that begin so."""
    from butfor.files.git import Repository
    from butfor.files.git_process import GitError

    try:
        names = Repository.of(_root(context)).references("refs/heads", "refs/remotes", "refs/tags")
    except (NoArchiveError, GitError, OSError):  # the command will say so
        return []
    return list(_items(((name.split("/", 2)[2], "") for name in names), incomplete))


def commands(context: click.Context, incomplete: str) -> list[Item]:
    """Return the commands that begin so."""
    root = context.find_root()
    return [item for item in root.command.shell_complete(root, incomplete) if not item.value.startswith("-")]


def _items(named: Iterable[tuple[str, str]], incomplete: str) -> Iterator[Item]:
    beginning = incomplete.casefold()
    for name, help_ in named:
        if name.casefold().startswith(beginning):
            yield CompletionItem(name, help=visible(" ".join(help_.split())) or None)


def _root(context: click.Context) -> Path:
    """Return the archive that a command is about.

    Raises:
        NoArchiveError: there is none.
    """
    archive = context.params.get("archive")
    return archive.resolve() if isinstance(archive, Path) else find_root(Path.cwd())


def _policy(context: click.Context) -> "Policy":
    """Return the policy of the archive; one that says nothing where there is none that can be read."""
    from butfor.policy.policy import Policy, PolicyError, PolicyInvalidError
    from butfor.rules.registry import load_policy

    try:
        return load_policy(_root(context))
    except (NoArchiveError, PolicyError, PolicyInvalidError, OSError):  # the command will say so
        return Policy()
