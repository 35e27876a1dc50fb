"""The schema as a picture, drawn from the models: one column for each of their modules, a line for each foreign key."""

from __future__ import annotations

from html import escape

from sqlalchemy import Table

from newscrawl.store.models import Base

PAGE = """# Tables, as a picture

Drawn from the models when the documentation is built: bold is the primary key, an arrow names the table that a foreign
key leads to. What the tables hold, and the views to query instead, is told in [Schema](schema.md).

![Tables of newscrawl and their foreign keys](schema.svg)
"""
WIDTH, GAP, LINE, HEAD = 240, 60, 15, 22
_STYLE = (
    "text{font:11px sans-serif;fill:#222}.t{font-weight:bold;fill:#fff}.k{font-weight:bold}.g{font-size:13px;fill:#555}"
    "rect{fill:#fff;stroke:#789}.h{fill:#345;stroke:#345}path{fill:none;stroke:#a54;stroke-opacity:.55}"
)


def picture() -> str:
    """SVG. Rows of a box are columns: bold in the primary key, with the table that a foreign key names."""
    columns = _columns()
    places: dict[str, tuple[int, int]] = {}
    boxes = []
    for number, (group, tables) in enumerate(columns.items()):
        x, y = 20 + number * (WIDTH + GAP), 46
        boxes.append(f'<text class="g" x="{x}" y="28">{escape(group)}</text>')
        for table in tables:
            places[table.name] = (x, y)
            boxes += _box(table, x, y)
            y += HEAD + LINE * len(table.columns) + 22
    width = 20 + len(columns) * (WIDTH + GAP)
    height = 60 + max(y + HEAD + LINE * len(Base.metadata.tables[name].columns) for name, (_, y) in places.items())
    lines = [line for table in Base.metadata.sorted_tables for line in _lines(table, places)]
    parts = "\n".join([*lines, *boxes])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">\n'
        f"<title>Tables of newscrawl and their foreign keys</title><style>{_STYLE}</style>\n"
        f'<rect width="{width}" height="{height}" style="stroke:none"/>\n{parts}\n</svg>\n'
    )


def _columns() -> dict[str, list[Table]]:
    """Tables by the module of their model, in the order of the modules' first tables."""
    found: dict[str, list[Table]] = {}
    for mapper in sorted(Base.registry.mappers, key=lambda m: (m.class_.__module__, m.local_table.name)):
        assert isinstance(mapper.local_table, Table)
        found.setdefault(mapper.class_.__module__.rpartition(".")[2], []).append(mapper.local_table)
    return found


def _box(table: Table, x: int, y: int) -> list[str]:
    height = HEAD + LINE * len(table.columns) + 4
    made = [
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{height}"/>',
        f'<rect class="h" x="{x}" y="{y}" width="{WIDTH}" height="{HEAD}"/>',
        f'<text class="t" x="{x + 6}" y="{y + 15}">{escape(table.name)}</text>',
    ]
    for number, column in enumerate(table.columns):
        key = ' class="k"' if column.primary_key else ""
        targets = " → " + ", ".join(sorted(k.column.table.name for k in column.foreign_keys))
        said = column.name + (targets if column.foreign_keys else "")
        made.append(f'<text{key} x="{x + 6}" y="{y + HEAD + 13 + number * LINE}">{escape(said)}</text>')
    return made


def _lines(table: Table, places: dict[str, tuple[int, int]]) -> list[str]:
    x, y = places[table.name]
    made = []
    for number, column in enumerate(table.columns):
        for key in sorted(column.foreign_keys, key=lambda k: k.column.table.name):
            to_x, to_y = places[key.column.table.name]
            start_y, end_y = y + HEAD + 9 + number * LINE, to_y + HEAD // 2
            # Leaves at the side that is nearer, and arrives at the side that faces it.
            start_x, end_x = (x, to_x + WIDTH) if to_x < x else (x + WIDTH, to_x if to_x > x else to_x + WIDTH)
            bend = GAP // 2
            out = start_x - bend if to_x < x else start_x + bend
            into = end_x + bend if to_x <= x else end_x - bend
            made.append(f'<path d="M{start_x} {start_y}C{out} {start_y} {into} {end_y} {end_x} {end_y}"/>')
    return made
