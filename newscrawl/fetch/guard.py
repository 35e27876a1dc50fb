"""Which addresses may be connected to: global ones on the allowed ports, and networks that a setting names."""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from newscrawl.errors import AddressRefused, ConfigurationError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA special-purpose registries. Named here because `is_global` differs between releases of Python 3.11 and 3.12.
_REFUSED_V4 = tuple(
    ipaddress.IPv4Network(n)
    for n in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        # Global by the registries, but in Azure it is the host that the machine runs on.
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Global unicast is 2000::/3; everything else (loopback, link-local, unique-local, multicast, mapped, NAT64) is refused,
# and inside it what tunnels to IPv4 (Teredo, 6to4) or is reserved for documentation and benchmarks.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(ipaddress.IPv6Network(n) for n in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"))
# No top-level domain is a number, so that a host that ends in one is an address or nothing (WHATWG URL, 3.5).
_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Decides; connects to nothing."""

    allowed_networks: tuple[IPNetwork, ...] = ()
    allowed_ports: frozenset[int] = frozenset({80, 443})

    @classmethod
    def from_settings(cls, networks: Iterable[str], ports: Iterable[int]) -> AddressGuard:
        """Raises ConfigurationError where a network or port is malformed."""
        try:
            parsed = tuple(ipaddress.ip_network(n) for n in networks)
            return cls(parsed, frozenset(int(p) for p in ports))
        except ValueError as err:
            raise ConfigurationError(f"NEWSCRAWL_ALLOWED_NETWORKS or NEWSCRAWL_ALLOWED_PORTS: {err}") from err

    def allows(self, address: IPAddress) -> bool:
        """True for global unicast addresses and those in an allowed network."""
        if any(address in network for network in self.allowed_networks if network.version == address.version):
            return True
        if isinstance(address, ipaddress.IPv4Address):
            return not any(address in network for network in _REFUSED_V4)
        return address in _GLOBAL_V6 and not any(address in network for network in _REFUSED_V6)

    def check_url(self, url: str) -> None:
        """Raise AddressRefused for a scheme, port or literal address that is not allowed; names pass to resolution."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as err:
            raise AddressRefused(f"malformed address: {err}") from err
        if parts.scheme not in ("http", "https"):
            raise AddressRefused(f"scheme {parts.scheme!r} is not fetched")
        if port is None:
            port = 443 if parts.scheme == "https" else 80
        if port not in self.allowed_ports:
            raise AddressRefused(f"port {port} is not in NEWSCRAWL_ALLOWED_PORTS")
        if "@" in parts.netloc:
            raise AddressRefused("the address names a user before its host")
        self._check_host(parts.hostname or "")

    def _check_host(self, host: str) -> None:
        literal = as_literal(host)
        if literal is not None and not self.allows(literal):
            raise AddressRefused(f"{literal} is not a public address")
        plain = _plain(host)
        if literal is None and _NUMBER.fullmatch(plain):
            raise AddressRefused(f"{plain!r} is neither an address nor a name")
        # What one program reads as octal is decimal for the next: nobody who wants to be read writes so.
        if isinstance(literal, ipaddress.IPv4Address) and host != str(literal):
            raise AddressRefused(f"{host!r} is an odd spelling of {literal}")


def as_literal(host: str) -> IPAddress | None:
    """The address a host spells, decimal, hexadecimal, octal and short forms included; None for a name.

    Other scripts' digits and dots and percent escapes are undone first, as a resolver or a library may do.
    """
    host = _plain(host)
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except (OSError, ValueError):
        return None


def _plain(host: str) -> str:
    return unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").strip("[]").rstrip(".").lower()
