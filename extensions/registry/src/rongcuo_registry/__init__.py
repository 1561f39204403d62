"""The case registry: cases and their procedures in one file, added to `rongcuo`.

Importing it adds its texts to the catalogue.
"""

from rongcuo.catalogue import MESSAGES

from . import catalogue, sayings

MESSAGES.update(catalogue.MESSAGES)
MESSAGES.update(sayings.MESSAGES)
