"""The pages of RSE."""
