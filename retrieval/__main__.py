"""`python -m retrieval`."""

import sys

STOPPED_BY_SIGNAL = 130
"""A shell's exit code for what Ctrl-C ended."""

if __name__ == "__main__":
    try:
        from retrieval.process import collect_less_often

        collect_less_often()
        from retrieval.terminal import main

        main()
    except BaseException as error:
        # While libraries are imported, the command line does not catch Ctrl-C yet.
        from retrieval.errors import is_interrupt

        if not is_interrupt(error):
            raise
        sys.exit(STOPPED_BY_SIGNAL)
