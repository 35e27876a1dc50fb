"""The archived pages: what is there, what may leave, and sending them through the pipeline again."""
