"""What people enter about RSE: the forms read, the actions write."""
