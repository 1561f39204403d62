"""What every plugin has to keep; the cases run beside it."""

from pathlib import Path

from rongcuo_workshop.testing import PluginContract


class TestPolicy(PluginContract):
    plugin = Path(__file__).parents[1]
