"""The faults of a setting."""

from enum import unique

from retrieval.faults.fault import BY_COMMAND, Fault
from retrieval.installation import DESCRIBES_SETTINGS

_CHROMA_ADDRESS = "Write http://host:8000 or https://host, and nothing after it."


@unique
class SettingsFault(Fault):
    """A fault of a setting, or of the file that holds the settings."""

    FILE_NOT_UTF_8 = ".env is not UTF-8 text: {reason}.", "Save it as UTF-8."
    UNUSABLE = "{setting} cannot be used: {reason}.", f"See {DESCRIBES_SETTINGS}."
    CORPUS_NOT_NAMED = (
        "The index on {where} holds documents already, and no corpus folder was named.",
        "Name in CORPUS_DIR the folder that all of them are in: others are taken out.",
        BY_COMMAND,
    )

    DATABASE_NO_ADDRESS = (
        "DATABASE_URL cannot be used: it is no address of a database.",
        "Write sqlite:///FILE or postgresql://…",
    )
    DATABASE_UNSUPPORTED = "DATABASE_URL cannot be used: {database} is not supported.", "Use SQLite or PostgreSQL."
    DATABASE_WITHOUT_FILE = "DATABASE_URL cannot be used: it names no file.", "Write sqlite:///FILE."
    DATABASE_DRIVER_MISSING = (
        "DATABASE_URL cannot be used: its driver cannot be loaded ({reason}).",
        "Install it: {command}",
    )
    DATABASE_DRIVER_UNSUPPORTED = (
        "DATABASE_URL cannot be used: the driver of {driver} is not supported.",
        "Write postgresql+psycopg://…",
    )
    DATABASE_ENCODING = (
        "DATABASE_URL cannot be used: the database is encoded in {encoding}.",
        "Make one with ENCODING 'UTF8' and name that.",
    )

    CHROMA_NO_ADDRESS = "CHROMA_URL cannot be used: it is no address.", _CHROMA_ADDRESS
    CHROMA_MORE_THAN_A_HOST = (
        "CHROMA_URL cannot be used: there is more in it than a host and a port.",
        f"{_CHROMA_ADDRESS} A token goes into CHROMA_TOKEN.",
    )

    LANGUAGE_MODEL_WITHOUT_KEY = (
        "LANGUAGE_MODEL cannot be used: there is no key for {provider}.",
        "Set LANGUAGE_MODEL_API_KEY, or {variables} in the environment.",
    )
    LANGUAGE_MODEL_UNUSABLE = (
        "LANGUAGE_MODEL cannot be used: {provider!r} could not be set up ({kind}).",
        "Set LANGUAGE_MODEL_API_KEY or the provider's own variable; and name a provider that LangChain knows.",
    )
