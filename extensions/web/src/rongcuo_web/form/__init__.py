"""The form: a case as fields, and what was filled in as a case."""
