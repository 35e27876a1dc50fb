"""The address guard decides on values alone: nothing here opens a connection."""

import ipaddress
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.errors import AddressRefused, ConfigurationError
from newscrawl.fetch.guard import AddressGuard, as_literal
from newscrawl.fetch.resolver import GuardedResolver
from tests.fetch.refused import names, refused_hosts
from tests.fetch.test_resolver import FakeSystem, resolve

GUARD = AddressGuard()


REFUSED = refused_hosts()


def reached(url: str, guard: AddressGuard = GUARD) -> list[str]:
    """The addresses that a request would be sent to; the resolver is the table."""
    try:
        guard.check_url(url)
    except AddressRefused:
        return []
    return resolved(guard, urlsplit(url).hostname or "", names())


def resolved(guard: AddressGuard, name: str, table: dict[str, str]) -> list[str]:
    answer = table.get(name.lower().rstrip("."))
    resolver = GuardedResolver(None, guard, {}, FakeSystem(*[answer] if answer else []))
    return [host for host, _ in resolve(resolver, name)]


def test_the_table_holds_hundreds_of_spellings_each_once():
    assert len({case.spelling for case in REFUSED}) == len(REFUSED) >= 350


def test_no_spelling_of_the_table_is_reached():
    assert [case.spelling for case in REFUSED if reached(case.url)] == []


def test_none_is_reached_by_https_or_where_another_network_is_allowed():
    guard = AddressGuard.from_settings(["127.77.0.1/32"], [80, 443])
    assert [case.spelling for case in REFUSED if reached(f"https://{case.spelling}/", guard)] == []


def test_every_name_of_the_table_is_answered_by_its_resolver():
    anything = AddressGuard.from_settings(["0.0.0.0/0", "::/0"], [80])
    assert [name for name in names() if not resolved(anything, name, names())] == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "http:///",
        "http://[::1",
        "http://a\x00b:c/",
    ],
)
def test_refuses_other_schemes_and_what_is_no_address(url):
    assert not reached(url)


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://example.org:443/a", "http://[2606:4700::1]/", "http://8.8.8.8/"]
)
def test_lets_public_addresses_and_names_pass(url):
    GUARD.check_url(url)


def test_an_allowed_network_opens_only_itself():
    guard = AddressGuard.from_settings(["127.0.0.0/8"], [80])
    guard.check_url("http://127.0.0.1/")
    with pytest.raises(AddressRefused):
        guard.check_url("http://10.0.0.1/")


def test_malformed_settings_are_named():
    with pytest.raises(ConfigurationError, match="NEWSCRAWL_ALLOWED_NETWORKS"):
        AddressGuard.from_settings(["127.0.0.1/33"], [80])


@given(st.ip_addresses(v=4))
def test_every_spelling_of_an_address_is_judged_alike(address):
    number = int(address)
    spellings = [str(address), str(number), hex(number), ".".join(oct(b).replace("0o", "0") for b in address.packed)]
    assert {as_literal(s) for s in spellings} == {address}


@given(st.ip_addresses())
def test_nothing_python_calls_private_is_allowed(address):
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        # 3.11 calls parts of 192.0.0.0/24 and 2001::/23 global that the registries do not; the guard is stricter.
        assert not GUARD.allows(address)


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:0:0", "::", "64:ff9b::", "64:ff9b:1::", "::ffff:0:0:0"]))
def test_no_address_inside_another_is_allowed(address, prefix):
    assert not GUARD.allows(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(address)))


@given(st.ip_addresses(v=4), st.lists(st.sampled_from([str, hex, lambda n: "0" + oct(n)[2:]]), min_size=4, max_size=4))
def test_only_the_plain_spelling_of_an_address_is_fetched(address, spellings):
    spelled = ".".join(spell(octet) for spell, octet in zip(spellings, address.packed, strict=True))
    if spelled != str(address):
        with pytest.raises(AddressRefused):
            GUARD.check_url(f"http://{spelled}/")


def test_mapped_addresses_do_not_slip_through():
    assert not GUARD.allows(ipaddress.ip_address("::ffff:10.0.0.1"))
