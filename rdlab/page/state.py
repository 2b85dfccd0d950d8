"""What an open page wants in one tab: what was begun last, what runs, what was told to stop.

Events of one page overlap, and the newest wins: whatever takes a while takes a number when it begins, and
says nothing more once a higher one was given out.
"""

from dataclasses import dataclass


@dataclass
class PageState:
    """One page in one tab; a tab adds what else it has to remember."""

    begun: int = 0  # how many things were begun so far
    running: int = 0  # the number of what runs now
    stopped: int = 0  # and of what was told to stop, maybe before all of it had begun

    def begin(self) -> int:
        """Something new begins. Its number."""
        self.begun += 1
        return self.begun

    def newest(self, number: int) -> bool:
        """Whether nothing was begun since."""
        return self.begun == number

    @property
    def busy(self) -> bool:
        """Whether the newest thing that began is a run that goes on."""
        return self.running > 0 and self.newest(self.running)
