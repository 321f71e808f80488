"""Figures of RSE: plain dicts for the browser, coordinates for what the server draws."""
