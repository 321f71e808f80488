"""The writes of this area, a module a noun: each is one transaction with its ledger entry."""
