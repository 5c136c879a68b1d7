"""`python -m retrieval`."""

from retrieval.process import collect_less_often, ended_by_interrupts

if __name__ == "__main__":
    with ended_by_interrupts():
        collect_less_often()
        from retrieval.terminal import main

        main()
