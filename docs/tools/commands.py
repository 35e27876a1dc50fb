"""The page of all commands, written from what the program itself says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from newscrawl.cli.main import COMMANDS, build

HEAD = """# Commands

Written from `newscrawl COMMAND --help` when the documentation is built. Every command takes `--help`.
[Settings](configuration.md) and the [exit codes](operations.md#exit-codes) of crawls have pages of their own.
"""


def page() -> str:
    """Markdown: a heading for each command, its help, a table of its arguments and options."""
    return HEAD + "".join(part for full, command in commands() for part in _parts(full, command))


def commands() -> Iterator[tuple[str, Any]]:
    """Every command and sub-command by its whole name, as Click's object."""
    for listed in COMMANDS:
        command = typer.main.get_command(build([listed.name])).commands[listed.name]  # type: ignore[attr-defined]
        yield listed.name, command
        yield from ((f"{listed.name} {name}", sub) for name, sub in getattr(command, "commands", {}).items())


def options(command: Any) -> list[tuple[str, str]]:
    """How each argument and option is written, and what it does."""
    context = typer.Context(command)
    return [(_written(p, context), p.help or "") for p in command.params if p.name != "help"]


def _parts(full: str, command: Any) -> Iterator[str]:
    yield f"\n{'###' if ' ' in full else '##'} newscrawl {full}\n\n"
    yield _text("\n\n".join(filter(None, (command.help, command.epilog))))
    if rows := options(command):
        yield "\n| argument, option | what it does |\n| --- | --- |\n"
        yield from (f"| `{_cell(written)}` | {_escaped(_cell(said))} |\n" for written, said in rows)


def _written(parameter: Any, context: typer.Context) -> str:
    if parameter.param_type_name == "argument":
        return (parameter.metavar or parameter.name.upper()) + (" …" if parameter.nargs == -1 else "")
    names = " / ".join((*parameter.opts, *parameter.secondary_opts))
    return names if parameter.is_flag else f"{names} {parameter.metavar or parameter.display_type(context)}"


def _cell(said: str) -> str:
    return " ".join(said.split()).replace("|", "\\|")


def _escaped(said: str) -> str:
    return said.replace("<", "\\<").replace("[", "\\[")


def _text(help_text: str) -> str:
    """Paragraphs as they are; what is indented or an example line stays a code block."""
    written = []
    for block in help_text.replace("\b", "").split("\n\n"):
        lines = block.strip("\n").splitlines()
        if lines and all(line.startswith("  ") for line in lines):
            written.append("```\n" + "\n".join(line.strip() for line in lines) + "\n```")
        else:
            written.append(_escaped(block.strip()))
    return "\n\n".join(written).replace("```\n\n```\n", "") + "\n"
