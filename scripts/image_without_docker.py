"""Makes the file system of the image by the steps of the Dockerfile, where no container engine is at hand.

    python scripts/image_without_docker.py BASE OUT [--share FOLDER ...]

`BASE` is the root of a Debian with Python 3.11 (`debootstrap --include=python3,python3-venv,ca-certificates`). A copy
of it, `OUT`/image, becomes the image, and `OUT`/build the stage before it. Needs root, for `chroot`. What is at each
`--share` (a mirror of packages, say) is seen at the same place while it is made, and is not part of it. What is printed
at the end is a command that starts the bot in it, as the user of the image.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAST_STAGE = "image"
HOW_IT_IS_RUN = frozenset({"VOLUME", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"})
"""Steps that say nothing of what is in the image."""
KNOWN_STEPS = HOW_IT_IS_RUN | {"FROM", "ARG", "ENV", "WORKDIR", "RUN", "COPY", "USER"}
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
IN_STAGE = (
    'mount --bind "$1" "$1" && for each in $2; do mount --rbind "$each" "$1$each"; done; exec chroot "$1" sh -c "$3"'
)


def steps_of(dockerfile: str) -> Iterator[tuple[str, str]]:
    """Yield each step: its instruction and what follows it, lines that are continued as one."""
    lines = [line for line in dockerfile.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if line.strip():
            instruction, _, rest = line.strip().partition(" ")
            yield instruction, " ".join(rest.split())


class Stage:
    """One stage of the image: a root, and what its commands run with."""

    def __init__(self, root: Path, base: Path, shared: Sequence[str], arguments: Mapping[str, str]) -> None:
        root.parent.mkdir(parents=True, exist_ok=True)
        # Only cp takes devices for what they are.
        subprocess.run(("cp", "--archive", "--one-file-system", str(base), str(root)), check=True)  # noqa: S603, S607
        self.root = root
        self._shared = ["/dev", "/proc", *shared]
        self._folder = "/"
        self.environment = {"PATH": SYSTEM_PATH, "HOME": "/root", "LANG": "C.UTF-8", **arguments}
        self.user = "0:0"
        # The images of Python call it so, and a name server is of the machine.
        python = root / "usr/bin/python"
        if not python.exists():
            python.symlink_to("python3")
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
        for place in self._shared:
            (root / place.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def inside(self, place: str) -> Path:
        return self.root / str(Path(self._folder) / place).lstrip("/")

    def set(self, assignments: str) -> None:
        for assignment in shlex.split(assignments):
            name, _, value = assignment.partition("=")
            self.environment[name] = value.replace("$PATH", self.environment["PATH"])

    def change_folder(self, folder: str) -> None:
        self._folder = folder
        self.inside(".").mkdir(parents=True, exist_ok=True)

    def copy(self, sources: Sequence[Path], place: str) -> None:
        for source in sources:
            target = self.inside(place)
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
            else:
                shutil.copy(source, target)

    def run(self, command: str) -> None:
        inner = f"cd {shlex.quote(self._folder)} && {command}"
        arguments = ("unshare", "--mount", "sh", "-c", IN_STAGE, "sh", str(self.root), " ".join(self._shared), inner)
        subprocess.run(arguments, env=self.environment, check=True)  # noqa: S603 the Dockerfile's own commands


def build(dockerfile: str, base: Path, out: Path, shared: Sequence[str]) -> Stage:
    """Follow the steps and return the last stage. Raises ValueError for an instruction that it does not know."""
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    for instruction, rest in steps_of(dockerfile):
        if instruction == "FROM":
            _, _, name = rest.partition(" AS ")
            name = name or LAST_STAGE
            stage = stages[name] = Stage(out / name, base, shared, pip)
            continue
        if stage is None:
            continue  # An argument of the base, which is given here.
        print(f"{instruction} {rest}"[:120], file=sys.stderr)
        match instruction:
            case "ARG" | "ENV":
                stage.set(rest)
            case "WORKDIR":
                stage.change_folder(rest)
            case "RUN":
                stage.run(rest)
            case "COPY" if rest.startswith("--from="):
                of, source, place = rest.removeprefix("--from=").split()
                stage.copy([stages[of].root / source.lstrip("/")], place)
            case "COPY":
                *names, place = rest.split()
                stage.copy([ROOT / name for name in names], place)
            case "USER":
                stage.user = rest
            case _ if instruction not in KNOWN_STEPS:
                raise ValueError(f"the Dockerfile has an instruction that is not known here: {instruction}")
    assert stage is not None
    return stage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path, help="the root of a Debian with Python 3.11")
    parser.add_argument("out", type=Path, help="a new folder for the image and the stage before it")
    parser.add_argument("--share", nargs="*", default=[], help="folders that are seen while it is made")
    arguments = parser.parse_args()
    stage = build((ROOT / "Dockerfile").read_text(encoding="utf-8"), arguments.base, arguments.out, arguments.share)
    settings = " ".join(
        f"{name}={shlex.quote(value)}" for name, value in stage.environment.items() if "PIP" not in name
    )
    print(f"chroot --userspec={stage.user} {stage.root} env -i {settings} footnote serve-bot")


if __name__ == "__main__":
    main()
