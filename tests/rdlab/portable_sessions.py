"""Sessions that survive their worker, small enough to test the engine with; workers import this module."""

import os
import pickle

from engine_sessions import busy


class Portable:
    """Counts, and says when something is worth keeping."""

    def __init__(self):
        self.count, self.stage, self.deadly = 0, 0, 0
        self.changed = self.settled = False
        self.paused, self.paced, self.busy_for = False, True, 0.002
        self.checkpoints = 0

    def open(self, count=0):
        self.count, self.changed = count, True
        return self.count

    def look(self):
        return {"count": self.count, "pid": os.getpid(), "checkpoints": self.checkpoints}

    def slow(self, quanta=100):
        for _ in range(quanta):
            busy(0.01)
            yield
        self.count += 1
        self.changed = True
        return self.count

    def die(self):
        os._exit(7)

    def stop_answering(self):
        os.kill(os.getpid(), 19)

    def train(self, to, every=0, die_at=None, settle_at=0):
        """Count to a number."""
        while self.count < to:
            busy(self.busy_for)
            self.count += 1
            self.changed = True
            if self.count == die_at:
                os._exit(7)
            self.settled = self.count == settle_at
            yield self.count if every and self.count % every == 0 else None

    def snapshot(self, final):
        return {"final": final, "count": self.count, "paused": self.paused, "pid": os.getpid()}

    def checkpoint(self):
        self.checkpoints += 1
        return {"count": pickle.dumps(self.count), "same": b"large"}

    def restore(self, kept, running):
        assert kept["same"] == b"large"
        self.count = pickle.loads(kept["count"])

    def resume(self, method, arguments):
        return getattr(self, method)(**arguments)

    def standing(self):
        return {"step": self.count}

    def untouched(self):
        return self.count == 0
