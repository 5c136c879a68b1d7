"""Each module-level object that can change, and each cache, stands in the list of what threads share, and no other.

Tables, which are written in capitals, may be dictionaries, lists and sets: nothing changes one, which is looked at too.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from logging import Logger
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MappingProxyType, ModuleType
from typing import Any, TypeVar

import bot
import prompts
import retrieval
from tests.conftest import ROOT

LIST = ROOT / "docs" / "architecture.md"
UNCHANGING: tuple[type, ...] = (
    str,
    bytes,
    int,
    float,
    complex,
    type(None),
    type(...),
    range,
    re.Pattern,
    Enum,
    Path,
    date,
    timedelta,
)
UNCHANGING += (tzinfo, BuiltinFunctionType, Decimal)
TYPES = (type, ModuleType, TypeVar, Logger, ContextVar)
"""Of a logger and a context's variable, the standard library says that threads may share them."""
CHANGING = frozenset(
    "append add clear discard extend insert pop popitem remove reverse setdefault sort update fill put".split()
)
_TYPING = ("typing", "types", "collections.abc", "_collections_abc", "__future__")


def modules() -> Iterator[ModuleType]:
    for package in (bot, prompts, retrieval):
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def can_change(value: object) -> bool:
    """Whether it is anything but a constant, through and through, or a plain function without a cache."""
    if isinstance(value, FunctionType):
        return hasattr(value, "kept")
    if isinstance(value, tuple | frozenset):
        return any(map(can_change, value))
    if isinstance(value, MappingProxyType):
        return any(map(can_change, value.values()))
    if isinstance(value, UNCHANGING + TYPES) or type(value).__module__ in _TYPING:
        return False
    parameters = getattr(type(value), "__dataclass_params__", None)
    if parameters is not None and parameters.frozen:
        return any(can_change(getattr(value, name)) for name in value.__dataclass_fields__)  # type: ignore[attr-defined]
    return True


def is_ours(module: ModuleType, name: str, value: Any) -> bool:
    """Made in this module, rather than imported into it."""
    return not name.startswith("__") and getattr(value, "__module__", module.__name__) in (module.__name__, None)


def is_table(name: str, value: object) -> bool:
    """Whether it is written in capitals, and holds nothing that could change but lists, sets and dictionaries."""
    if not name.isupper():
        return False
    if isinstance(value, dict):
        return all(is_table(name, item) or not can_change(item) for item in value.values())
    if isinstance(value, list | set | tuple):
        return all(is_table(name, item) or not can_change(item) for item in value)
    if (parameters := getattr(type(value), "__dataclass_params__", None)) is not None and parameters.frozen:
        held = [getattr(value, field) for field in value.__dataclass_fields__]  # type: ignore[attr-defined]
        return all(is_table(name, item) or not can_change(item) for item in held)
    return type(value).__module__ == "numpy"


def shared() -> set[str]:
    found: dict[int, str] = {}
    for module in modules():
        # Each file from anywhere is read by a process of its own, which has one thread.
        if module.__name__.startswith("retrieval.documents.formats."):
            continue
        for name, value in vars(module).items():
            if is_ours(module, name, value) and can_change(value) and not is_table(name, value):
                found.setdefault(id(value), f"{module.__name__}.{name}")
    return set(found.values())


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("bot", "retrieval"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file, ast.parse(file.read_text(encoding="utf-8"))


def made_when_first_used() -> set[str]:
    """Each `cached_property`, by its class and its name."""
    return {
        f"{owner.name}.{method.name}"
        for _, tree in trees()
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for method in owner.body
        if isinstance(method, ast.FunctionDef)
        and any(
            isinstance(decorator, ast.Name) and decorator.id == "cached_property" for decorator in method.decorator_list
        )
    }


def section() -> str:
    return LIST.read_text(encoding="utf-8").partition("## What threads share\n")[2].partition("\n## ")[0]


def listed() -> set[str]:
    return set(re.findall(r"`((?:bot|prompts|retrieval)\.[\w.]+)`", section()))


def test_every_object_that_threads_share_is_listed() -> None:
    assert sorted(shared() - listed()) == []


def test_nothing_is_listed_that_is_not_there() -> None:
    assert sorted(listed() - shared()) == []


def test_what_is_made_when_it_is_first_used_is_listed() -> None:
    assert made_when_first_used() == set(re.findall(r"`([A-Z]\w+\.\w+)`", section()))


def test_nothing_changes_a_table() -> None:
    changed = []
    for file, tree in trees():
        for node in ast.walk(tree):
            target: object = None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
                target = node.func.value
            elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                target = node.value
            if isinstance(target, ast.Name) and target.id.isupper():
                changed.append(f"{file.relative_to(ROOT)}:{target.lineno} {target.id}")
    assert changed == []


def test_nothing_puts_another_object_under_a_name_of_a_module() -> None:
    assert [str(file) for file, tree in trees() if any(isinstance(node, ast.Global) for node in ast.walk(tree))] == []
