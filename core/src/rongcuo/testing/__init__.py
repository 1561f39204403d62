"""Testing a plugin: its cases, what they leave untested, and the contract that every plugin passes."""
