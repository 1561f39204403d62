"""The page: what the commands show, for a browser, added to `rongcuo` as the command `serve`.

Importing it adds its texts to the catalogue.
"""

from rongcuo.catalogue import MESSAGES

from . import catalogue

MESSAGES.update(catalogue.MESSAGES)
