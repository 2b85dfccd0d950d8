"""When a measured number counts as good, the same in every sentence of the page."""

GOOD = 1.5  # one step is good when within this factor of what many steps gave before


def one_step_is_good(one: float, many: float, floor: float) -> bool:
    """Whether samples of one step, ``one`` from the data, are good.

    They are, where they are as good as those of many steps before, or as the data's own (``floor``).
    """
    return one <= GOOD * max(many, floor)
