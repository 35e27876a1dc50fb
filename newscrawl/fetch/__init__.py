"""Downloading: the address guard, politeness, and the archive every response is written to first."""
