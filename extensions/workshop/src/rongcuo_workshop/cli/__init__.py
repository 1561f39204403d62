"""The commands that the workshop adds."""
