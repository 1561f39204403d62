"""滨州市滨城区: what its policy says, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
