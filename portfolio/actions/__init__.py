"""Writes, by the noun they change: one transaction each, the ledger entry last of all."""
