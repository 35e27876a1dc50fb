"""What leaves the database: lists of articles, evidence for others, feeds of saved searches."""
