"""`footnote`, and `python -m footnote`."""

from retrieval.process import collect_less_often, ended_by_interrupts


def main() -> None:
    """Run what is installed as `footnote`."""
    _run("footnote", is_installed=True)


def _run(name: str, *, is_installed: bool) -> None:
    with ended_by_interrupts():
        collect_less_often()
        from footnote.commands import program
        from retrieval.terminal import run_program

        run_program(program(completes=is_installed), name)


if __name__ == "__main__":
    _run("python -m footnote", is_installed=False)
