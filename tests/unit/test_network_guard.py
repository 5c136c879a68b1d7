import asyncio
import socket
from pathlib import Path

import pytest

from retrieval.settings import load_retrieval_settings

# Of TEST-NET-1 and the documentation prefix: addresses that belong to nobody.
ELSEWHERE = ["192.0.2.1", "2001:db8::1"]


@pytest.mark.parametrize("host", ELSEWHERE)
def test_a_socket_does_not_connect_to_another_machine(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as reaching, pytest.raises(OSError, match="run without a network"):
        reaching.connect((host, 80))


@pytest.mark.parametrize("host", ELSEWHERE)
def test_nor_by_the_call_that_returns_an_error_number(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as reaching, pytest.raises(OSError, match="run without a network"):
        reaching.connect_ex((host, 80))


@pytest.mark.parametrize("host", [*ELSEWHERE, "example.org"])
def test_a_name_is_refused_before_it_is_looked_up(host: str) -> None:
    with pytest.raises(OSError, match=f"asked for '{host}'"):
        socket.create_connection((host, 80), timeout=0.1)


async def test_nor_does_an_event_loop_connect() -> None:
    with pytest.raises(OSError, match="run without a network"):
        await asyncio.open_connection(ELSEWHERE[0], 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_this_machine_is_within_reach(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((host, port), timeout=5) as reaching:
            assert reaching.getpeername()[1] == port


def test_no_language_model_is_set_whatever_a_dotenv_file_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LANGUAGE_MODEL=openai:a-model\nLANGUAGE_MODEL_API_KEY=sk-1\n")
    monkeypatch.chdir(tmp_path)
    settings = load_retrieval_settings()
    assert (settings.language_model, settings.language_model_api_key) == (None, None)
