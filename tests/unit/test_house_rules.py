"""Rules of the house that no linter has: how long a module may be, and that a name stands for one type
and one constant.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Mapping

from tests.conftest import ROOT

PACKAGES = ("bot", "footnote", "retrieval")
PROGRAMS_BESIDE = ("benchmarks", "scripts", "training")
"""The folders of what is no part of the product: names may be taken twice there."""
MAX_LINES = 300
"""A module that is longer has two ideas in it."""
TRANSLATIONS = ("bot/text/german",)
"""What the paths of the texts in another language begin with: they have the names of those in English."""


def modules(folders: Iterable[str] = PACKAGES) -> Mapping[str, str]:
    """Return the text of each module, by its path from the root."""
    files = (file for package in folders for file in sorted((ROOT / package).rglob("*.py")))
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


def too_long(texts: Mapping[str, str]) -> dict[str, int]:
    """Return the number of lines of each module that has too many."""
    lines = {path: text.count("\n") for path, text in texts.items()}
    return {path: count for path, count in lines.items() if count > MAX_LINES}


def defined_twice(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the modules that define a class of the same name, by that name."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, text in texts.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path)
    return {name: paths for name, paths in places.items() if len(paths) > 1}


def assigned_twice(texts: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the modules that assign a constant of the same name at their top level, with an underscore or without, by
    that name. A logger is each module's own, and a type variable is the parameter of a function.
    """
    places: dict[str, set[str]] = defaultdict(set)
    for path, text in texts.items():
        for node in ast.parse(text).body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or ast.unparse(node).find(" = TypeVar(") > 0:
                continue
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (name for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
            for name in names:
                if name.id != "_log" and not name.id.startswith("__"):
                    places[name.id.lstrip("_")].add(path)
    return {name: sorted(paths) for name, paths in places.items() if len(paths) > 1}


def test_modules_of_the_product_are_found() -> None:
    assert {"bot/client.py", "retrieval/domain/answers.py"} <= modules().keys()


def test_module_has_no_more_than_300_lines() -> None:
    assert not too_long(modules((*PACKAGES, *PROGRAMS_BESIDE))), "part these by idea"


def test_type_name_is_defined_once() -> None:
    assert not defined_twice(modules()), "name these by what each is"


def test_constant_name_is_assigned_in_one_module() -> None:
    texts = {path: text for path, text in modules().items() if not path.startswith(TRANSLATIONS)}
    assert not assigned_twice(texts), "name these by what each is or bounds, or share them"


def test_rule_tells_a_long_module_and_a_repeated_type() -> None:
    texts = {"a.py": "class Word:\n    pass\n", "b.py": "class Word:\n    pass\n" + "\n" * MAX_LINES}
    assert too_long(texts) == {"b.py": MAX_LINES + 2}
    assert defined_twice(texts) == {"Word": ["a.py", "b.py"]}


def test_rule_tells_a_repeated_constant() -> None:
    text = '_log = log()\n__all__ = []\nT = TypeVar("T")\n'
    assert assigned_twice({"a.py": f"{text}_DAY, YEAR = 1, 365\n", "b.py": f"{text}DAY: int = 2\n"}) == {
        "DAY": ["a.py", "b.py"]
    }
