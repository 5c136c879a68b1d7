"""Imports that cost nothing until they are used: the names that a package offers to those outside it, and modules."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def face_of(
    package: str, modules: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return the `__getattr__`, `__dir__` and `__all__` of a package that offers the names that `modules` hold.

    To import the package costs nothing then; a name costs its module, at its first use. The package names the same
    under `TYPE_CHECKING`, as `from module import name as name`, which is where type checkers find it.
    """
    module_of = {name: module for module, names in modules.items() for name in names}

    def getattr_of_package(name: str) -> object:
        if (module := module_of.get(name)) is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        # Kept, so that Python asks here once for each name.
        vars(sys.modules[package])[name] = value = getattr(import_module(module), name)
        return value

    def dir_of_package() -> list[str]:
        return sorted({*vars(sys.modules[package]), *module_of})

    return getattr_of_package, dir_of_package, list(module_of)


def module_when_used(name: str) -> ModuleType:
    """Return a module that is imported when one of its names is first asked for: what only some commands need.

    Whoever uses it names the same under `TYPE_CHECKING`, as `from package import module`. Raises ModuleNotFoundError.
    """
    if (imported := sys.modules.get(name)) is not None:
        return imported
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
