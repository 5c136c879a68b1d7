"""Settings of retrieval, read from the environment and from `.env`. `.env.example` describes each."""

from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.errors import SettingsError

DEFAULT_EMBEDDING_MODEL = "all-MiniLM-L6-v2"


class RetrievalSettings(BaseSettings):
    """Where the corpus and the index are, and which model embeds."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    corpus_dir: Path = Field(default=Path("corpus"), description="The folder of documents.")
    data_dir: Path = Field(default=Path(".footnote"), description="Where the index is kept.")
    embedding_model: str = Field(
        default=DEFAULT_EMBEDDING_MODEL,
        description="The packaged all-MiniLM-L6-v2, or any sentence-transformers model: a folder or a hub name.",
    )


def load_retrieval_settings(corpus: Path | None = None, data: Path | None = None) -> RetrievalSettings:
    """Settings, with what the command line names put first. Raises SettingsError where one cannot be used."""
    named: dict[str, Any] = {"corpus_dir": corpus, "data_dir": data}
    try:
        return RetrievalSettings(**{name: folder for name, folder in named.items() if folder is not None})
    except UnicodeDecodeError as error:
        raise SettingsError(f".env is not UTF-8 text: {error}.", remedy="Save it as UTF-8.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(f"{name} cannot be used: {first['msg']}.", remedy="See .env.example.") from error
