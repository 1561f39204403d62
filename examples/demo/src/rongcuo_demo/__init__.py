"""示例县（虚构）: a made-up county with a made-up policy, as data files."""

from rongcuo import DataPlugin

plugin = DataPlugin(__name__)
