"""The real adapter of language models over a server on loopback, for each provider whose package is installed."""

import importlib.util

import pytest

from retrieval.ports import ChatModel, Message, Role
from tests.model_server import ModelServer, Wire
from tests.wires import WIRES

ASKED = [Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "Who?")]
GIVEN_SECONDS = 30.0
KEY = "sk-canary-5f2b"


def needs(wire: Wire) -> pytest.MarkDecorator:
    there = importlib.util.find_spec(wire.package) is not None
    return pytest.mark.skipif(not there, reason=f"{wire.package} is not installed")


EACH = [pytest.param(wire, id=wire.provider, marks=needs(wire)) for wire in WIRES]


def model_of(server: ModelServer, key: str | None = KEY) -> ChatModel:
    from retrieval.adapters.chat_model import open_chat_model

    return open_chat_model(f"{server.wire.provider}:a-model", api_key=key, base_url=server.url, max_tokens=64)
