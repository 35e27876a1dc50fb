"""An installation: made, checked, migrated, served, spread over many machines."""
