"""Serving: addresses, who may ask for them, and what every answer carries."""
