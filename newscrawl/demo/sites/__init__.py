"""The replica's sites, declared as any other site is."""
