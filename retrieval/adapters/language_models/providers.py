"""The differences between providers of language models: their packages, and what LangChain's classes call the same
things.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import httpx
import httpx2

from retrieval.adapters.language_models.bounded_replies import AsyncClient, bound
from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.installation import install_command, reinstall_command

_NO_KEY = "none"
"""The key that is sent to a server of one's own. Without it the server would be sent the key of another provider,
which the environment holds in a variable."""
_BY_SCHEMA = {"method": "json_schema"}
"""A reply by JSON Schema in place of a call's arguments: those of Anthropic are not heard while they are written, and
those of Mistral, where they come in pieces, are taken for several calls.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """`package` is what is imported, `extra` what installs it. `one_try` are the options by which a call is tried once:
    tries are counted and timed by us. `key_variables` are those that its library takes a key from, where it cannot do
    without one. `by_schema` are those of `with_structured_output`. `client_at` is where LangChain's class has the
    client that it calls by: an object and the name of an attribute. `always_in_pieces`: the class asks for pieces of a
    whole reply, too, and joins them one by one, which of calls takes the square of their number; so they are heard.
    """

    package: str
    extra: str | None = None
    max_tokens: str = "max_tokens"
    base_url: str = "base_url"
    one_try: Mapping[str, object] = field(default_factory=lambda: {"max_retries": 0})
    always_in_pieces: bool = False
    key_variables: tuple[str, ...] = ()
    keyed: Callable[[str], Mapping[str, object]] = lambda key: {"api_key": key}
    by_schema: Mapping[str, str] = field(default_factory=dict)
    client_at: Callable[[Any], tuple[Any, str]] | None = None


def _by_header(key: str) -> Mapping[str, object]:
    """Return the options that pass a key to Ollama's client: it takes one from OLLAMA_API_KEY, or as a header."""
    return {"client_kwargs": {"headers": {"authorization": f"Bearer {key}"}}}


def _in_root_client(model: Any) -> tuple[Any, str]:  # noqa: ANN401 what LangChain's class has
    return model.root_async_client, "_client"


def _in_async_client(model: Any) -> tuple[Any, str]:  # noqa: ANN401 as above
    return model._async_client, "_client"  # noqa: SLF001 nothing public has it


def _in_api_client(model: Any) -> tuple[Any, str]:  # noqa: ANN401 as above
    return model.client._api_client, "_async_httpx_client"  # noqa: SLF001 as above


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        package="langchain_openai", extra="openai", key_variables=("OPENAI_API_KEY",), client_at=_in_root_client
    ),
    "azure_openai": Provider(
        package="langchain_openai",
        extra="openai",
        base_url="azure_endpoint",
        # Its client would take AZURE_OPENAI_AD_TOKEN beside the key.
        keyed=lambda key: {"api_key": key, "azure_ad_token": None},
        client_at=_in_root_client,
    ),
    "anthropic": Provider(
        package="langchain_anthropic",
        extra="anthropic",
        key_variables=("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
        by_schema=_BY_SCHEMA,
        client_at=_in_async_client,
    ),
    "google_genai": Provider(
        package="langchain_google_genai",
        extra="google",
        key_variables=("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        # It counts tries, not those after the first, and took none to mean its own five.
        one_try={"max_retries": 1},
        client_at=_in_api_client,
    ),
    "mistralai": Provider(
        package="langchain_mistralai",
        extra="mistral",
        key_variables=("MISTRAL_API_KEY",),
        by_schema=_BY_SCHEMA,
        client_at=lambda model: (model, "async_client"),
    ),
    "ollama": Provider(
        package="langchain_ollama",
        extra="ollama",
        max_tokens="num_predict",
        one_try={},
        always_in_pieces=True,
        keyed=_by_header,
        client_at=_in_async_client,
    ),
}
"""The providers whose packages are extras of ours. LangChain knows more."""


def provider_of(name: str) -> Provider:
    """Return what is known of the provider of that name; of one that we do not know, what most have in common."""
    return PROVIDERS.get(name) or Provider(package=f"langchain_{name}")


def has_no_key(provider: Provider, api_key: str | None, base_url: str | None) -> bool:
    """Return whether the provider needs a key and none is given. A server of one's own needs none."""
    given = api_key is not None or base_url is not None or any(map(os.environ.get, provider.key_variables))
    return bool(provider.key_variables) and not given


def options_for(
    provider: Provider, *, api_key: str | None, base_url: str | None, max_tokens: int
) -> Mapping[str, object]:
    """Return the options for LangChain's `init_chat_model`."""
    options: dict[str, Any] = {provider.max_tokens: max_tokens, **provider.one_try}
    if base_url is not None:
        options[provider.base_url] = base_url
    if api_key is not None or base_url is not None:
        options |= provider.keyed(api_key or _NO_KEY)
    return options


def own_client(provider: Provider, model: object, max_tokens: int) -> AsyncClient | None:
    """Give a model a client of its own, in place of the one that its library may share between models, and return it;
    None where we do not know where the library keeps it. The client takes no more of a reply than `max_tokens` tokens
    can have. It follows no redirect: questions and keys go to no other address that a server points to.
    """
    if provider.client_at is None:
        return None
    holder, name = provider.client_at(model)
    shared = getattr(holder, name)
    library = httpx if isinstance(shared, httpx.AsyncClient) else httpx2
    proxy = getattr(model, "openai_proxy", None) or getattr(model, "anthropic_proxy", None)
    client: AsyncClient = library.AsyncClient(
        base_url=str(shared.base_url),
        headers=dict(shared.headers),
        timeout=None,  # A call is broken off by its own deadline.
        follow_redirects=False,
        proxy=proxy,
    )
    bound(client, max_tokens)
    setattr(holder, name, client)
    if (options := getattr(holder, "_http_options", None)) is not None:
        # Google's library would speak by aiohttp, but for one who brings a client.
        options.httpx_async_client = client
    return client


def try_import(name: str) -> None:
    """Import the package of the provider, if it is there. Raises ModelError where it cannot be imported: LangChain
    would say of that, too, that it is not installed.
    """
    package = provider_of(name).package
    if find_spec(package) is None:
        return
    try:
        import_module(package)
    except Exception as error:  # noqa: BLE001 what a broken package raises is anything
        raise does_not_import(name, error) from None


def does_not_import(name: str, error: BaseException) -> ModelError:
    provider, kind = provider_of(name), type(error).__name__
    if provider.extra is None:
        return ModelError(ModelFault.OTHER_PROVIDER_BROKEN, provider=name, kind=kind)
    command = reinstall_command(provider.package.replace("_", "-"))
    return ModelError(ModelFault.PROVIDER_BROKEN, provider=name, kind=kind, command=command)


def not_imported(name: str, error: ImportError) -> ModelError:
    """Return the error for an ImportError of LangChain's. LangChain raises it from the original error, which names the
    package where that is missing.
    """
    cause = error.__cause__
    missing = (cause.name or "").partition(".")[0] if isinstance(cause, ModuleNotFoundError) else None
    if cause is not None and not (missing and missing.startswith("langchain_") and find_spec(missing) is None):
        return does_not_import(name, cause)
    extra = provider_of(name).extra
    if extra is None:
        return ModelError(ModelFault.OTHER_PROVIDER_NOT_INSTALLED, provider=name)
    return ModelError(ModelFault.PROVIDER_NOT_INSTALLED, provider=name, command=install_command(extra))
