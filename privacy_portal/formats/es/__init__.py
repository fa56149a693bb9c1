"""Spanish as read in the United States."""
