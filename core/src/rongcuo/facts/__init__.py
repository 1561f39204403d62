"""Facts and conditions: what can be known of a case, how it is written down, and what is said of it."""
