"""The declared sites: their files in settings/sites, and for each site a folder of saved pages (cases)."""
