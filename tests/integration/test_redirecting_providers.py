"""A provider of language models that points elsewhere: neither the question nor the key goes there."""

import socket

import pytest

from retrieval.errors import LanguageModelAwayError, LanguageModelError
from retrieval.writing.drafts import DRAFT_SCHEMA
from tests.chat_models import ASKED, EACH, GIVEN_SECONDS, model_of
from tests.model_server import Wire, fails, serving

TAKEN = "not as mistralai does"
"""Its library takes a redirect that it does not follow for a reply, where that is to come whole."""


@pytest.mark.pairwise
@pytest.mark.parametrize("wire", EACH)
@pytest.mark.parametrize("on_text", [None, lambda _: None], ids=["whole", "in pieces"])
@pytest.mark.parametrize("schema", [None, DRAFT_SCHEMA], ids=["text", "schema"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_sent_where_it_points(wire: Wire, status: int, schema: object, on_text: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        location = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/v1"
        with serving(wire, fails(status, headers={"location": location})) as server:
            with pytest.raises(LanguageModelError, match=f"HTTP {status}|{TAKEN}") as caught:
                model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=schema, on_text=on_text)  # type: ignore[arg-type]
            assert len(server.requests) == 1
        elsewhere.setblocking(False)
        with pytest.raises(BlockingIOError):
            elsewhere.accept()
    assert not isinstance(caught.value, LanguageModelAwayError)
    assert "LANGUAGE_MODEL_BASE_URL" in caught.value.remedy
