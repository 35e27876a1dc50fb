"""`newscrawl demo`: the bundled replica crawled, its result checked and shown."""
