"""`newscrawl sites`: declared sites, their saved pages, and a report on each."""
