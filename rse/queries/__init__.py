"""What the RSE pages show."""
