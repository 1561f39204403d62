"""How rulings were made before regions were compiled, kept as a second opinion until the next release.

Each case had a manager of diagrams of its own, in which a variable has only the cells that the case leaves it.
The truth tables and explanations on top are today's.
"""
