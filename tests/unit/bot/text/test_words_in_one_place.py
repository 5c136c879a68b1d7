"""What people read in Discord stands in `bot/text/`, in one file a language, and nowhere else in `bot/`."""

import ast
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

BOT = ROOT / "bot"
NOT_READ_IN_DISCORD = (
    # Read by whoever runs the bot, on standard error and in the log.
    "__main__.py",
    "gateway.py",
    "jobs/watching.py",
    "logs.py",
    "settings.py",
    # Read by whoever builds a message that Discord would not take.
    "cards/message.py",
)
MODULES = sorted(path.relative_to(BOT).as_posix() for path in BOT.rglob("*.py"))


def _not_read_in_discord(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield docstrings and what is logged."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                yield node.value
            case ast.Call(func=ast.Attribute(value=ast.Name(id="_log"))):
                yield from ast.walk(node)


def _sentences(source: str) -> list[str]:
    tree = ast.parse(source)
    others = {id(node) for node in _not_read_in_discord(tree)}
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in others
    ]
    return [text for text in texts if " " in text.strip() and any(map(str.isalpha, text))]


@pytest.mark.parametrize(
    "module",
    [module for module in MODULES if not module.startswith(("text/", *NOT_READ_IN_DISCORD))],
)
def test_module_of_bot_has_no_sentence_of_its_own(module: str) -> None:
    assert _sentences((BOT / module).read_text(encoding="utf-8")) == []


def test_sentence_is_found_wherever_it_stands() -> None:
    source = '''
"""A docstring of a module."""
A = "Press the button."
def f():
    """A docstring of a function."""
    _log.info("in the log alone")
    return g(f"{a} is gone", "word", " · ")
'''
    assert _sentences(source) == ["Press the button.", " is gone"]
