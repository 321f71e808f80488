"""The boards of the portfolio's health: who needs help, who is silent, what we would stop first. Lists, with their address as state."""
