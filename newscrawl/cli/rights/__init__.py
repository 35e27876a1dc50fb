"""What people decide and hand over: verdicts on origins, evidence, removals."""
