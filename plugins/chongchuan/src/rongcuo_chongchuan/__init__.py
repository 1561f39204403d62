"""南通市崇川区: its supporting measures, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
