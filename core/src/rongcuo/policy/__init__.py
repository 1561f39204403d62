"""Policies and cases: clauses with their conditions read, the texts of a region, and what a case tells."""
