"""The interview: a case asked for, added to `rongcuo` as the command `ask`.

Importing it adds its texts to the catalogue.
"""

from rongcuo.catalogue import MESSAGES

from . import catalogue

MESSAGES.update(catalogue.MESSAGES)
