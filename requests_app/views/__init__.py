"""The web edge: reads the clock, translates between HTTP and one call, and chooses the page."""
