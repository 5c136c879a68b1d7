"""Allows both builds of torch in the lock files: on Linux that for the CPU, elsewhere the default one, which is for the
CPU there. What takes its place on Linux where an index has the default build alone is requirements-gpu.lock.

    python scripts/both_builds_of_torch.py DEFAULT_LOCK

`DEFAULT_LOCK` is the resolution with the default build; the others were resolved with that for the CPU. One entry with
the hashes of both would not do: of two builds, pip takes the one whose hash its index tells beforehand.
"""

import re
import sys
from pathlib import Path

LOCKS = (Path("requirements-models.lock"), Path("requirements-dev.lock"))
GPU_LOCK = Path("requirements-gpu.lock")
ON_LINUX, ELSEWHERE = "; sys_platform == 'linux'", "; sys_platform != 'linux'"
_ENTRY = re.compile(r"^(?P<name>[a-z0-9.-]+)(?:\[[a-z0-9, -]+\])?==.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def entries(lock: str) -> dict[str, str]:
    """Return the entries of a lock file by the name of their package, each with its hashes; two of one package as one.
    Raises ValueError where there is anything else in it.
    """
    by_name: dict[str, str] = {}
    for entry in _ENTRY.finditer(lock):
        by_name[entry["name"]] = by_name.get(entry["name"], "") + entry[0]
    if "".join(by_name.values()) != lock:
        raise ValueError("the lock file holds more than entries, or those of a package stand apart")
    return by_name


def where(marker: str, entry: str) -> str:
    """Return the entry of a package, without the label of its build, for where the marker holds."""
    pinned, hashes = entry.split(" \\\n", 1)
    return f"{pinned.removesuffix('+cpu')} {marker} \\\n{hashes}"


def main() -> None:
    default = entries(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for lock in LOCKS:
        text = lock.read_text(encoding="utf-8")
        cpu = entries(text)["torch"]
        lock.write_text(text.replace(cpu, where(ON_LINUX, cpu) + where(ELSEWHERE, default["torch"])), encoding="utf-8")
    needed = entries(LOCKS[0].read_text(encoding="utf-8"))
    more = {name: entry for name, entry in default.items() if name not in needed}
    GPU_LOCK.write_text(where(ON_LINUX, default["torch"]) + "".join(more.values()), encoding="utf-8")


if __name__ == "__main__":
    main()
