"""The layers stay apart: domain code neither fetches nor stores, and migrations outlive the package."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("package", ["extract", "dedup", "trace"])
def test_domain_code_imports_neither_scrapy_nor_sqlalchemy(package):
    code = f"""
import importlib, pkgutil, sys
import newscrawl.{package} as package
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
print(sorted({{name.split(".")[0] for name in sys.modules}} & {{"scrapy", "sqlalchemy", "twisted"}}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_migrations_import_nothing_of_newscrawl():
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.startswith("newscrawl")], path.name


def test_the_settings_package_is_the_projects_own():
    import settings

    assert Path(settings.__file__).parent == ROOT / "settings"
