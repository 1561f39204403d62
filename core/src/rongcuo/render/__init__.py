"""Rendering: rulings and comparisons as tables, text, Markdown, CSV and JSON."""
