"""Saved views: a list with its filters and sort under a name, for oneself or for the team."""
