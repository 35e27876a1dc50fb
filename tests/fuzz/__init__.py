"""Fuzzing of everything that reads what others wrote: `make fuzz` for longer, `test_targets.py` for a moment."""
