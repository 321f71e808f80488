"""People, the units they work in, and what they may do."""
