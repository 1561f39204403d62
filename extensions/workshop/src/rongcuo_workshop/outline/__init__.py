"""Outlines: an official document read, taken apart, and written as a plugin whose clauses are left to do."""

from __future__ import annotations
