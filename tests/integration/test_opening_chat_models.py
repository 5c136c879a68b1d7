"""Language models as they are set up: packages that are missing or broken, and whose key is sent where."""

import json
import subprocess
import sys
from collections.abc import Mapping

import pytest

from retrieval.adapters.language_models.providers import PROVIDERS
from retrieval.errors import LanguageModelError, SettingsError
from tests.chat_models import ASKED, EACH, GIVEN_SECONDS, KEY, model_of, needs
from tests.conftest import ROOT
from tests.model_server import Body, Handler, Wire, says, serving
from tests.wires import OPENAI, Azure

OPENS = """
import json
import sys
from retrieval.adapters.language_models.chat_model import open_chat_model
from retrieval.errors import ModelError
sys.path.insert(0, sys.argv[1])
for package in sys.argv[2].split():
    sys.modules[package] = None
for provider in sys.argv[3].split():
    try:
        open_chat_model(f"{provider}:a-model", api_key="sk-canary-5f2b", base_url=None, max_tokens=64)
    except ModelError as error:
        print(json.dumps([provider, error.what, error.remedy, error.__suppress_context__]))
"""
MISSING = {"groq": "langchain_groq", **{name: PROVIDERS[name].package for name in ("azure_openai", "ollama")}}
DOES_NOT_IMPORT = {
    "anthropic": ("import anthropic_that_is_nowhere", "ModuleNotFoundError"),
    "google_genai": ("import langchain_core.that_was_moved", "ModuleNotFoundError"),
    "mistralai": ("from json import nothing_of_the_kind", "ImportError"),
    "bedrock": ("import boto_that_is_nowhere", "ModuleNotFoundError"),
    "xai": ("raise RuntimeError('It needs a later Python.')", "RuntimeError"),
    "deepseek": ("class", "SyntaxError"),
}
"""What the package of each has in it, and what that raises as it is imported."""
PACKAGES = {"bedrock": "langchain_aws"}
"""Of those that are not called as the provider is."""

Told = Mapping[str, tuple[str, str, bool]]


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What a process tells of each provider, and of its error whether it hides what it came of. It finds packages that
    are broken in a folder first, and others nowhere.
    """
    folder = tmp_path_factory.mktemp("packages")
    for provider, (code, _) in DOES_NOT_IMPORT.items():
        package = folder / PACKAGES.get(provider, f"langchain_{provider}")
        package.mkdir()
        (package / "__init__.py").write_text(code)
    providers = " ".join([*MISSING, *DOES_NOT_IMPORT])
    command = [sys.executable, "-c", OPENS, str(folder), " ".join(MISSING.values()), providers]
    lines = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
    return {provider: (what, remedy, hides) for provider, what, remedy, hides in map(json.loads, lines)}


@pytest.mark.parametrize("provider", ["azure_openai", "ollama"])
def test_a_package_that_is_missing_is_named_with_the_way_to_install_it(messages: Told, provider: str) -> None:
    remedy = "Install it: pip install --require-hashes -r requirements-extras.lock"
    assert messages[provider] == (f"The package for {provider} is not installed.", remedy, True)


def test_of_a_provider_that_has_no_extra_the_documentation_is_named(messages: Told) -> None:
    what, remedy, _ = messages["groq"]
    assert what == "The package for groq is not installed."
    assert "LangChain's documentation" in remedy


@pytest.mark.parametrize("provider", DOES_NOT_IMPORT)
def test_a_package_that_is_there_and_does_not_import_is_not_called_missing(messages: Told, provider: str) -> None:
    """LangChain raises for some of them as for one that is missing."""
    again = "Install it again: pip install --force-reinstall --no-deps --require-hashes -r requirements-extras.lock"
    what, remedy, hides = messages[provider]
    _, kind = DOES_NOT_IMPORT[provider]
    assert what == f"The package for {provider} is installed, but does not import ({kind})."
    # Of one that we do not know by name we have no versions that were tested.
    assert remedy == again if provider in PROVIDERS else remedy.startswith("Install anew the package")
    assert hides


def test_a_provider_that_nobody_knows_is_a_settings_error() -> None:
    from retrieval.adapters.language_models.chat_model import open_chat_model

    with pytest.raises(SettingsError, match="LANGUAGE_MODEL") as caught:
        open_chat_model("oracle_of_delphi:pythia", api_key=KEY, base_url=None, max_tokens=64)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.key_variables])
def test_without_a_key_that_is_told_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    from retrieval.adapters.language_models.chat_model import open_chat_model

    for variable in PROVIDERS[name].key_variables:
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(SettingsError, match=f"there is no key for {name}") as caught:
        open_chat_model(f"{name}:a-model", api_key=None, base_url=None, max_tokens=64)
    assert caught.value.remedy.startswith("Set LANGUAGE_MODEL_API_KEY, or ")
    monkeypatch.setenv(PROVIDERS[name].key_variables[0], KEY)
    open_chat_model(f"{name}:a-model", api_key=None, base_url=None, max_tokens=64)


# Whose key is sent where.

OWN_VARIABLES = [
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "GOOGLE_API_KEY",
    "GEMINI_API_KEY",
    "MISTRAL_API_KEY",
    "OLLAMA_API_KEY",
]


@pytest.mark.parametrize("wire", EACH)
@pytest.mark.parametrize("key", [None, "the-key-of-this-server"])
def test_the_providers_own_key_is_not_sent_to_another_server(
    wire: Wire, key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in OWN_VARIABLES:
        monkeypatch.setenv(variable, KEY)
    with serving(wire, says("Kyiv.")) as server:
        model_of(server, key).write(ASKED, timeout_seconds=GIVEN_SECONDS)
        assert KEY not in str(server.requests)
        assert server.asked[0].key == (key or "none")


@pytest.mark.parametrize("wire", EACH)
@pytest.mark.parametrize("listens", [False, True])
def test_nothing_is_sent_where_a_server_points_to(wire: Wire, listens: bool) -> None:
    on_text = (lambda _: None) if listens else None
    with serving(wire, says("Kyiv.")) as other:

        def reply(handler: Handler, _: Body) -> None:
            handler.send(307, b"", {"location": f"http://localhost:{other.server_port}{handler.path}"})

        with serving(wire, reply) as server, pytest.raises(LanguageModelError) as caught:
            model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, on_text=on_text)
        assert other.requests == []
    # Mistral's library takes it for a reply.
    assert ("HTTP 307" in caught.value.what) != (wire.provider == "mistralai")
    assert "LANGUAGE_MODEL_BASE_URL" in caught.value.remedy


@needs(OPENAI)
def test_azures_address_is_called_otherwise_and_its_token_is_not_sent_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from retrieval.adapters.language_models.chat_model import open_chat_model

    for variable in ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN"):
        monkeypatch.setenv(variable, KEY)
    monkeypatch.setenv("OPENAI_API_VERSION", "2025-01-01")
    with serving(Azure(), says("Kyiv.")) as server:
        model = open_chat_model("azure_openai:a-model", api_key=None, base_url=server.url, max_tokens=64)
        assert model.write(ASKED, timeout_seconds=GIVEN_SECONDS).text == "Kyiv."
        assert KEY not in str(server.requests)
        assert server.asked[0].key == "none"
