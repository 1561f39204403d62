"""The commands that the registry adds."""
