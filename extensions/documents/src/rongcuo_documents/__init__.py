"""Reports to carry: what a command has to say as an HTML file or a Word document, and whether it still holds.

Importing it adds its texts to the catalogue.
"""

from rongcuo.catalogue import MESSAGES

from . import catalogue

MESSAGES.update(catalogue.MESSAGES)
