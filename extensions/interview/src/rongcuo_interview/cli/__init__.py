"""The command that the interview adds."""
