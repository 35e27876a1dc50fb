"""One page read, without a crawl: its article, the names on it, and the lists that know them."""
