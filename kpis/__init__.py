"""Indicators that live, prove and warn: definitions, targets, measurements, trends."""
