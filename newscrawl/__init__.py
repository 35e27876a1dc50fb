"""newscrawl: who wrote this first, how do we know, and who else copied it."""

__version__ = "0.1.0"
