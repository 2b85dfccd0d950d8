"""The lessons' experiments: each answers a question with numbers, a criterion and pictures."""

from rdlab.lessons import (
    choices,
    converting,
    denoising,
    first_order,
    forms,
    rectifying,
    repeating,
    variants,
)
from rdlab.lessons.challenges import CHALLENGES, Challenge, Tried, tried
from rdlab.lessons.doing import Doing
from rdlab.lessons.progress import Progress
from rdlab.lessons.records import Claim, Drawing, Lesson, Measured, Outcome
from rdlab.lessons.shelf import Shelf

LESSONS: tuple[Lesson, ...] = (
    *denoising.LESSONS,
    *forms.LESSONS,
    *rectifying.LESSONS,
    *first_order.LESSONS,
    *choices.LESSONS,
    *variants.LESSONS,
    forms.CONDITIONAL,
    *converting.LESSONS,
    *repeating.LESSONS,
)
BY_KEY = {lesson.key: lesson for lesson in LESSONS}

__all__ = [
    "BY_KEY",
    "CHALLENGES",
    "LESSONS",
    "Challenge",
    "Claim",
    "Doing",
    "Drawing",
    "Lesson",
    "Measured",
    "Outcome",
    "Progress",
    "Shelf",
    "Tried",
    "tried",
]
