"""The faults of what is stored: the index, the records, and one reload beside another."""

from enum import unique

from retrieval.faults.fault import BY_COMMAND, Fault

WITHOUT_GRAPH = (
    "stop the server, take the folders beside its chroma.sqlite3 away, and start it: they hold nothing of Footnote's"
)
"""The way to mend a server that was killed while it wrote its own graph; see docs/operating.md."""
_SERVER_RUNS = "Check that it is running (chroma run), and that CHROMA_URL is its address."
_BUILD_ANEW = "Build the index anew."
_WRITABLE = "Check that the data folder can be written and is not full, or name another in DATA_DIR."
_BUILT_AGAIN = "it is built again from the store."


@unique
class IndexFault(Fault):
    """A fault of the index, in its folder or on a server."""

    MISSING = "Nothing has been indexed in {data_dir} yet.", "Index {corpus}.", BY_COMMAND
    MISSING_WITH_CORPUS = (
        "Nothing has been indexed in {data_dir} yet, and there is no corpus folder {corpus}.",
        "Put documents into that folder, or name in CORPUS_DIR the one that has them, and index it.",
        BY_COMMAND,
    )
    NOTHING_THERE = "Nothing has been indexed here yet.", "Build it.", BY_COMMAND
    OF_ANOTHER_CORPUS = (
        "The index in {data_dir} is of {indexed}, not of {corpus}.",
        "Index that folder beside it, in another data folder, or name none to ask what is there.",
        BY_COMMAND,
    )
    WOULD_BE_REPLACED = (
        "The index in {data_dir} is of {indexed}, not of {corpus}.",
        "Index that folder beside it, in another data folder, or build the index anew to have it in its place.",
        BY_COMMAND,
    )
    BUILT_OTHERWISE = (
        "The index was built with another {part} ({stored}) than the one running ({running}).",
        "Build it anew, or set EMBEDDING_MODEL back.",
        BY_COMMAND,
    )
    OTHER_DIMENSIONS = (
        "A vector has {dimensions} dimensions, and those in the index in {where} have {stored}.",
        "Set EMBEDDING_MODEL back, or build the index anew.",
        BY_COMMAND,
    )
    OPENED_TO_READ = "The index in {where} was opened to be read, and is not reloaded.", "Open it to write.", BY_COMMAND
    TEXT_ALTERED = "The stored text of {id!r} is not the one that was indexed.", _BUILD_ANEW, BY_COMMAND
    VECTOR_ALTERED = "The stored vector of passage {id} is not the one that was indexed.", _BUILD_ANEW, BY_COMMAND
    UNUSABLE = (
        "The index in {where} cannot be used: {reason}.",
        "Try again; if it stays so, build the index anew.",
        BY_COMMAND,
    )
    UNUSABLE_ON_SERVER = (
        "The index in {where} cannot be used: {reason}.",
        f"Try again; if it stays so, {WITHOUT_GRAPH}. Only where that does not help, build the index anew.",
        BY_COMMAND,
    )

    DATA_UNWRITABLE = (
        "The data folder {folder} cannot be written: {reason}.",
        "Make room there or allow writing, or name another folder in DATA_DIR.",
        BY_COMMAND,
    )
    UNWRITABLE = "The index in {where} cannot be written: {reason}.", _WRITABLE, BY_COMMAND
    UNWRITABLE_ON_SERVER = (
        "The index in {where} cannot be written: {reason}.",
        "Check that the server's own folder can be written and is not full.",
    )
    WORDS_UNWRITABLE = "The lexical index in {folder} cannot be written: {reason}.", _WRITABLE, BY_COMMAND
    NO_ROOM = (
        "There is too little room in {folder}: {left_mebibytes} MB, where {needed_mebibytes} MB are needed to go on.",
        "Make room there, and reload again: what was indexed answers as before.",
    )
    LOCKED = (
        "The index in {data_dir} is in use by {holder}.",
        "Wait until it is done or stop it, or use another data folder.",
        BY_COMMAND,
    )

    WORDS_DAMAGED = "The lexical index {place} is damaged: {reason}.", f"Delete {{place}}: {_BUILT_AGAIN}"
    VECTORS_UNREADABLE = "The vectors in {file} cannot be read: {reason}.", f"Delete {{file}}: {_BUILT_AGAIN}"
    OTHER_VECTORS = (
        "The vectors in {file} have {stored} dimensions, and the question's {dimensions}.",
        "Set EMBEDDING_MODEL to the model that the index was built with.",
    )

    SERVER_SILENT = "The Chroma server at {where} does not answer: {reason}.", _SERVER_RUNS
    SERVER_BREAKS_OFF = (
        "The Chroma server at {where} does not answer: {reason}.",
        f"{_SERVER_RUNS} If it ends whenever it is asked, {WITHOUT_GRAPH}.",
    )
    SERVER_REFUSES = (
        "The Chroma server at {where} does not let this process in (HTTP {status}).",
        "Check that CHROMA_TOKEN is the token that it asks for.",
    )
    SERVER_FAILS = (
        "What answers at {where} is no Chroma server that works (HTTP {status}).",
        "Check that the server behind it is running, and that CHROMA_URL is its address.",
    )
    NO_SERVER = "What answers at {where} is no Chroma server.", "Check that CHROMA_URL is the address of one."


@unique
class ReloadFault(Fault):
    """A fault of a reload beside another."""

    UNDER_WAY = "Another reload is under way.", "Wait until it is done, or cancel it."
    UNDER_WAY_ELSEWHERE = (
        "Another reload is under way, by {holder}.",
        "Wait until it is done; where that process has died, half a minute.",
    )
    OVERTAKEN = (
        "The reload was held up for so long that another took its place.",
        "Nothing was changed. Reload again.",
    )


@unique
class RecordsFault(Fault):
    """A fault of the database of receipts and what is kept with them."""

    UNREACHABLE_FILE = (
        "The records in {database} cannot be reached or written: {reason}.",
        "Check that the database is there, can be written and is not full, or name another in DATABASE_URL.",
    )
    UNREACHABLE_SERVER = (
        "The records in {database} cannot be reached or written: {reason}.",
        (
            "Check that the server is up and not full, and lets this user in, write and make tables; "
            "or name another database in DATABASE_URL."
        ),
    )
    UNUSABLE = (
        "The records in {database} cannot be used: {reason}.",
        "Put a good copy in their place; or move them away, and new ones are begun.",
    )
    TEXT_ALTERED = (
        "The kept text of {id!r} is not what was written.",
        "Somebody or something has changed it since: put a good copy of the records in their place.",
    )
    RECEIPT_ALTERED = (
        "The receipt {id} is not what was written.",
        "Somebody or something has changed it since: put a good copy of the records in their place.",
    )
    TABLE_OF_ANOTHER = (
        "The database {database} holds a table {table!r} that is not Footnote's.",
        "Name another database in DATABASE_URL.",
    )
    OTHER_SCHEMA = (
        "The records in {database} were written with another schema ({stored}) than this version's ({schema}).",
        (
            "Move them away, and new ones are begun; or run the version of Footnote that wrote them, or name another"
            " database in DATABASE_URL."
        ),
    )


@unique
class ReceiptFault(Fault):
    """A fault of a receipt that was asked for."""

    UNKNOWN = (
        "There is no receipt {id}. One is forgotten after {days} days.",
        "Check the id: it stands below the answer or refusal.",
    )
    NO_ID = (
        "“{typed}” is not the id of a receipt.",
        "An id is {chars} letters and digits: it stands below each answer and refusal.",
    )
