"""The command that documents add."""
