"""Resolution with a made-up system resolver; no packet is sent anywhere."""

from twisted.internet.address import IPv4Address, IPv6Address

from newscrawl.fetch.guard import AddressGuard
from newscrawl.fetch.resolver import GuardedResolver, refused_hosts


class FakeSystem:
    """Answers every name with the given addresses."""

    def __init__(self, *addresses):
        self.addresses = addresses

    def resolveHostName(self, receiver, name, port, types, semantics):  # noqa: ARG002 - Twisted calls it so
        receiver.resolutionBegan(None)
        for address in self.addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


class Receiver:
    def __init__(self):
        self.hosts, self.complete = [], False

    def resolutionBegan(self, resolution):
        pass

    def addressResolved(self, address):
        self.hosts.append((address.host, address.port))

    def resolutionComplete(self):
        self.complete = True


def resolve(resolver, name):
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, 80)
    assert receiver.complete
    return receiver.hosts


def test_private_answers_are_withheld_and_remembered():
    resolver = GuardedResolver(None, AddressGuard(), {}, FakeSystem("10.0.0.1", "8.8.8.8", "169.254.169.254"))
    assert resolve(resolver, "rebinding.example") == [("8.8.8.8", 80)]
    assert refused_hosts["rebinding.example"] == "169.254.169.254"


def test_declared_hosts_need_no_system_but_are_guarded_too():
    hosts = {"replica.test": "127.0.0.1"}
    assert resolve(GuardedResolver(None, AddressGuard(), hosts, FakeSystem()), "replica.test") == []
    loopback = AddressGuard.from_settings(["127.0.0.0/8"], [80])
    assert resolve(GuardedResolver(None, loopback, hosts, FakeSystem()), "Replica.test") == [("127.0.0.1", 80)]
