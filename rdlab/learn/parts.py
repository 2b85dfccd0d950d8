"""The Learn tab's own parts: the list of lessons, a lesson's words, question, titles and findings.

What a student has predicted and done stays in the browser.
"""

from typing import Any

from rdlab.learn.cards import CARDS, forms
from rdlab.lessons import LESSONS
from rdlab.page import shapes
from rdlab.page.parts import Part, QualityChart


class LessonList(Part):
    """The lessons, which of them are done, and which is open; #learn/3 in the address opens lesson 3.

    Below them the cards (`rdlab.learn.cards`), which the browser opens by itself: #learn/critics.

    value: {"number": of the open one, "turn": counts the choices}; event ``input``, also
    when the tab is first looked at.
    """

    module, css_class = "learn/list.js", "rd-lessons"

    def __init__(self, value: dict | None = None, **kwargs: Any) -> None:
        value = value or {"number": 0, "turn": 0}
        kwargs["lessons"] = [lesson.key for lesson in LESSONS]
        kwargs["cards"] = [{"key": card.key, "group": card.group} for card in CARDS]
        super().__init__(value, **kwargs)

    def accepts(self, value: Any) -> bool:
        """As above."""
        return shapes.having({"number": shapes.whole, "turn": shapes.whole})(value)


class LessonCard(Part):
    """The open card, in place of the lesson's columns. value: ``cards.all_of_them()`` or None."""

    module, css_class = "learn/card.js", "rd-opencard"


class LessonByHand(Part):
    """The picture of lesson 0 that one moves by hand, all of it computed in the browser.

    value: whether it is shown, True or None.
    """

    module, css_class = "learn/hand/denoiser.js", "rd-hand"

    def __init__(self, value: bool | None = None, **kwargs: Any) -> None:
        super().__init__(value, **(forms() | kwargs))


class LessonTerms(Part):
    """The button that opens the glossary, whose words come with a lesson. No value."""

    module, css_class = "learn/glossary.js", "rd-terms"


class LessonText(Part):
    """Title and setup. value: {"key", "number", "words": {key of a text: [English, Chinese]}} or None.

    The words join those of the page, where other parts find them too.
    """

    module, css_class = "learn/text.js", "rd-lesson"


class LessonQuestion(Part):
    """The question to predict.

    value: {"key", "answers": how many, "outcome": None or {"decided": whether the claims were confirmed that
    decide the question, "right": the answer that came out then, "summary": sentences of what came out}}.
    """

    module, css_class = "learn/ask.js", "rd-ask"


class LessonLevels(Part):
    """Tabs over the lesson's three levels, closed until its experiment was seen. value: {"key"}."""

    module, css_class = "learn/levels.js", "rd-levels"


class LessonChallenge(Part):
    """Something to find by other data.

    value: {"key", "goal": {"goal", "unit"}, "tried": None or ``lessons.Tried`` as a dict}; numbers that are
    not finite are None.
    """

    module, css_class = "learn/challenge.js", "rd-challenge"


class LessonProof(Part):
    """The symbols of the formula, and where it comes from. value: {"key"}."""

    module, css_class = "learn/proof.js", "rd-proof"


class LessonProgress(Part):
    """How far the experiment is, which the stages of its ``group`` are told too.

    value: what ``LearnSession`` calls "progress", or None.
    """

    module, css_class = "learn/progress.js", "rd-doing"


class DrawingTitle(Part):
    """What a stage shows, in words; without a value its stage is not shown.

    value: {"model", "form", "solver", "steps", "coordinates", "overlay", "live"}, or {"model", "data"}.
    """

    module, css_class = "learn/title.js", "rd-drawing"


class LessonClaims(Part):
    """What was measured, claim by claim.

    value: {"lesson", "claims": [...], ...} or None; a claim is ``lessons.Claim`` with its "verdict".
    """

    module, css_class = "learn/claims.js", "rd-claims"


class LessonChart(QualityChart):
    """Quality against steps, of sampling or of training. value: ``lessons.Measured`` as dicts."""

    def postprocess(self, value: Any) -> str | None:
        """The figure as JSON; plotly is imported when the first one is made."""
        if not isinstance(value, list):
            return value
        from rdlab.learn.charts import chart_of

        return chart_of(value).to_json()


class LessonConclusion(Part):
    """What was predicted and what came out, why, the source. value: as ``LessonQuestion``."""

    module, css_class = "learn/said.js", "rd-said"


class LessonNav(Part):
    """The lesson before and the next one. No value."""

    module, css_class = "learn/nav.js", "rd-lesson-nav"
