"""How long something takes, as a test of growth measures it: sure on a slow and busy machine.

It is the processor time of the thread, and the least of three: what else goes on only ever adds to it. The garbage
collector waits, for it looks at all that the process holds, which is much where other tests ran before, and would be
counted where it happens to run.
"""

import gc
import time
from collections.abc import Callable

TRIES = 3
LEAST_SECONDS = 0.001
"""What takes less is taken to take this long: below, a clock tells little."""


def least_seconds(done: Callable[[int], object]) -> float:
    """Return the least processor time of three calls. Each is given its number, so as to do what none did before."""
    return min(_seconds(done, number) for number in range(TRIES))


def times_longer(large: Callable[[int], object], small: Callable[[int], object], most: float) -> float:
    """Return how many times as long `large` takes as `small`, or more than that where it is less than `most` all the
    same: what is dear is called again only where what it took might have been something else's. Each is given the
    number of the call, so as to do what none did before.
    """
    spent = _seconds(large, 0)
    if spent / LEAST_SECONDS < most:
        return spent / LEAST_SECONDS
    shortest = max(least_seconds(small), LEAST_SECONDS)
    for number in range(1, TRIES):
        if spent / shortest >= most:
            spent = min(spent, _seconds(large, number))
    return spent / shortest


def _seconds(done: Callable[[int], object], number: int) -> float:
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        began = time.thread_time()
        done(number)
        return time.thread_time() - began
    finally:
        if was_enabled:
            gc.enable()
