"""Language models as they are set up: packages that are missing or broken, and whose key is sent where."""

import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.adapters.providers import PROVIDERS
from retrieval.errors import LanguageModelError, SettingsError
from tests.chat_models import ASKED, EACH, GIVEN_SECONDS, KEY, model_of, needs
from tests.conftest import ROOT
from tests.model_server import Body, Handler, Wire, says, serving
from tests.wires import OPENAI, Azure

OPENS = """
import sys
from retrieval.adapters.chat_model import open_chat_model
from retrieval.errors import ModelError
try:
    open_chat_model(f"{sys.argv[1]}:a-model", api_key="sk-canary-5f2b", base_url=None, max_tokens=64)
except ModelError as error:
    print(error.what, error.remedy, error.__suppress_context__, sep="\\n")
"""


def opened(provider: str, *, finding: Path | None = None, missing: str | None = None) -> list[str]:
    """What a process tells that finds packages in a folder first, or does not find one."""
    before = f"import sys; sys.path[:0] = {[str(finding)] if finding else []!r}\n"
    if missing:
        before += f"sys.modules[{missing!r}] = None\n"
    command = [sys.executable, "-c", before + OPENS, provider]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()


@pytest.mark.parametrize("provider", ["azure_openai", "google_genai", "ollama"])
def test_a_package_that_is_missing_is_named_with_the_way_to_install_it(provider: str) -> None:
    what, remedy, suppressed = opened(provider, missing=PROVIDERS[provider].package)
    assert what == f"The package for {provider} is not installed."
    assert remedy == f"Install it: pip install -c requirements-dev.lock -e '.[{PROVIDERS[provider].extra}]'."
    assert suppressed == "True"


def test_of_a_provider_that_has_no_extra_the_documentation_is_named() -> None:
    what, remedy, _ = opened("groq", missing="langchain_groq")
    assert what == "The package for groq is not installed."
    assert "LangChain's documentation" in remedy


DOES_NOT_IMPORT = [
    ("import anthropic_that_is_nowhere", "ModuleNotFoundError"),
    ("import langchain_core.that_was_moved", "ModuleNotFoundError"),
    ("from json import nothing_of_the_kind", "ImportError"),
    ("raise RuntimeError('It needs a later Python.')", "RuntimeError"),
    ("class", "SyntaxError"),
]


def broken(folder: Path, package: str, code: str) -> Path:
    """The folder, with a package in it that raises as it is imported."""
    (folder / package).mkdir()
    (folder / package / "__init__.py").write_text(code)
    return folder


@pytest.mark.parametrize(("code", "kind"), DOES_NOT_IMPORT)
def test_a_package_that_is_there_and_does_not_import_is_not_called_missing(
    tmp_path: Path, code: str, kind: str
) -> None:
    what, remedy, suppressed = opened("anthropic", finding=broken(tmp_path, "langchain_anthropic", code))
    assert what == f"The package for anthropic is installed, but does not import ({kind})."
    assert remedy == "Install it again: pip install --force-reinstall -c requirements-dev.lock -e '.[anthropic]'."
    assert suppressed == "True"


def test_nor_is_one_that_we_do_not_know_by_name(tmp_path: Path) -> None:
    """LangChain raises for it as for one that is missing."""
    what, remedy, _ = opened("bedrock", finding=broken(tmp_path, "langchain_aws", "import boto_that_is_nowhere"))
    assert what == "The package for bedrock is installed, but does not import (ModuleNotFoundError)."
    assert remedy.startswith("Install anew the package")


def test_a_provider_that_nobody_knows_is_a_settings_error() -> None:
    from retrieval.adapters.chat_model import open_chat_model

    with pytest.raises(SettingsError, match="LANGUAGE_MODEL") as caught:
        open_chat_model("oracle_of_delphi:pythia", api_key=KEY, base_url=None, max_tokens=64)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.key_variables])
def test_without_a_key_that_is_told_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    from retrieval.adapters.chat_model import open_chat_model

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
    from retrieval.adapters.chat_model import open_chat_model

    for variable in ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN"):
        monkeypatch.setenv(variable, KEY)
    monkeypatch.setenv("OPENAI_API_VERSION", "2025-01-01")
    with serving(Azure(), says("Kyiv.")) as server:
        model = open_chat_model("azure_openai:a-model", api_key=None, base_url=server.url, max_tokens=64)
        assert model.write(ASKED, timeout_seconds=GIVEN_SECONDS).text == "Kyiv."
        assert KEY not in str(server.requests)
        assert server.asked[0].key == "none"
