"""How many examples hypothesis tries of a property whose examples are dear: few in `make test`, many elsewhere."""

from hypothesis import settings

MAKE_TEST = "same-every-time"
"""The profile that `make test` runs by (`conftest.py`)."""
THOROUGH = "thorough"
_TIMES_MORE = 5


def few(count: int, *, elsewhere: int | None = None) -> settings:
    """Return so many for `make test`; for another profile `elsewhere`, or where that is not given five times as many
    if it is the thorough one, and at the most as many as a profile tries of any property.
    """
    profile, most = settings.get_current_profile_name(), settings()
    if profile == MAKE_TEST:
        return settings(max_examples=count)
    if elsewhere is not None:
        return settings(max_examples=elsewhere)
    return settings(max_examples=min(most.max_examples, count * _TIMES_MORE)) if profile == THOROUGH else most
