"""What providers of language models differ in: their packages, and what LangChain's classes call the same things."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from retrieval.errors import ModelError

_NO_KEY = "none"
"""For a server of one's own, which must not be sent the key of another by its variable in the environment."""
_NO_REDIRECTS = {"follow_redirects": False}
_BY_SCHEMA = {"method": "json_schema"}
"""A reply by JSON Schema in place of a call's arguments: those of Anthropic are not heard while they are written, and
those of Mistral, where they come in pieces, are taken for several calls.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """`package` is what is imported, `extra` what installs it. `one_try` are the options by which a call is tried once:
    tries are counted and timed by us. `key_variables` are those that its library takes a key from, where it cannot do
    without one. `by_schema` are those of `with_structured_output`. `stays` are those by which questions and keys are
    sent to no other address that a server points to; where there are none, `client_of` is the client that would follow
    it.
    """

    package: str
    extra: str | None = None
    max_tokens: str = "max_tokens"
    base_url: str = "base_url"
    one_try: Mapping[str, object] = field(default_factory=lambda: {"max_retries": 0})
    key_variables: tuple[str, ...] = ()
    keyed: Callable[[str], Mapping[str, object]] = lambda key: {"api_key": key}
    by_schema: Mapping[str, str] = field(default_factory=dict)
    stays: Mapping[str, object] = field(default_factory=dict)
    client_of: Callable[[Any], Any] | None = None


def _by_header(key: str) -> Mapping[str, object]:
    """Ollama's client takes a key from OLLAMA_API_KEY alone, but for a header that is there."""
    return {"client_kwargs": {**_NO_REDIRECTS, "headers": {"authorization": f"Bearer {key}"}}}


def _client_of_openai(model: Any) -> Any:  # noqa: ANN401 what LangChain's class has
    return model.root_async_client._client  # noqa: SLF001 nothing public has it


def _client_of_anthropic(model: Any) -> Any:  # noqa: ANN401 as above
    return model._async_client._client  # noqa: SLF001 as above


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        package="langchain_openai", extra="openai", key_variables=("OPENAI_API_KEY",), client_of=_client_of_openai
    ),
    "azure_openai": Provider(
        package="langchain_openai",
        extra="openai",
        base_url="azure_endpoint",
        # Its client would take AZURE_OPENAI_AD_TOKEN beside the key.
        keyed=lambda key: {"api_key": key, "azure_ad_token": None},
        client_of=_client_of_openai,
    ),
    "anthropic": Provider(
        package="langchain_anthropic",
        extra="anthropic",
        key_variables=("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
        by_schema=_BY_SCHEMA,
        client_of=_client_of_anthropic,
    ),
    "google_genai": Provider(
        package="langchain_google_genai",
        extra="google",
        key_variables=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        # It counts tries, not those after the first, and took none to mean its own five.
        one_try={"max_retries": 1},
        # By aiohttp's name, and by httpx's.
        stays={"client_args": {"allow_redirects": False, **_NO_REDIRECTS}},
    ),
    "mistralai": Provider(
        package="langchain_mistralai", extra="mistral", key_variables=("MISTRAL_API_KEY",), by_schema=_BY_SCHEMA
    ),
    "ollama": Provider(
        package="langchain_ollama",
        extra="ollama",
        max_tokens="num_predict",
        one_try={},
        keyed=_by_header,
        stays={"client_kwargs": _NO_REDIRECTS},
    ),
}
"""Those whose packages are extras of ours. LangChain knows more."""


def provider_of(name: str) -> Provider:
    """Of one that we do not know, what most have in common."""
    return PROVIDERS.get(name) or Provider(package=f"langchain_{name}")


def has_no_key(provider: Provider, api_key: str | None, base_url: str | None) -> bool:
    """Whether none is given that it cannot do without; a server of one's own can."""
    given = api_key is not None or base_url is not None or any(map(os.environ.get, provider.key_variables))
    return bool(provider.key_variables) and not given


def options_for(
    provider: Provider, *, api_key: str | None, base_url: str | None, max_tokens: int
) -> Mapping[str, object]:
    """For LangChain's `init_chat_model`."""
    options: dict[str, Any] = {provider.max_tokens: max_tokens, **provider.one_try, **provider.stays}
    if base_url is not None:
        options[provider.base_url] = base_url
    if api_key is not None or base_url is not None:
        options |= provider.keyed(api_key or _NO_KEY)
    return options


def stay(provider: Provider, model: object) -> None:
    """Has a model's client follow no redirects, where no option would."""
    if provider.client_of is not None:
        provider.client_of(model).follow_redirects = False


def try_import(name: str) -> None:
    """Raises ModelError where the provider's package is there and cannot be imported: of that, too, LangChain says that
    it is not installed.
    """
    package = provider_of(name).package
    if find_spec(package) is None:
        return
    try:
        import_module(package)
    except Exception as error:  # noqa: BLE001 what a broken package raises is anything
        raise does_not_import(name, error) from None


def does_not_import(name: str, error: BaseException) -> ModelError:
    what = f"The package for {name} is installed, but does not import ({type(error).__name__})."
    return ModelError(what, remedy=_how_to_install(name, again=True))


def not_imported(name: str, error: ImportError) -> ModelError:
    """LangChain raises from what the import raised, which for a package that is not there names that package."""
    cause = error.__cause__
    missing = (cause.name or "").partition(".")[0] if isinstance(cause, ModuleNotFoundError) else None
    if cause is not None and not (missing and missing.startswith("langchain_") and find_spec(missing) is None):
        return does_not_import(name, cause)
    return ModelError(f"The package for {name} is not installed.", remedy=_how_to_install(name))


def _how_to_install(name: str, *, again: bool = False) -> str:
    """With the versions that the lock file names, which are those that were tested."""
    extra = provider_of(name).extra
    if extra is None:
        return f"Install {'anew ' if again else ''}the package that LangChain's documentation names for it."
    if again:
        return f"Install it again: pip install --force-reinstall -c requirements-dev.lock -e '.[{extra}]'."
    return f"Install it: pip install -c requirements-dev.lock -e '.[{extra}]'."
