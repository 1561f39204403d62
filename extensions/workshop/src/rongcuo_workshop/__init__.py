"""The workshop: what whoever writes a plugin needs, added to `rongcuo` as commands.

Importing it adds its texts to the catalogue.
"""

from rongcuo.catalogue import MESSAGES

from . import catalogue

MESSAGES.update(catalogue.MESSAGES)
