"""Sphinx's configuration: `make docs` builds the site from these pages and from the program itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.tools import commands, schema_picture
from newscrawl import __version__

project = "newscrawl"
release = version = __version__
html_title = f"newscrawl {__version__}"
extensions = ["myst_parser"]
html_theme = "furo"
exclude_patterns = ["tools"]
# Anchors of headings as forges make them, so that a link works in both places.
myst_heading_anchors = 4
# Nothing is loaded from elsewhere, and no page tells what it was read with.
html_show_sphinx = False
html_copy_source = False

HERE = Path(__file__).parent
(HERE / "commands.md").write_text(commands.page(), encoding="utf-8")
(HERE / "tables.md").write_text(schema_picture.PAGE, encoding="utf-8")
(HERE / "schema.svg").write_text(schema_picture.picture(), encoding="utf-8")
