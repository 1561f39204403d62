"""The author's workshop: a plugin looked at from outside, held against its own words and its cases."""
