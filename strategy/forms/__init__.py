"""What people enter about the strategy."""
