"""An analyst's questions of the database, and their answers as files and feeds."""
