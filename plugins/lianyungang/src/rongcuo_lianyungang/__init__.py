"""连云港市: its supporting measures, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
