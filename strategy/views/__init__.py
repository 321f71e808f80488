"""The pages of the strategy that need nothing from above it."""
