"""Files people attach as evidence: checked by content, named by their hash, served only through a door."""
