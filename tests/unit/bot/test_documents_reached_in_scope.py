"""Whatever people do in Discord, documents are reached as they are seen from where it is done: by `Library.seen_from`,
with the vantage that `vantage_of` makes of an interaction or a message. What reaches past that is listed here with the
reason, function by function: a handler that is added and does so fails this test.
"""

import ast
from collections.abc import Iterator, Mapping

import pytest

from tests.conftest import ROOT

SCOPED = frozenset({"seen_from", "seen_id", "seeing", "not_ready", "check_ready", "program"})
"""What everybody may ask of the library."""
UNSCOPED = frozenset({"footnote", "_footnote", "suggestible", "records", "seen_by"})
"""Attributes that lead to all documents, or to what was kept of all, whatever they are attributes of."""
MADE_BY_HAND = frozenset({"Vantage", "Viewer", "Scope", "open_footnote"})
"""What would see more than is seen from somewhere, if anybody but the modules for it made one."""
LIBRARIES = frozenset({"library", "_library"})

ALLOWED: Mapping[tuple[str, str], str] = {
    ("bot/vantage.py", "vantage_of"): "it makes a vantage of an interaction or a message",
    ("bot/seeing.py", "Seeing.viewer"): "it says what is seen from a vantage",
    ("bot/library.py", "Library.seen_from"): "it is the way to what is seen",
    **{
        (path, function): "what starts the bot and keeps it running answers nobody"
        for path, functions in {
            "bot/__main__.py": ("_run.open_index",),
            "bot/client.py": tuple(f"FootnoteBot.{name}" for name in ("__init__", "setup_hook", "_get_ready", "leave")),
            "bot/opening.py": ("Opening.__init__", "Opening.run"),
            "bot/library.py": tuple(
                f"Library.{name}" for name in ("__init__", "open", "open.update", "footnote", "check_ready")
            ),
            "bot/jobs/watching.py": ("Watch._reload",),
        }.items()
        for function in functions
    },
    **{
        (path, function): "only those get here who look after the corpus: they are checked before"
        for path, functions in {
            "bot/library.py": ("Library.titles", "Library.reload"),
            "bot/commands/corpus.py": tuple(
                f"CorpusCog.{name}"
                for name in (
                    *("status.work", "_log_page", "_preview", "_reload", "add", "_add"),
                    *("remove.work", "_suggest", "on_removal_pressed", "on_removal_pressed.work"),
                )
            ),
        }.items()
        for function in functions
    },
    ("bot/commands/gaps.py", "_curated"): "those who look after the corpus see all, and what was missed there",
    ("bot/members.py", "seeing_for.book"): "what servers may see is kept there, and no document stands in it",
    ("bot/commands/settings.py", "SettingsCog._book"): "what servers may see is kept there, and no document",
    ("bot/commands/settings.py", "SettingsCog._names"): "those who manage a server are told what it may be shown",
    ("bot/commands/settings.py", "SettingsCog._unknown"): "it words the names of these collections",
    ("bot/commands/settings.py", "scope_typed"): "it is what a server is to see from now on, of what it was lent",
    ("bot/replying/conversations.py", "Conversations._posted"): "it says where answers stand, and not what is in them",
}

PLANTED = """
class LeakingCog:
    async def good(self, interaction):
        place = vantage_of(interaction)
        await self._desk.reply(interaction, lambda: [page(self._library.seen_from(place).titles().documents)])

    async def by_the_product(self, interaction):
        def work():
            return [page(self._library.footnote.search("drones"))]

        await self._desk.reply(interaction, work)

    async def by_the_titles(self, interaction):
        return self._library.titles.documents

    async def by_a_document(self, interaction):
        return self._library.document("secret")

    async def by_another_name(self, interaction):
        everything = self._library
        return everything.suggestible

    async def by_what_is_kept(self, interaction):
        return self._library.seen_from(vantage_of(interaction)).records.receipts.find("0123456789")

    async def by_a_place_of_its_own(self, interaction):
        return self._library.seen_from(Vantage(person_id=1, guild_id=2))

    async def by_a_scope_of_its_own(self, seen):
        return seen.seen_by(Viewer(scope=EVERYTHING))

    async def by_getting_it(self, interaction):
        return getattr(self._library, "footnote")


async def beside_a_class(library):
    return library.reload(print, who="nobody")
"""


class _Reaching(ast.NodeVisitor):
    """Finds the functions that reach past what is seen, by their names."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = {}
        self._inside: list[str] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._within(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._within(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._within(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        is_of_library = _name_of(node.value) in LIBRARIES
        if node.attr in UNSCOPED or (is_of_library and node.attr not in SCOPED):
            self._note(node.attr)
        if is_of_library:
            self.generic_visit(node.value)
        else:
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name_of(node.func)
        if name in MADE_BY_HAND or _name_of(getattr(node.func, "value", None)) in MADE_BY_HAND:
            self._note(str(name))
        if name == "getattr" and node.args and _name_of(node.args[0]) in LIBRARIES:
            self._note("getattr")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        # Under another name it would be lost sight of; a cog keeps the one that it was given.
        if _name_of(node.value) in LIBRARIES and not all(_name_of(target) in LIBRARIES for target in node.targets):
            self._note("another name")
        self.generic_visit(node)

    def _within(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._inside.append(node.name)
        self.generic_visit(node)
        self._inside.pop()

    def _note(self, what: str) -> None:
        self.found.setdefault(".".join(self._inside), set()).add(what)


def _name_of(node: ast.AST | None) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return None


def reaching_past(text: str) -> dict[str, set[str]]:
    """What each function of a module reaches documents by, other than what is seen."""
    reaching = _Reaching()
    reaching.visit(ast.parse(text))
    return reaching.found


def modules_of_the_bot() -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / "bot").rglob("*.py")):
        yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def test_each_function_reaches_documents_as_they_are_seen() -> None:
    reaching = {
        (path, function): by for path, text in modules_of_the_bot() for function, by in reaching_past(text).items()
    }
    assert {where: by for where, by in reaching.items() if where not in ALLOWED} == {}, (
        "go by `library.seen_from(vantage_of(…))`"
    )
    assert ALLOWED.keys() - reaching.keys() == set(), "these reach past nothing any more"


@pytest.mark.parametrize(
    ("function", "by"),
    [
        ("LeakingCog.by_the_product.work", {"footnote"}),
        ("LeakingCog.by_the_titles", {"titles"}),
        ("LeakingCog.by_a_document", {"document"}),
        ("LeakingCog.by_another_name", {"another name", "suggestible"}),
        ("LeakingCog.by_what_is_kept", {"records"}),
        ("LeakingCog.by_a_place_of_its_own", {"Vantage"}),
        ("LeakingCog.by_a_scope_of_its_own", {"seen_by", "Viewer"}),
        ("LeakingCog.by_getting_it", {"getattr"}),
        ("beside_a_class", {"reload"}),
    ],
)
def test_a_handler_that_reaches_past_what_is_seen_is_found(function: str, by: set[str]) -> None:
    assert reaching_past(PLANTED)[function] == by


def test_a_handler_that_goes_by_what_is_seen_is_not() -> None:
    assert "LeakingCog.good" not in reaching_past(PLANTED)
