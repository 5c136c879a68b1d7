"""A Chroma server that is away, in the way of something else, or that asks for a token: what is told, and that it is
used again once it is back.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.bootstrap import open_footnote
from retrieval.errors import SettingsError, StoreUnreachableError
from retrieval.footnote import Footnote
from retrieval.index.indexing import Progress
from retrieval.index.stamping import stamp_of
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.chroma_server import ChromaServer, free_port
from tests.fakes import WordHashEmbedder
from tests.integration.conftest import run_here, told
from tests.integration.test_generations import put

STAMP = stamp_of(WordHashEmbedder())
BREAD = {"bread.md": "Bread\n\nBread rises in a warm oven."}
RAIN = {**BREAD, "rain.md": "Rain\n\nRain falls on the quay."}
QUESTION = "What rises in a warm oven?"
PATIENCE_SECONDS = 300.0


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("a server to be stopped"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(own_server: ChromaServer) -> ChromaServer:
    """Another than the other tests have, to be stopped; with nothing on it."""
    if not own_server.is_running:
        own_server.start()
    own_server.clear()
    return own_server


def settings_of(url: str, folder: Path) -> RetrievalSettings:
    return RetrievalSettings(
        corpus_dir=folder / "corpus", data_dir=folder / "data", chroma_url=url, reader_model=BASELINE_READER_MODEL
    )


@pytest.fixture
def footnote(server: ChromaServer, tmp_path: Path) -> Iterator[Footnote]:
    put(tmp_path / "corpus", BREAD)
    with open_footnote(settings_of(server.url, tmp_path), embedder=WordHashEmbedder()) as opened:
        opened.reload()
        yield opened


def documents_of(footnote: Footnote) -> list[str]:
    return [document.id for document in footnote.documents()]


def test_a_server_that_is_away_at_the_start_is_told_with_what_to_check(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    ran = run_here("ask", QUESTION, "--data", str(tmp_path), env={"CHROMA_URL": url})
    assert ran.returncode == 1
    told(ran, f"The Chroma server at {url} does not answer", "CHROMA_URL", "is running")
    assert "--rebuild" not in ran.stderr


def test_questions_are_answered_while_it_is_away_and_what_must_ask_it_says_so(
    footnote: Footnote, server: ChromaServer, tmp_path: Path
) -> None:
    (near,) = footnote.search("bread", limit=1)
    elsewhere = settings_of(server.url, tmp_path).model_copy(update={"data_dir": tmp_path / "elsewhere"})
    with open_footnote(elsewhere, embedder=WordHashEmbedder()) as unread:
        server.stop()
        # One that has read no document yet.
        assert unread.search("bread", limit=1) == (near,)
        assert unread.answer(QUESTION).outcome == footnote.answer(QUESTION).outcome
        assert unread.passage(near.passage.id) == near.passage
        assert unread.document("bread.md") == near.passage.document
        with pytest.raises(StoreUnreachableError, match=server.url):
            unread.verify()
        server.start()
        assert unread.verify().problems == ()


def test_a_reload_that_loses_it_changes_nothing_and_the_next_one_finishes(
    footnote: Footnote, server: ChromaServer, tmp_path: Path
) -> None:
    """At once, though the lease that it held is still on the server."""
    put(tmp_path / "corpus", RAIN)

    def stop_before_the_flip(progress: Progress) -> None:
        if progress.stage == "putting it in place":
            server.stop()

    with pytest.raises(StoreUnreachableError):
        footnote.reload(stop_before_the_flip)
    server.start()
    assert documents_of(footnote) == ["bread.md"]
    report = footnote.reload()
    assert (report.added, report.passages_embedded) == (("rain.md",), 0)
    assert documents_of(footnote) == ["bread.md", "rain.md"]
    assert footnote.verify().problems == ()


def test_who_follows_the_store_goes_on_once_it_is_back(
    footnote: Footnote, server: ChromaServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    followed = threading.Event()
    footnote.when_others_reload(followed.set)
    server.stop()
    assert logged(caplog, "cannot be followed")
    server.start()
    put(tmp_path / "corpus", RAIN)
    elsewhere = settings_of(server.url, tmp_path).model_copy(update={"data_dir": tmp_path / "elsewhere"})
    with open_footnote(elsewhere, embedder=WordHashEmbedder()) as other:
        other.reload()
    assert followed.wait(PATIENCE_SECONDS)
    assert documents_of(footnote) == ["bread.md", "rain.md"]


def logged(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    """Waits until it is."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while words not in caplog.text and time.monotonic() < ends:
        time.sleep(0.05)
    return words in caplog.text


# In the way of a server, or in its place.

TOKEN = "a-token"
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


