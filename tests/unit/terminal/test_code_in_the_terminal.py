"""Code in a statement is shown in the terminal as it was drafted: what means something to Discord means nothing."""

import io

import pytest
from rich.console import Console

from retrieval.domain.answers import Answer, Statement
from retrieval.terminal import answer_view
from tests.building import answer_of


@pytest.mark.parametrize("code", ["--env-file .env", "__init__.py", "*args", "2 ** 3", "~/x", "#channel", "`a [b] c`"])
def test_it_is_shown_to_the_letter(code: str) -> None:
    text = f"The option {code} is new."
    citations = answer_of("Something else.").citations
    answer = Answer(question="Which?", statements=(Statement(text=text, citations=citations),))
    out = io.StringIO()
    Console(file=out, width=400).print(answer_view.render_outcome(answer))
    assert out.getvalue().startswith(f"{text} [1]")
