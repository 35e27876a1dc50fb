"""Name resolution that yields only addresses the guard allows; the connection is made to what was checked."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider

from newscrawl.fetch.guard import AddressGuard

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Host → the addresses refused for it, so that the failed connection can say why.
refused_hosts: dict[str, str] = {}


@implementer(IHostResolution)
class _Answered:
    """A resolution that needed nobody's help."""

    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """Nothing is under way."""


@implementer(IHostnameResolver)
class GuardedResolver:
    """Set as TWISTED_DNS_RESOLVER. Names of NEWSCRAWL_HOSTS are answered from the setting, others by the system."""

    def __init__(self, reactor: Any, guard: AddressGuard, hosts: dict[str, str], fallback: Any = None) -> None:
        self.reactor = reactor
        self.guard = guard
        self.hosts = {name.lower(): address for name, address in hosts.items()}
        self.fallback = fallback or reactor.nameResolver

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> GuardedResolver:
        settings = crawler.settings
        guard = AddressGuard.from_settings(
            settings.getlist("NEWSCRAWL_ALLOWED_NETWORKS"), settings.getlist("NEWSCRAWL_ALLOWED_PORTS")
        )
        return cls(reactor, guard, settings.getdict("NEWSCRAWL_HOSTS"))

    def install_on_reactor(self) -> None:
        self.reactor.installNameResolver(self)

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        """Twisted's interface; addresses that are refused are withheld from the receiver."""
        receiver = self._filtering(resolutionReceiver, hostName)
        declared = self.hosts.get(hostName.lower().rstrip("."))
        if declared is None:
            return self.fallback.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
        answer = _Answered(hostName)
        receiver.resolutionBegan(answer)
        kind = IPv6Address if ":" in declared else IPv4Address
        receiver.addressResolved(kind("TCP", declared, portNumber))
        receiver.resolutionComplete()
        return answer

    def _filtering(self, inner: Any, name: str) -> Any:
        guard = self.guard

        @provider(IResolutionReceiver)
        class Filtering:
            @staticmethod
            def resolutionBegan(resolution: IHostResolution) -> None:
                inner.resolutionBegan(resolution)

            @staticmethod
            def addressResolved(address: Any) -> None:
                if guard.allows(ipaddress.ip_address(address.host.partition("%")[0])):
                    inner.addressResolved(address)
                else:
                    refused_hosts[name.lower()] = address.host

            @staticmethod
            def resolutionComplete() -> None:
                inner.resolutionComplete()

        return Filtering
