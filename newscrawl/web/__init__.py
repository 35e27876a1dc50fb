"""The explorer and its JSON API: pages made on the server, read-only unless a token is given."""
