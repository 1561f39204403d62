"""The floor under every region (全国), as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
