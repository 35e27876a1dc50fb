"""What commands share: options, settings, the database, and how everything is printed."""
