"""Analysis: what would change an answer, the decided matters like a case, and exactly where regions differ.

Importing it adds its texts to the catalogue.
"""

from rongcuo.catalogue import MESSAGES

from . import catalogue

MESSAGES.update(catalogue.MESSAGES)
