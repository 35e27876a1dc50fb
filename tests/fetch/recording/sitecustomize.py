"""Loaded by every Python process that has this folder in PYTHONPATH: notes whom it would connect to, and stops it.

An audit hook sits below Scrapy, Twisted, asyncio and every library that uses sockets; it can't be taken out again. Only
the address of RECORDING_ALLOWED is let through, so that whatever fails sends nothing. Names are answered from the
table, numbers as the C library reads them, which asks nobody.
"""

import json
import os
import socket
import sys

_ALLOWED = os.environ["RECORDING_ALLOWED"]
_NAMES = json.loads(os.environ["RECORDING_NAMES"])
_system = socket.getaddrinfo


def _record(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and f"{address[0]}:{address[1]}" != _ALLOWED:
            with open(os.environ["RECORDING_FILE"], "a") as file:
                file.write(f"{event} {address}\n")
            raise PermissionError(f"recorded: {event} {address}")
    elif event in ("socket.gethostbyname", "socket.gethostbyaddr"):
        raise PermissionError(f"recorded: {event} {arguments}")


def _answer(host, port, family=0, type=0, proto=0, flags=0):
    name = host.decode() if isinstance(host, bytes) else host
    address = _NAMES.get((name or "").lower().rstrip("."), name)
    return _system(address, port, family, type, proto, flags | socket.AI_NUMERICHOST)


socket.getaddrinfo = _answer
sys.addaudithook(_record)
