"""Texts compared: which are one, which came from which, in the database and in files."""
