"""The ledger: one entry a business fact, chained by hashes, never rewritten."""
