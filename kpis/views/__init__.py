"""The pages of indicators, a module a page."""
