"""The real adapter of language models over a server on loopback, for each provider whose package is installed."""

import importlib.util

import pytest

from retrieval.ports import ChatModel, Message, Role
from tests.model_server import ModelServer, Wire
from tests.wires import WIRES

ASKED = [Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "Who?")]
GIVEN_SECONDS = 120.0
KEY = "sk-canary-5f2b"


def is_there(wire: Wire) -> bool:
    return importlib.util.find_spec(wire.package) is not None


def needs(wire: Wire) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not is_there(wire), reason=f"{wire.package} is not installed")


EACH = [pytest.param(wire, id=wire.provider, marks=needs(wire)) for wire in WIRES]


def model_of(server: ModelServer, key: str | None = KEY, max_tokens: int = 64) -> ChatModel:
    """Is closed with the server."""
    from retrieval.adapters.language_models.chat_model import open_chat_model

    name = f"{server.wire.provider}:a-model"
    model = open_chat_model(name, api_key=key, base_url=server.url, max_tokens=max_tokens)
    server.asking.append(model.close)
    return model
