"""Where this program was installed from, and so how more is installed beside it."""

import sys
from importlib.util import find_spec
from pathlib import Path

IS_CHECKOUT = (Path(__file__).parents[1] / "Makefile").is_file()
"""Whether this is the project's own folder, with its lock files, and not a wheel that was installed."""

DESCRIBES_SETTINGS = ".env.example" if IS_CHECKOUT else "`footnote config --example`"
"""What describes each setting."""


def install_command(extra: str, *, is_checkout: bool = IS_CHECKOUT) -> str:
    """Return the command that installs what an extra of this project names: where its lock files are, from those."""
    if not is_checkout:
        return f"{_pip_install()} 'footnote[{extra}]'"
    return "make models" if extra == "models" else "pip install --require-hashes -r requirements-extras.lock"


def reinstall_command(package: str, *, is_checkout: bool = IS_CHECKOUT) -> str:
    """Return the command that installs anew the package of an extra, where it is broken."""
    if not is_checkout:
        return f"{_pip_install()} --force-reinstall --no-deps {package}"
    return "pip install --force-reinstall --no-deps --require-hashes -r requirements-extras.lock"


def _pip_install() -> str:
    """Return what installs into the environment that runs: one that uv made has no pip of its own."""
    has_pip = find_spec("pip") is not None
    return f"{sys.executable} -m pip install" if has_pip else f"uv pip install --python {sys.executable}"
