"""Exceptions that tell the caller what to do."""


class NewscrawlError(Exception):
    """Base of every error newscrawl raises on purpose; its text is meant for a person."""


class ConfigurationError(NewscrawlError):
    """A setting or a site file is wrong. Stop before anything starts and show the message."""


class UnreadablePage(NewscrawlError):
    """Raised by extract: the bytes are no page. Store the fetch with this error and go on."""


class AddressRefused(NewscrawlError):
    """The guard refused an address (private, loopback, odd port or scheme). Nothing was sent."""


class ArchiveError(NewscrawlError):
    """An archive file can't be written or a record can't be read back. Nothing is stored without it."""


class UnwritableArchive(ArchiveError):
    """The archive's disk is full or failing. Stop: what can't be archived is not stored either, and stays pending."""


class StoreError(NewscrawlError):
    """The database can't be reached or its schema is not the expected one."""
