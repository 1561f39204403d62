"""The commands that documents add."""
