"""RSE: initiatives, footprint, targets, equality index and materiality, with the rules that compute them."""
