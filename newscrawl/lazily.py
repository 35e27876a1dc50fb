"""Names of a package that are loaded when somebody asks for them (PEP 562)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def loaded_when_asked(package: str, names: Mapping[str, tuple[str, str]]) -> Callable[[str], Any]:
    """A package's `__getattr__`. names: each name → the module that has it, and what it is called there."""

    def find(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, attribute = names[name]
        return getattr(import_module(module), attribute)

    return find
