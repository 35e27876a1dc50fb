"""Crowds: one site's texts that all are one, such as an error page that stands at thousands of addresses.

Each with each they would be millions of pairs. A text is compared with the first and the last of a site's crowd alone,
which links all of them: what any two are to each other follows from those. Smaller numbers are compared in full, so
that no order of arrival matters to them.
"""

from __future__ import annotations

from collections.abc import Mapping

MOST = 100
"""Texts of one site that a text is compared with."""


def without_crowds(sites: Mapping[int, str]) -> set[int]:
    """Those ids of texts that are compared, given the site of each."""
    of_site: dict[str, list[int]] = {}
    for ident in sorted(sites):
        of_site.setdefault(sites[ident], []).append(ident)
    half = MOST // 2
    return {i for ids in of_site.values() for i in (ids if len(ids) <= MOST else (*ids[:half], *ids[-half:]))}
