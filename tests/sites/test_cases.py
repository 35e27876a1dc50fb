"""All saved cases of the declared sites: `newscrawl sites test` as a test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl import cases
from newscrawl.errors import ConfigurationError, NewscrawlError
from newscrawl.sites import load_sites

FOLDER = Path(__file__).parent
SITES = load_sites("settings.sites")
CASES = cases.cases_of(FOLDER)
GLOCKE = ("securnews", "date_of_the_day_is_no_date")


@pytest.mark.parametrize(("site", "case"), CASES)
def test_a_case(site: str, case: str) -> None:
    result = cases.run(FOLDER, site, case, SITES)
    assert (result.error, result.differences) == (None, ())
    assert result.result == cases.PASSED


def test_a_written_case_fails_until_it_is_reviewed(tmp_path: Path) -> None:
    case = cases.load(FOLDER, *GLOCKE)
    assert cases.write(tmp_path, replace(case, name="neu"), SITES) == tmp_path / "securnews" / "neu"
    assert cases.run(tmp_path, "securnews", "neu", SITES).result == cases.UNREVIEWED
    written = tmp_path / "securnews" / "neu" / cases.EXPECTED
    written.write_text(written.read_text("utf-8").replace('"reviewed": false', '"reviewed": true'), "utf-8")
    assert cases.run(tmp_path, "securnews", "neu", SITES).result == cases.PASSED
    assert cases.load(tmp_path, "securnews", "neu").page == case.page
    with pytest.raises(ConfigurationError, match="neu exists"):
        cases.write(tmp_path, replace(case, name="neu"), SITES)


def copied(folder: Path, old: str, new: str) -> cases.Result:
    """The result of a case in whose expectations something is written differently."""
    target = folder / "securnews" / "anders"
    target.mkdir(parents=True)
    source = FOLDER.joinpath(*GLOCKE)
    (target / cases.PAGE).write_bytes((source / cases.PAGE).read_bytes())
    said = (source / cases.EXPECTED).read_text("utf-8")
    assert old in said
    (target / cases.EXPECTED).write_text(said.replace(old, new, 1), "utf-8")
    return cases.run(folder, "securnews", "anders", SITES)


def test_what_differs_is_told_by_field(tmp_path: Path) -> None:
    result = copied(tmp_path, '"published": null', '"published": "2024-06-14"')
    assert result.result == cases.FAILED
    assert result.differences == (cases.Difference(field="published", expected="2024-06-14", found=None),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"reviewed": true,', "", "needs url, fetched_at, reviewed and expected; wrong is 'reviewed'"),
        ("2024-06-14T06:30:00+00:00", "gestern", "wrong is Invalid isoformat"),
        ('"lead"', '"leed"', "expects 'leed'; the fields are state, title"),
        ('"reviewed"', '"reviewed', "can't be read"),
        ("{\n", "[{\n", "can't be read"),
    ],
)
def test_a_case_that_can_not_be_read_says_why(tmp_path: Path, old: str, new: str, said: str) -> None:
    result = copied(tmp_path, old, new)
    assert result.result == cases.BROKEN
    assert said in (result.error or "")


def test_a_case_needs_its_page_and_its_site(tmp_path: Path) -> None:
    (tmp_path / "nobody" / "eins").mkdir(parents=True)
    (tmp_path / "nobody" / "eins" / cases.PAGE).write_text("<p>Text</p>")
    assert cases.cases_of(tmp_path) == [("nobody", "eins")]
    assert cases.run(tmp_path, "nobody", "eins", SITES).error == "expected.json is missing"
    with pytest.raises(NewscrawlError, match=r"no cases in .*securnews"):
        cases.cases_of(tmp_path, ["securnews"])
    with pytest.raises(NewscrawlError, match="no cases in"):
        cases.cases_of(tmp_path / "nowhere")
