"""The storage of the registry: one SQLite file with an append-only log, texts that can be erased, and attachments.

It knows nothing of policies or of what a case is.
"""

from .backup import Restored, backup, kept_aside, restore
from .checking import OF_LISTS, Checked, check
from .connection import WAIT
from .events import ERASURE, Actor, Event, Head
from .exchange import export, import_, verify
from .losing import Lost, lost
from .projections import Projection
from .reporting import Report, silent
from .schema import APPLICATION_ID
from .store import Store
from .writer import LARGEST, Writer

__all__ = [
    "APPLICATION_ID",
    "ERASURE",
    "LARGEST",
    "OF_LISTS",
    "WAIT",
    "Actor",
    "Checked",
    "Event",
    "Head",
    "Lost",
    "Projection",
    "Report",
    "Restored",
    "Store",
    "Writer",
    "backup",
    "check",
    "export",
    "import_",
    "kept_aside",
    "lost",
    "restore",
    "silent",
    "verify",
]
