"""Doors for programs: tokens that stand for a person, answers kept so that a repeated request changes nothing, a limit of requests."""
