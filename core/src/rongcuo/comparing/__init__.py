"""Comparing: one case, or one topic, over every region, and why they differ."""
