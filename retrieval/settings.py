"""Settings of retrieval, read from the environment and from `.env`. `.env.example` describes each."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.errors import SettingsError
from retrieval.faults import SettingsFault

_NAMED_WITH_ITS_PROVIDER = re.compile(r"\w+:\S+")
_ADDRESS = re.compile(r"https?://[^\s@]+")
_SITE = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?/", re.IGNORECASE)
_FIELD_OF_SOURCE_URL = re.compile(r"\{([^{}]*)\}")
_REST_OF_SOURCE_URL = re.compile(r"[A-Za-z0-9\-._~:/?#@!$&*+,;=%]*")
_EXAMPLE_OF_SOURCE_URL = "https://docs.example.org/{page}#{anchor}"

DEFAULT_EMBEDDING_MODEL = "all-MiniLM-L6-v2-int8"
DEFAULT_READER_MODEL = "footnote-reader"
BASELINE_READER_MODEL = "signals"


class Strictness(StrEnum):
    """The certainty that an answer must have. `docs/decisions/0006-deciding.md` says what each level costs and
    spares.
    """

    LENIENT = "lenient"
    BALANCED = "balanced"
    STRICT = "strict"


_BlankIsUnset = BeforeValidator(lambda value: None if isinstance(value, str) and not value.strip() else value)


def _unusable(why: str) -> PydanticCustomError:
    """Return the error as it is told; a value may hold a key, and is not repeated."""
    return PydanticCustomError("unusable", "{why}", {"why": why})


def _named_with_its_provider(name: str | None) -> str | None:
    if name is not None and not _NAMED_WITH_ITS_PROVIDER.fullmatch(name):
        raise _unusable("write provider:name, as in openai:gpt-4.1-mini")
    return name


def _address_without_a_login(address: str | None) -> str | None:
    if address is not None and not _ADDRESS.fullmatch(address):
        raise _unusable("write http://host:port/v1, or https, without a name or password in it")
    return address


def _template_of_a_link(template: str | None) -> str | None:
    if template is None:
        return None
    template = template.strip()
    site = _SITE.match(template)
    fields = _FIELD_OF_SOURCE_URL.findall(template)
    unknown = [name for name in fields if name not in {"path", "page", "anchor"}]
    if site is None:
        raise _unusable(
            f"begin with http:// or https:// and a site without a name or password, as in {_EXAMPLE_OF_SOURCE_URL}"
        )
    if unknown:
        raise _unusable("write no other fields than {path}, {page} and {anchor}" + f", as in {_EXAMPLE_OF_SOURCE_URL}")
    if not {"path", "page"} & set(fields):
        raise _unusable("say with {path} or {page} where the path of a document goes, as in " + _EXAMPLE_OF_SOURCE_URL)
    if not _REST_OF_SOURCE_URL.fullmatch(_FIELD_OF_SOURCE_URL.sub("", template)):
        raise _unusable(f"write spaces, brackets, quotes and the like as %20 and so on, as in {_EXAMPLE_OF_SOURCE_URL}")
    return template


def _fit_for_a_header(key: SecretStr | None) -> SecretStr | None:
    if key is None:
        return None
    bare = key.get_secret_value().strip(" ")
    if not (bare.isascii() and bare.isprintable()):
        raise _unusable("it holds a line break or another character that is not printable ASCII; copy the key anew")
    return SecretStr(bare)


class RetrievalSettings(BaseSettings):
    """The settings of retrieval: where the corpus, the index and the records are; which models embed, read and write;
    how sure an answer must be.
    """

    # A value may hold a key: no error repeats it.
    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    corpus_dir: Path = Field(default=Path("corpus"), description="The folder of documents.")
    data_dir: Path = Field(default=Path(".footnote"), description="Where the index is kept.")
    chroma_url: str | None = Field(
        default=None,
        description="A Chroma server that holds the index for several processes, as in http://host:8000. Unset, it is"
        " kept in DATA_DIR.",
    )
    chroma_token: SecretStr | None = Field(default=None, description="Sent to that server, where it asks for one.")
    embedding_model: str = Field(
        default=DEFAULT_EMBEDDING_MODEL,
        description="The packaged all-MiniLM-L6-v2-int8, or any sentence-transformers model: a folder or a hub name.",
    )
    reader_model: str = Field(
        default=DEFAULT_READER_MODEL,
        description="The packaged footnote-reader; signals, a baseline without a model; or a Hugging Face extractive"
        " question-answering model or cross-encoder: a folder or a hub name.",
    )
    refusal_strictness: Strictness = Field(
        default=Strictness.BALANCED, description="How sure an answer must be: lenient, balanced or strict."
    )
    source_url: Annotated[str | None, _BlankIsUnset, AfterValidator(_template_of_a_link)] = Field(
        default=None,
        description="Where documents that state no url can be opened, with {path}, {page} and {anchor} in it.",
    )
    database_url: Annotated[SecretStr | None, _BlankIsUnset] = Field(
        default=None, description="Where receipts are kept; a file in the data folder where it is unset."
    )
    receipt_days: int = Field(
        default=90,
        ge=1,
        le=36_500,
        description="How long receipts, what they quote, what people miss, and who changed the corpus are kept.",
    )
    language_model: Annotated[str | None, _BlankIsUnset, AfterValidator(_named_with_its_provider)] = Field(
        default=None,
        description="Writes answers from the passages: provider:name, as LangChain's init_chat_model knows them. Unset,"
        " answers are sentences of the sources.",
    )
    language_model_api_key: Annotated[SecretStr | None, _BlankIsUnset, AfterValidator(_fit_for_a_header)] = Field(
        default=None, description="The provider's key, where it is not in the variable that the provider names."
    )
    language_model_base_url: Annotated[str | None, _BlankIsUnset, AfterValidator(_address_without_a_login)] = Field(
        default=None,
        description="A server that speaks the provider's protocol, as in http://127.0.0.1:8080/v1.",
    )
    language_model_judges: bool = Field(
        default=True,
        description="Whether it is asked once more, sentences and quotes side by side, whether these bear them out; a"
        " sentence is then shown where it and the local checks say so.",
    )
    language_model_timeout_seconds: float = Field(
        default=20.0, gt=0, le=600, description="In which the model must have written; then the sources answer."
    )
    language_model_question_tokens: int = Field(
        default=10_000, ge=2_000, le=1_000_000, description="Read and written by the model for a question at the most."
    )
    language_model_daily_tokens: int = Field(
        default=0,
        ge=0,
        description="Read and written by the model a day for a guild; 0 for no limit. All that a question may"
        " take is set aside before it is asked.",
    )

    @field_validator("language_model_daily_tokens")
    @classmethod
    def _a_day_has_room_for_a_question(cls, tokens: int, info: ValidationInfo) -> int:
        question: int = info.data.get("language_model_question_tokens", 0)
        if 0 < tokens < question:
            raise _unusable(
                f"{tokens:,} tokens have no room for a question, for which {question:,} are set aside"
                " (LANGUAGE_MODEL_QUESTION_TOKENS); write as many or more, or 0 for no limit"
            )
        return tokens

    @property
    def names_corpus(self) -> bool:
        """Whether the corpus folder was named, on the command line, in the environment or in code."""
        return "corpus_dir" in self.model_fields_set


def load_retrieval_settings(corpus: Path | None = None, data: Path | None = None) -> RetrievalSettings:
    """Return the settings; a folder that is given wins over them. Raises SettingsError where one cannot be used."""
    named: dict[str, Any] = {"corpus_dir": corpus, "data_dir": data}
    try:
        return RetrievalSettings(**{name: folder for name, folder in named.items() if folder is not None})
    except UnicodeDecodeError as error:
        raise SettingsError(SettingsFault.FILE_NOT_UTF_8, reason=str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        raise SettingsError(SettingsFault.UNUSABLE, setting=name, reason=first["msg"]) from error
