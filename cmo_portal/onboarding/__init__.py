"""The first page of an empty portal: look at a demonstration, import one's projects, or begin blank."""
