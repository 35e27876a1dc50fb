"""The program `newscrawl`: `main.py` lists its commands, and a folder for each thing that somebody does holds them.

A file is named after the command that it holds. What belongs to one command alone begins with that command's name or
stands in its folder; what several folders need is in `shared`, which imports none of them.
"""
