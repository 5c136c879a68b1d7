"""The real Chroma server, `chroma run`, as a process of its own on this machine."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE_SECONDS = 300.0
"""For it to start: spent only where it does not."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


class ChromaServer:
    """It can be stopped and started again, at the same port over the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(self.folder / "data")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(self.port)], stdout=log, stderr=log
            )
        ends = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < ends, "the server does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """As a machine does that fails: without a word to anybody."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def collections(self) -> set[str]:
        """Their names."""
        return {collection["name"] for collection in json.loads(self._request("GET", ""))}

    def clear(self) -> None:
        for name in self.collections():
            self._request("DELETE", f"/{name}")

    def _request(self, method: str, path: str) -> bytes:
        collections = f"{self.url}/api/v2/tenants/default_tenant/databases/default_database/collections"
        with urllib.request.urlopen(urllib.request.Request(collections + path, method=method)) as answer:
            body: bytes = answer.read()
        return body

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=1.0):
                return True
        except (urllib.error.URLError, OSError):
            return False
