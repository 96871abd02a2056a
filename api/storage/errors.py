"""What storage can refuse, as one small tree; callers catch the branch that they can act on.

StorageError
    HomeError               the folder cannot be used at all: start refuses
        HomeLockedError         another process serves it
        HomeMissingPhotosError  the photo folder is not the one the database knows
        SchemaTooNewError       a newer version of Likeness wrote the database
    DatabaseError
        DatabaseBusyError       others held it for too long: try again
        DatabaseFullError       the disk is full
        DatabaseReadOnlyError   the file or the disk refuses writing
        DatabaseDamagedError    its own check fails
        ConflictError           a row contradicts one that is there
        CrossClinicError        our own code reached for another clinic's rows
    BlobError
        BlobMissingError        no such blob
        BlobNameError           a name that no blob can have
        BlobWriteError          the store could not keep it; nothing was acknowledged
            BlobStoreFullError      for want of room
            BlobStoreFrozenError    an earlier write failed to reach the disk: no more writes until a restart
        BlobDamagedError        the bytes are not those that were kept
    KeyringError
        MasterKeyLostError, MasterKeyWrongError, MasterKeyMalformedError
        KeyShreddedError        the patient was erased
        SealBrokenError         a sealed column does not open
    HeadFileError           the audit heads outside the database cannot be read or kept
"""

from __future__ import annotations


class StorageError(Exception):
    """Anything that keeping or finding bytes can refuse."""

    reason: str = "storage"


class HomeError(StorageError):
    """The folder that holds everything cannot be used."""

    reason = "home_unusable"


class HomeLockedError(HomeError):
    """Another process already serves this folder."""

    reason = "home_locked"


class HomeMissingPhotosError(HomeError):
    """The photo folder is empty or another one: a disk is not mounted, or was swapped."""

    reason = "photos_not_mounted"


class SchemaTooNewError(HomeError):
    """The database was written by a newer version."""

    reason = "schema_too_new"


class DatabaseError(StorageError):
    """The database refused."""

    reason = "database"


class DatabaseBusyError(DatabaseError):
    """Others held the database longer than we wait."""

    reason = "database_busy"


class DatabaseFullError(DatabaseError):
    """The disk under the database is full."""

    reason = "database_full"


class DatabaseReadOnlyError(DatabaseError):
    """The database file cannot be written."""

    reason = "database_read_only"


class DatabaseDamagedError(DatabaseError):
    """The database fails its own check."""

    reason = "database_damaged"


class ConflictError(DatabaseError):
    """The row contradicts one that is already there."""

    reason = "conflict"


class CrossClinicError(DatabaseError):
    """A statement reached, or could reach, another clinic's rows: a fault of ours, never of a user."""

    reason = "cross_clinic"


class BlobError(StorageError):
    """The blob store refused."""

    reason = "blob"


class BlobMissingError(BlobError):
    """There is no blob of that name."""

    reason = "blob_missing"


class BlobNameError(BlobError):
    """The name is not one that a blob can have."""

    reason = "blob_name"


class BlobWriteError(BlobError):
    """The blob could not be kept; nothing was acknowledged."""

    reason = "blob_not_kept"


class BlobStoreFullError(BlobWriteError):
    """No room, no inode, or over quota."""

    reason = "storage_full"


class BlobStoreFrozenError(BlobWriteError):
    """An earlier write did not reach the disk: nothing is written until the next start."""

    reason = "storage_frozen"


class BlobDamagedError(BlobError):
    """The bytes that were found are not those that were kept."""

    reason = "damaged"


class KeyringError(StorageError):
    """The keys cannot do what was asked."""

    reason = "keys"


class MasterKeyLostError(KeyringError):
    """The record was sealed with a master key that is not here."""

    reason = "master_key_lost"


class MasterKeyWrongError(KeyringError):
    """The master key is not the one that sealed this record."""

    reason = "master_key_wrong"


class MasterKeyMalformedError(KeyringError):
    """What stands in the place of the master key is no key."""

    reason = "master_key_malformed"


class KeyShreddedError(KeyringError):
    """The patient's keys were destroyed: nothing of theirs can be read again."""

    reason = "erased"


class SealBrokenError(KeyringError):
    """A sealed value was altered, moved to another row, or sealed with another key."""

    reason = "seal_broken"


class HeadFileError(StorageError):
    """The audit heads kept outside the database cannot be read or written."""

    reason = "audit_heads"
