"""The nights, for administrators: what each one did, how far the one that goes on is, and a run at the push of a button."""
