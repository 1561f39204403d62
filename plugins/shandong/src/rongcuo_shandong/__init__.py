"""山东省: what its policy says, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
