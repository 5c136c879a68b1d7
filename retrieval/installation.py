"""Where this program was installed from, and so how more is installed beside it."""

import sys
from pathlib import Path

IS_CHECKOUT = (Path(__file__).parents[1] / "Makefile").is_file()
"""Whether this is the project's own folder, with its lock files, and not a wheel that was installed."""

DESCRIBES_SETTINGS = ".env.example" if IS_CHECKOUT else "`footnote config --example`"
"""What describes each setting."""


def install_command(extra: str, *, is_checkout: bool = IS_CHECKOUT) -> str:
    """Return the command that installs what an extra of this project names: where its lock files are, from those."""
    if not is_checkout:
        return f"{sys.executable} -m pip install 'footnote[{extra}]'"
    return "make models" if extra == "models" else "pip install --require-hashes -r requirements-extras.lock"


def reinstall_command(package: str, *, is_checkout: bool = IS_CHECKOUT) -> str:
    """Return the command that installs anew the package of an extra, where it is broken."""
    if not is_checkout:
        return f"{sys.executable} -m pip install --force-reinstall --no-deps {package}"
    return "pip install --force-reinstall --no-deps --require-hashes -r requirements-extras.lock"
