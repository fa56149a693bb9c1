"""Files from strangers: how they are received, kept, cleaned and scanned. Knows nothing of whose they are, or why."""
