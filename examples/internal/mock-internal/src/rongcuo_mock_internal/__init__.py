"""模拟县（虚构）: the made-up unpublished clauses of a made-up policy, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
