"""What the pages of indicators show; a module a page."""