@contextmanager
def answering(answer: Answering) -> Iterator[str]:
    """Something that answers over HTTP, in a thread of its own; gives its address."""
    loop = asyncio.new_event_loop()
    runner: list[web.AppRunner] = []

    async def begin() -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", answer)
        runner.append(web.AppRunner(app))
        await runner[0].setup()
        port = free_port()
        await web.TCPSite(runner[0], "127.0.0.1", port).start()
        return f"http://127.0.0.1:{port}"

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(begin(), loop).result(PATIENCE_SECONDS)
    finally:
        asyncio.run_coroutine_threadsafe(runner[0].cleanup(), loop).result(PATIENCE_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def asking_for(header: str, value: str, server: ChromaServer) -> Answering:
    """A proxy that lets through what has that header."""

    async def forward(request: web.Request) -> web.StreamResponse:
        if request.headers.get(header) != value:
            return web.Response(status=401, text="Unauthorized")
        async with (
            ClientSession() as session,
            session.request(
                request.method,
                f"{server.url}{request.path_qs}",
                data=await request.read(),
                headers={"Content-Type": "application/json"},
            ) as answer,
        ):
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    return forward


@pytest.mark.parametrize(("header", "value"), [("Authorization", f"Bearer {TOKEN}"), ("X-Chroma-Token", TOKEN)])
def test_the_token_is_sent_as_documented(chroma: ChromaServer, tmp_path: Path, header: str, value: str) -> None:
    put(tmp_path / "corpus", BREAD)
    with answering(asking_for(header, value, chroma)) as url:
        settings = RetrievalSettings(**settings_of(url, tmp_path).model_dump() | {"chroma_token": TOKEN})
        with open_footnote(settings, embedder=WordHashEmbedder()) as footnote:
            footnote.reload()
            assert documents_of(footnote) == ["bread.md"]
            assert footnote.verify().problems == ()


@pytest.mark.parametrize("token", [None, "another-token"])
def test_a_token_that_is_missing_or_wrong_is_told_with_the_setting_and_without_it(
    chroma: ChromaServer, token: str | None
) -> None:
    with (
        answering(asking_for("Authorization", f"Bearer {TOKEN}", chroma)) as url,
        pytest.raises(StoreUnreachableError, match=f"{url} does not let this process in") as caught,
    ):
        ChromaStore.on_server(url, token, STAMP)
    assert "CHROMA_TOKEN" in caught.value.remedy
    assert "another-token" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body"),
    [(502, "Bad Gateway"), (404, "<h1>Not Found</h1>"), (200, "<h1>Welcome</h1>"), (503, '{"error": "busy"}')],
)
def test_what_answers_in_its_place_is_told_as_that(status: int, body: str) -> None:
    async def other(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=body)

    with answering(other) as url, pytest.raises(StoreUnreachableError, match=f"What answers at {url}") as caught:
        ChromaStore.on_server(url, None, STAMP)
    assert "CHROMA_URL" in caught.value.remedy


def test_a_proxy_that_loses_the_server_is_told_too(server: ChromaServer, tmp_path: Path) -> None:
    put(tmp_path / "corpus", BREAD)
    through = asking_for("X-Chroma-Token", TOKEN, server)
    lost = threading.Event()

    async def forward(request: web.Request) -> web.StreamResponse:
        return web.Response(status=502, text="Bad Gateway") if lost.is_set() else await through(request)

    with answering(forward) as url:
        settings = RetrievalSettings(**settings_of(url, tmp_path).model_dump() | {"chroma_token": TOKEN})
        with open_footnote(settings, embedder=WordHashEmbedder()) as footnote:
            footnote.reload()
            lost.set()
            with pytest.raises(StoreUnreachableError, match="HTTP 502"):
                footnote.documents()


def test_a_server_that_hangs_is_not_waited_for_without_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(StoreUnreachableError, match="does not answer"):
        ChromaStore.on_server(f"http://127.0.0.1:{deaf.getsockname()[1]}", None, STAMP, answer_seconds=0.2)


def test_nor_is_one_that_hangs_later(chroma: ChromaServer) -> None:
    through, hangs, ended = asking_for("X-Chroma-Token", TOKEN, chroma), threading.Event(), threading.Event()

    async def forward(request: web.Request) -> web.StreamResponse:
        if hangs.is_set():
            await asyncio.to_thread(ended.wait, PATIENCE_SECONDS)
        return await through(request)

    with answering(forward) as url, closing(ChromaStore.on_server(url, TOKEN, STAMP, answer_seconds=4.0)) as store:
        hangs.set()
        with pytest.raises(StoreUnreachableError, match="does not answer: timed out"):
            store.size()
        ended.set()


@pytest.mark.parametrize(
    "url", ["127.0.0.1:8000", "http://", "http://host:port", "ftp://host", "http://[", "http://a:secret@host/x"]
)
def test_an_address_that_is_none_is_a_setting_to_mend_and_is_not_shown(url: str) -> None:
    with pytest.raises(SettingsError, match="CHROMA_URL cannot be used") as caught:
        ChromaStore.on_server(url, None, STAMP)
    assert "http://host:8000" in caught.value.remedy
    assert "secret" not in str(caught.value)
