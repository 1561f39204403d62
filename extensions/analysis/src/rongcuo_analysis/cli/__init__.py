"""The commands of the analysis, one file each."""
