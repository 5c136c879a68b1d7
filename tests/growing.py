"""How long something takes, as a test of growth measures it: sure on a slow and busy machine.

It is the processor time of the thread, and the least of three: what else goes on only ever adds to it. The garbage
collector waits, for it looks at all that the process holds, which is much where other tests ran before, and would be
counted where it happens to run.
"""

import gc
import time
from collections.abc import Callable

TRIES = 3


def least_seconds(done: Callable[[int], object]) -> float:
    """Return the least processor time of three calls. Each is given its number, so as to do what none did before."""
    spent = []
    was_enabled = gc.isenabled()
    for number in range(TRIES):
        gc.disable()
        try:
            began = time.thread_time()
            done(number)
            spent.append(time.thread_time() - began)
        finally:
            if was_enabled:
                gc.enable()
    return min(spent)
