"""Plugins and deployment: which texts serve which region, and what became of each plugin."""
