"""Why a line is set aside and why a file is rejected: the codes of the quarantine and the ledger."""

from __future__ import annotations

from enum import StrEnum

IS_LINK = "it is a link: deliver the file itself"


class Reason(StrEnum):
    """A reason code. `str(reason)` is the code; `reason.means` is the sentence for people."""

    means: str

    def __new__(cls, code: str, means: str) -> Reason:
        """A code with what it means."""
        reason = str.__new__(cls, code)
        reason._value_ = code
        reason.means = means
        return reason

    # of a line
    COLUMN_COUNT = "column_count", "it has more or fewer columns than the header"
    BROKEN_QUOTES = "broken_quotes", "a quoted field is never closed, or goes on after its closing quote"
    BAD_ENCODING = "bad_encoding", "it is not valid in the declared encoding"
    NUL_BYTE = "nul_byte", "it holds a NUL byte"
    LINE_TOO_LONG = "line_too_long", "it is longer than 16 MB"
    BLANK_LINE = "blank_line", "it is blank"
    NOT_JSON = "not_json", "it is not valid JSON"
    NOT_AN_OBJECT = "not_an_object", "it is JSON, but not an object"
    DUPLICATE_KEY_IN_OBJECT = "duplicate_key_in_object", "an object in it has the same key twice"
    NESTED_TOO_DEEP = "nested_too_deep", "objects and lists in it lie in one another more than 256 deep"
    NOT_STORABLE = "not_storable", "it is JSON that PostgreSQL cannot store"

    # of a file
    EMPTY_FILE = "empty_file", "the file is empty"
    WRONG_HEADER = "wrong_header", "the header does not fit the declaration"
    RECORD_PATH_MISSING = "record_path_missing", "no records lie where the declaration says"
    BROKEN_DOCUMENT = "broken_document", "it is no JSON, or is cut short or damaged: deliver it again"
    DOCUMENT_TOO_LARGE = (
        "document_too_large",
        "it is a JSON document over 256 MB: deliver it in smaller pages, or declare the feed as json_lines",
    )
    UNREADABLE_TABLE = (
        "unreadable_table",
        "it is no spreadsheet or Parquet file, is damaged or encrypted, or takes more than 2 GB to read:"
        " deliver it anew, or as CSV",
    )
    UNFOLDS_WITHOUT_END = (
        "unfolds_without_end",
        "it unpacks to over 1 GB and 200 times its size, as no export does: deliver it again",
    )
    TOO_MANY_SET_ASIDE = (
        "too_many_set_aside",
        "more than 1,000,000 of its lines cannot be read: deliver what the feed declares",
    )
    TRUNCATED_ARCHIVE = "truncated_archive", "the compressed file is cut short: deliver it again"
    CORRUPT_ARCHIVE = "corrupt_archive", "the compressed file is corrupt: deliver it again"
    ENCRYPTED_ARCHIVE = "encrypted_archive", "the zip file is encrypted: deliver it without a password"
    ARCHIVE_MEMBERS = "archive_members", "a zip file holds exactly one file: deliver each file by itself"
    CHANGED_WHILE_READ = "changed_while_read", "changed while it was read: it is loaded when it stands still"
    UNREADABLE = "unreadable", "the file cannot be read: check its permissions and the disk"


class FileRejected(Exception):
    """A file as a whole cannot be loaded; `sentence` says why and holds no value of it."""

    def __init__(self, reason: Reason, sentence: str | None = None) -> None:
        self.reason = reason
        self.sentence = sentence or reason.means
        super().__init__(self.sentence)
