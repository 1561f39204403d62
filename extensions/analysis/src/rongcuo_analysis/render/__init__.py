"""What is shown of the analysis."""
