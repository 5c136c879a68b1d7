"""A Chroma server, and the connections to it: how long they wait, and that they are closed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.config import Settings

from retrieval.adapters.chroma.rows import translated
from retrieval.errors import SettingsError
from retrieval.faults import SettingsFault

_PORTS = {"http": 80, "https": 443}
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 60.0
"""The seconds that a server may take to be reached, and to answer. The library would wait for ever for a server that
hangs, and so would whoever asked. A page of rows takes a server a second or two."""


@contextmanager
def client_of(where: str, token: str | None, answer_seconds: float = ANSWER_SECONDS) -> Iterator[ClientAPI]:
    """Return a client of the server at that address. Raises SettingsError where it is none, StoreUnreachableError."""
    host, port, scheme = _address(where)
    headers = {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}
    timeout = httpx.Timeout(answer_seconds, connect=CONNECT_SECONDS)
    with translated(where):
        # The library's client waits for ever until it is made, and then says less of what is wrong.
        httpx.get(f"{where}/api/v2/heartbeat", headers=headers, timeout=timeout).raise_for_status().json()
        client = chromadb.HttpClient(
            host=host,
            port=port,
            ssl=scheme == "https",
            headers=headers,
            settings=Settings(anonymized_telemetry=False),
        )
    with ExitStack() as opened:
        # The library's type for a client lacks what each of its clients has.
        opened.callback(client.close)  # type: ignore[attr-defined]
        for connections in _connections(client):
            opened.callback(connections.close)
            connections.timeout = timeout
        yield client


def address_of(url: str) -> str:
    """Return a server's address as it should be named; `url` as in http://host:8000. Raises SettingsError."""
    host, port, scheme = _address(url)
    return f"{scheme}://{host}:{port}"


def _address(url: str) -> tuple[str, int, str]:
    """Return host, port and scheme. Raises SettingsError."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        port = None
    if port is None or not parts.hostname:
        raise SettingsError(SettingsFault.CHROMA_NO_ADDRESS)
    if parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(SettingsFault.CHROMA_MORE_THAN_A_HOST)
    return f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname, port, parts.scheme


def _connections(client: ClientAPI) -> list[httpx.Client]:
    """Those of the library's client, and of the one within it: it neither closes them nor has a setting for how long
    they wait.
    """
    both: tuple[Any, Any] = (client, client._admin_client)  # type: ignore[attr-defined]  # noqa: SLF001
    return [api._server._session for api in both]  # noqa: SLF001
