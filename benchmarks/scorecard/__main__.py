"""`python -m benchmarks.scorecard`: measure answers, refusals, retrieval or attribution, with intervals."""

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.scorecard import report, suites
from benchmarks.scorecard.data import Half, Where
from benchmarks.scorecard.suites import Suite
from retrieval.errors import FootnoteError
from retrieval.settings import load_retrieval_settings
from retrieval.terminal import answer_view
from retrieval.terminal.invocation import ERR, EXIT_ERROR, log_to_terminal, show_result
from retrieval.terminal.program import run_program
from retrieval.terminal.progress import progress_bar

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def scorecard(
    suite: Annotated[Suite, typer.Option(help="What to measure: docs/evaluation.md says how.")],
    evaldata: Annotated[Path, typer.Option(metavar="DIR", help="Holds squad2/ and scifact/.")] = suites.EVALDATA,
    traindata: Annotated[Path, typer.Option(metavar="DIR", help="Holds nli.jsonl.gz.")] = suites.TRAINDATA,
    questions: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Questions on the corpus; on communities, also a folder of one file each.  [default: in tests/evals]",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="A community's folder, or a folder of them; a file of conflicts.  [default: in EVALDATA]",
        ),
    ] = None,
    half: Annotated[Half, typer.Option(help="Which of a community's questions, where they are halved.")] = Half.LOOK,
    limit: Annotated[
        int | None,
        typer.Option(min=2, help="Measure on so many, drawn with a fixed seed (of each source or community)."),
    ] = None,
    cache: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep the index here for the next time.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the JSON here as well.")] = None,
    corpus: Annotated[
        Path | None, typer.Option(metavar="DIR", readable=False, help="The folder of documents.  [default: corpus]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Measure answers, refusals, retrieval or attribution, with intervals; the index that answers is left alone."""
    where = Where(
        evaldata=evaldata,
        traindata=traindata,
        questions=questions,
        communities=data,
        half=half,
        limit=limit,
        cache=cache,
    )
    try:
        settings = load_retrieval_settings(corpus=corpus, data=None)
        with progress_bar(ERR) as show:
            card = suites.run(suite, settings, where, out, show)
    except FootnoteError as error:
        ERR.print(answer_view.render_error(error))
        raise typer.Exit(EXIT_ERROR) from error
    show_result(report.as_table(card), report.as_json(card), as_json)


def main() -> None:
    log_to_terminal()
    run_program(app, "python -m benchmarks.scorecard")


if __name__ == "__main__":
    main()
