"""What can go wrong while facts are brought in; each error's text is one sentence a person can act on."""


class IngestError(Exception):
    """Base of all errors of ingest. `str()` is the sentence that the command line and the pages show."""


class SettingsError(IngestError):
    """The settings name something that does not exist, or name it wrongly."""


class SourceUnreachable(IngestError):
    """A source did not answer: a path that is gone, a host that is silent, a time-out."""


class SourceRefused(IngestError):
    """A source answered, but what it holds cannot be read whole (shallow, damaged, unsupported)."""


class ObjectsMissing(SourceRefused):
    """Git met an object that is missing or damaged."""


class WarehouseError(IngestError):
    """The next snapshot could not be made or published; the last good one is still served."""


class WarehouseBusy(WarehouseError):
    """Another process is writing the warehouse."""


class NewerWarehouse(WarehouseError):
    """The snapshot was made by a newer Leadline than this one."""


class JournalError(IngestError):
    """What people typed could not be read or kept; nothing that was acknowledged is lost by it."""


class EntryRefused(JournalError):
    """An entry does not fit its form: a text too long, a rating that is none; nothing of it was saved."""


class NewerJournal(JournalError):
    """The journal was written by a newer Leadline than this one."""
