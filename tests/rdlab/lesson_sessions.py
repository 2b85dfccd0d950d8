"""A session of lessons whose networks are hardly trained; workers import this module."""

from rdlab.learn.session import LearnSession


class TinyLearnSession(LearnSession):
    effort = 0.02
    every = 0.0
