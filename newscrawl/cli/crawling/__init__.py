"""Fetching, and what became of it: crawls, harvests, originals, pictures, runs, coverage, health."""
