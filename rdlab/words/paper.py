"""What stands where in the paper, arXiv 2410.07303v2: what a citation of it may name, and for what.

Its version 2 has sections up to 3.2. (kind, number) -> words in either language, one of which a citation
says, so that it is cited for what it is.
"""

PAPER = "arXiv 2410.07303v2"

_FIRST_ORDER = ("first-order", "first order", "一阶")
_PHASED = ("hase", "pair", "分段", "配对")
_CONSISTENCY = ("onsistency", "CD", "一致性")

NUMBERING: dict[tuple[str, str], tuple[str, ...]] = {
    ("section", "2.1"): ("lgorithm", "pair", "算法", "配对"),
    ("section", "2.2"): _FIRST_ORDER,
    ("section", "2.3"): _PHASED,
    ("section", "2.4"): _CONSISTENCY,
    ("section", "3.1"): ("validat", "experiment", "验证", "实验"),
    ("section", "3.2"): ("compar", "比较", "对比"),
    ("algorithm", "1"): ("low-matching", "low matching", "流匹配"),
    ("algorithm", "2"): ("random pairs", "where the pair", "diffusion training", "随机配对", "配对从何而来"),
    ("algorithm", "3"): ("ectified flow", "ectified Flow", "整流流"),
    ("algorithm", "4"): ("where the pair", "teacher", "matched", "配对从何而来", "匹配"),
    ("equation", "1"): _FIRST_ORDER,
    ("equation", "2"): _FIRST_ORDER,
    ("equation", "3"): _FIRST_ORDER,
    ("equation", "4"): _PHASED,
    ("theorem", "1"): ("forward process", "first-order", "proved", "前向", "证明"),
    ("figure", "2"): ("iteration", "迭代"),
    ("figure", "3"): ("one pair", "单个配对"),
    ("figure", "4"): _PHASED,
    ("figure", "5"): _CONSISTENCY,
    ("table", "1"): ("COCO-2017", "Phased", "CD"),
    ("table", "2"): ("COCO-2014",),
    ("appendix", "II"): ("limit", "局限"),
    ("appendix", "III"): ("prove", "proof", "证明"),
}
