"""The page's style sheet: the files of ``static/``, and rules that show one of several things by name."""

from collections.abc import Iterable

from rdlab.page.parts import STATIC, STYLES

PAGE_STYLES = ("kit/page.css", "kit/controls.css", "lab/lab.css")  # over Gradio's own components


def sheet(*rules: str) -> str:
    """All of it but the Stable Diffusion tab's, which that tab loads."""
    return "\n".join((*((STATIC / name).read_text() for name in (*STYLES, *PAGE_STYLES)), *rules))


def by_name(layer: str, rule: str, names: Iterable[str]) -> str:
    """``rule`` once for each name, so that no style sheet lists forms, charts or kinds."""
    return f"@layer {layer} {{ {' '.join(rule.replace('NAME', name) for name in names)} }}"


def by_count(layer: str, rule: str, most: int) -> str:
    """``rule`` once for each COUNT up to ``most`` and each NUMBER below it: the first COUNT of several."""
    pairs = ((count, number) for count in range(2, most + 1) for number in range(count))
    each = (rule.replace("COUNT", str(count)).replace("NUMBER", str(number)) for count, number in pairs)
    return f"@layer {layer} {{ {' '.join(each)} }}"
