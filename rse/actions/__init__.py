"""What people do to the RSE figures: each with its entry in the ledger."""
