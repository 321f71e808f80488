"""What the pages show, one module for each page or part."""
