"""Every command, option, table, view and kind is documented, and every page of the documentation can be reached."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import inspect

from docs.tools import commands, schema_picture
from newscrawl.items import CreditKind, Direction, OriginRole, Relation, Role, State
from newscrawl.store.models import Base
from newscrawl.store.schema import upgrade
from newscrawl.store.session import open_engine

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
WRITTEN = {"commands", "tables"}
# Of a credit's position these are evidence under another name.
RENAMED = {"closing": "closing_credit", "link": "original_link", "feed": "feed_source"}


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def test_every_command_and_option_says_what_it_does() -> None:
    silent = [name for name, command in commands.commands() if not command.help]
    silent += [
        f"{name} {o}" for name, command in commands.commands() for o, said in commands.options(command) if not said
    ]
    assert silent == []


def test_the_page_of_commands_names_each_with_its_options() -> None:
    written = commands.page()
    for name, command in commands.commands():
        section = re.search(rf"^##+ newscrawl {name}\n(.*?)(?=^##+ |\Z)", written, re.MULTILINE | re.DOTALL)
        assert section, name
        cells = re.findall(r"^\| `(.+?)` \|", section[1].replace("\\|", "/"), re.MULTILINE)
        assert len(cells) == len(commands.options(command)), name


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_every_table_is_described_and_drawn(table: str) -> None:
    assert re.search(rf"^\|[^|]*`{table}`", page("schema"), re.MULTILINE)
    drawn = ElementTree.fromstring(schema_picture.picture())
    assert table in {element.text for element in drawn.iter("{http://www.w3.org/2000/svg}text")}


def test_every_view_is_described() -> None:
    engine = open_engine("sqlite://")
    upgrade(engine)
    views = inspect(engine).get_view_names()
    assert len(views) > 10
    assert [view for view in views if f"\n| `{view}` |" not in page("schema")] == []


@pytest.mark.parametrize("kinds", [CreditKind, Role, OriginRole, Relation, Direction], ids=lambda kinds: kinds.__name__)
def test_every_word_of_an_answer_is_explained(kinds: type[CreditKind]) -> None:
    assert [kind.value for kind in kinds if f"`{kind.value}`" not in page("kinds")] == []


def test_every_state_of_an_address_is_explained() -> None:
    assert [state.value for state in State if f"`{state.value}`" not in page("schema")] == []


def test_every_kind_of_evidence_is_explained() -> None:
    section = page("kinds").split("\n## Evidence\n")[1].split("\n## ")[0]
    explained = set(re.findall(r"`(\w+)`", section))
    weights = tomllib.loads((ROOT / "newscrawl/trace/data/weights.toml").read_text(encoding="utf-8"))
    found = {RENAMED.get(position, position) for position in weights["position"]} | literal_kinds()
    assert {"text_match", "chain", "dateline"} <= found
    assert found - explained == set()


def literal_kinds() -> set[str]:
    """Kinds that the tracer writes by name: `Evidence(kind="…")`."""
    found = set()
    for path in (ROOT / "newscrawl" / "trace").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Evidence":
                values = [k.value for k in node.keywords if k.arg == "kind"]
                found |= {c.value for v in values for c in ast.walk(v) if isinstance(c, ast.Constant)}
    return {kind for kind in found if isinstance(kind, str)}


def test_every_page_is_in_the_contents() -> None:
    listed = re.findall(r"^([\w/*-]+)$", page("index"), re.MULTILINE)
    reached = {p.relative_to(DOCS).with_suffix("").as_posix() for name in listed for p in DOCS.glob(f"{name}.md")}
    pages = {p.relative_to(DOCS).with_suffix("").as_posix() for p in DOCS.rglob("*.md") if "_build" not in p.parts}
    assert pages - reached == {"index"}
    assert [name for name in listed if "*" not in name and name not in reached | WRITTEN] == []
