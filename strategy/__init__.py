"""The strategy: plan, axes, objectives and the weight each one has."""
