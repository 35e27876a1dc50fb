"""Puts into the wheel what lies beside the package in the repository; all else stands in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# newscrawl/shipped.py finds them in either place.
BESIDE = ("migrations", "settings", "scrapy.cfg", "docs/cookbook.md", "docs/schema.md")


class WithProject(build_py):
    """The package, and in its folder `beside/` copies of what `newscrawl migrate` and `init` need, and `demo` names."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        beside = Path(self.build_lib) / "newscrawl" / "beside"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        for name in BESIDE:
            if Path(name).is_dir():
                shutil.copytree(name, beside / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                (beside / name).parent.mkdir(exist_ok=True)
                shutil.copy(name, beside / name)


setup(cmdclass={"build_py": WithProject})
