"""What the workshop prints: cards, checks and tests."""
