"""`index`, `ask` and `status`, as processes of their own, reach for no network: neither a model nor word of their use
is fetched or sent, though nothing tells their libraries to stay offline.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.integration.conftest import run

pytestmark = pytest.mark.slow

GUARD = """
import os, sys

NOTED = os.environ["NETWORK_NOTED"]
REACHING = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}

def refuse(event, args):
    if event in REACHING:
        with open(NOTED, "a") as noted:
            noted.write(f"{event} {args[1:]} by {sys.argv}\\n")
        raise OSError(f"{event}: there is no network here")

sys.addaudithook(refuse)
"""
"""Python runs a module of this name before anything else, in the processes that a process starts, too."""


@pytest.fixture
def guarded(tmp_path: Path) -> Mapping[str, str]:
    """Variables by which what reaches for the network is refused and noted."""
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    return {
        "PYTHONPATH": str(tmp_path / "guard"),
        "NETWORK_NOTED": str(tmp_path / "noted"),
        "HF_HUB_OFFLINE": "0",
        "TRANSFORMERS_OFFLINE": "0",
    }


def test_none_of_them_reaches_for_it(guarded: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "pumps.md").write_text("Pumps\n\nThe blue pump moves 40 litres of water a minute.\n")
    (tmp_path / "corpus" / "page.html").write_text(
        "<html><head><title>Valves</title><link href='http://192.0.2.1/style.css'></head><body>"
        "<img src='http://192.0.2.1/valve.png'><p>The valve opens at six bars, as its maker says.</p></body></html>"
    )
    where = ("--data", str(tmp_path / "data"))
    corpus = ("--corpus", str(tmp_path / "corpus"))
    for command in (
        ("index", *where, *corpus),
        ("ask", "--json", *where, "How much water does the blue pump move a minute?"),
        ("status", *where, *corpus),
    ):
        ran = run(*command, env=guarded)
        assert ran.returncode == 0, ran.stderr
        assert not (tmp_path / "noted").exists(), (tmp_path / "noted").read_text()


def test_one_that_does_is_noted(guarded: Mapping[str, str], tmp_path: Path) -> None:
    reaching = "import socket; socket.create_connection(('192.0.2.1', 80))"
    ran = subprocess.run(
        [sys.executable, "-c", reaching], env=dict(guarded), capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 1
    assert "there is no network here" in ran.stderr
    assert "socket.getaddrinfo" in (tmp_path / "noted").read_text()


def test_library_of_the_models_keeps_no_id_of_the_machine(tmp_path: Path) -> None:
    """It tells its makers how it is used, by code that Python sees nothing of, under an id in the home folder."""
    program = "from retrieval.adapters.models.onnx_embedder import OnnxEmbedder; OnnxEmbedder().load()"
    kept = {
        name: value for name, value in os.environ.items() if name not in {"XDG_CACHE_HOME", "ORT_DISABLE_TELEMETRY"}
    }
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={**kept, "HOME": str(tmp_path)}, check=True)
    assert not list(tmp_path.iterdir())
