"""Words of the cards below the lessons, ``card.<key>....``: key -> (English, Simplified Chinese)."""

from rdlab.words.cards_algorithms import ALGORITHMS
from rdlab.words.cards_critics import CRITICS
from rdlab.words.cards_figure_three import FIGURE_THREE
from rdlab.words.cards_first_order import FIRST_ORDER

CARDS_AT_START: dict[str, tuple[str, str]] = {
    "card.group.beside": ("Beside the lessons", "课程之外"),
    "card.algorithms.title": ("Algorithms 1 to 4", "算法 1–4"),
    "card.first_order.title": ("First order, derived", "一阶轨迹的推导"),
    "card.figure_three.title": ("Figure 3 by hand", "动手画图 3"),
    "card.critics.title": ("What critics say", "质疑与未解决的问题"),
}  # what the list shows
CARD_TEXTS: dict[str, tuple[str, str]] = CARDS_AT_START | ALGORITHMS | FIRST_ORDER | FIGURE_THREE | CRITICS
