"""Projects, what they contribute, what they cost, how they fare, and the alignment score."""
