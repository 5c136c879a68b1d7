"""A fault for tests in which an error is raised, and what it says is all that matters."""

from retrieval.faults import Fault


class AnyFault(Fault):
    """Takes the two sentences as its facts."""

    ANY = "{what}", "{remedy}"


FAULT = AnyFault.ANY
