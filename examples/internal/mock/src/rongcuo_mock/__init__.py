"""模拟县（虚构）: what a made-up report tells of a made-up policy, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
