"""In a process of its own, as the setting can't be taken back."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Threads that hold memory of the C library at the same time, and how many heaps that is in its own report.
HEAPS = """
import ctypes, sys, threading
from newscrawl.extensions.memory import FewArenas
if sys.argv[1] == "few":
    FewArenas.from_crawler(None)
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


@pytest.mark.skipif(sys.platform != "linux", reason="heaps for each thread are glibc's")
def test_the_threads_of_a_crawl_share_two_heaps(tmp_path):
    assert _heaps("few", tmp_path) <= 2 < _heaps("many", tmp_path)


def _heaps(how: str, folder) -> int:
    report = folder / how
    subprocess.run([sys.executable, "-c", HEAPS, how, str(report)], check=True)
    return report.read_text(encoding="ascii").count("<heap ")
