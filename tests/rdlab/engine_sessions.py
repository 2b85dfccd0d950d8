"""Sessions small enough to test the engine with; workers import this module."""

import os
import time


def busy(seconds: float) -> None:
    """Compute (not sleep) for so long."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


class Invalid(ValueError):
    """Like `toy.InvalidInput`: made from parts that are not its args, and does not say how to pickle it."""

    def __init__(self, field, value, allowed):
        self.field, self.value, self.allowed = field, value, allowed
        super().__init__(f"{field}: got {value}; allowed: {allowed}.")


class Unpicklable(Exception):
    def __init__(self, message):
        super().__init__(message)
        self.function = lambda: None


class Counter:
    """Counts."""

    def __init__(self):
        self.count = 0
        self.closed = 0
        self.circle = self  # freed by the garbage collector only
        self.cost = 0.0
        self.paced = True
        self.mute = False

    def add(self, number=1):
        self.count += number
        return self.count

    def state(self):
        return {"count": self.count, "closed": self.closed, "paused": self.paused, "pid": os.getpid()}

    def told(self):
        return self.company

    def long_call(self, quanta=40, seconds=0.01):
        """A call in quanta."""
        for _ in range(quanta):
            busy(seconds)
            yield "not delivered"
        return "done"

    def train(self, quanta=10**9, seconds=0.002, every=0, fail_at=None, cost=0.0):
        """A job: counts, and yields the count as a message every few quanta."""
        self.cost = cost
        try:
            for number in range(1, quanta + 1):
                busy(seconds)
                self.count += 1
                if number == fail_at:
                    raise Invalid("steps", number, "less")
                yield self.count if every and number % every == 0 else None
            return "trained"
        finally:
            self.closed += 1

    def long_call_without_a_word(self):
        """A job that is silent, and not done."""
        self.mute = True
        while True:
            busy(0.001)
            yield

    def snapshot(self, final):
        if self.mute and not final:
            return None
        busy(self.cost)
        return {"final": final, "count": self.count, "paused": self.paused}

    def fail(self, kind):
        if kind == "invalid":
            raise Invalid("steps", 0, "1 to 50")
        if kind == "unpicklable":
            raise Unpicklable("has a lambda")
        if kind == "exit":
            raise SystemExit(3)
        raise ZeroDivisionError(kind)

    def unpicklable_answer(self):
        return lambda: None

    def die(self):
        os._exit(7)

    def hang(self):
        time.sleep(3600)

    def _private(self):
        return "secret"


class Slow(Counter):
    """Shows itself at the end in quanta."""

    def snapshot(self, final):
        if final:
            for _ in range(20):
                busy(0.005)
                yield
        return {"final": final, "count": self.count}


class Broken:
    def __init__(self):
        raise RuntimeError("no session today")
