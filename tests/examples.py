"""How many examples hypothesis tries of a property whose examples are dear: few in `make test`, many elsewhere."""

from hypothesis import settings

MAKE_TEST = "same-every-time"
"""The profile that `make test` runs by (`conftest.py`)."""


def few(count: int, *, elsewhere: int | None = None) -> settings:
    """So many in `make test`; in another profile `elsewhere`, or as many as that tries of any property."""
    if settings.get_current_profile_name() == MAKE_TEST:
        return settings(max_examples=count)
    return settings() if elsewhere is None else settings(max_examples=elsewhere)
