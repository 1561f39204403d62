"""Testing a plugin: its cases, what they leave untested, and the contract that every plugin passes.

The names below are public; everything else may change without notice.
"""

from __future__ import annotations

from .suite import PluginContract

__all__ = ["PluginContract"]
