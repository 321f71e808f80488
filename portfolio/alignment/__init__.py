"""The strategic alignment score: pure rules, the evidence they read, and the run that stores them."""
