"""A clock that goes on when a test says so."""


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now
