"""云岫县（虚构）: what its policy says, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
