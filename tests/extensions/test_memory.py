"""In a process of its own, as the setting can't be taken back."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Threads that hold memory of the C library at the same time, and how many heaps that is in its own report.
HEAPS = """
import ctypes, sys, threading
from newscrawl.extensions.memory import FewHeaps
if sys.argv[1] == "few":
    FewHeaps.from_crawler(None)
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.fopen.restype = ctypes.c_void_p, ctypes.c_void_p
together = threading.Barrier(6)
def hold():
    libc.malloc(1000)
    together.wait()
threads = [threading.Thread(target=hold) for _ in range(6)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
report = ctypes.c_void_p(libc.fopen(sys.argv[2].encode(), b"w"))
libc.malloc_info(0, report)
libc.fclose(report)
"""


# After one large block was freed: how many of the next, smaller ones are mappings of their own.
LARGE = """
import ctypes, sys
from newscrawl.extensions.memory import FewHeaps
if sys.argv[1] == "few":
    FewHeaps.from_crawler(None)
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
names = "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
class Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]
libc.mallinfo2.restype = Mallinfo
libc.free(libc.malloc(20_000_000))
before = libc.mallinfo2().hblks
held = [libc.malloc(1_000_000) for _ in range(5)]
print(libc.mallinfo2().hblks - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="heaps of this kind are glibc's")
def test_what_is_large_goes_back_to_the_system():
    assert [_mappings("few"), _mappings("many")] == [5, 0]


def _mappings(how: str) -> int:
    command = [sys.executable, "-c", LARGE, how]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="heaps for each thread are glibc's")
def test_the_threads_of_a_crawl_share_two_heaps(tmp_path):
    assert _heaps("few", tmp_path) <= 2 < _heaps("many", tmp_path)


def _heaps(how: str, folder) -> int:
    report = folder / how
    subprocess.run([sys.executable, "-c", HEAPS, how, str(report)], check=True)
    return report.read_text(encoding="ascii").count("<heap ")
