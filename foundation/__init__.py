"""What every area needs and no domain word names: people, rights, the ledger, periods, quantities, files of rows."""
