"""What each role looks at: the four lenses, each with its verdict, tiles, figure and sections over the same board."""
