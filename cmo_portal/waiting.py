"""Where work waits: each source says which wake-ups are due."""

from cmo_portal.relay import Waiting

SOURCES: tuple[Waiting, ...] = ()
