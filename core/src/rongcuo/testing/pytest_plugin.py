"""Deprecated: `-p rongcuo_workshop.testing.pytest_plugin` takes the place of this."""

from importlib import import_module

_plugin = import_module("rongcuo_workshop.testing.pytest_plugin")
globals().update({name: value for name, value in vars(_plugin).items() if name.startswith("pytest_")})
