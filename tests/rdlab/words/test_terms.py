"""One word for one thing, and no number in a sentence that was not measured."""

import re

import pytest

from rdlab.words import TEXTS
from rdlab.words.lessons import LESSON_TEXTS

# Chinese words that were replaced, each by one term
REPLACED = {
    "一阶缺陷": "一阶偏离度",
    "缺陷": "一阶偏离度",
    "时钟": "时间进度",
    "自身的噪声": "两次抽样之间的距离（下限）",
    "(?<!随机)种子": "随机种子",
    "打乱的?配对": "同一组配对打乱后",
    "配好的?对|匹配的配对": "模型生成的匹配对",
    r"一对 \(x": "单个配对 (x₀, ε)",
    "线性关系": "点 (α, σ) 沿直线移动",
    "[ε或] flow": "流速度",
    "谁得到设置": "用谁的设置，就得到谁的质量",
}
LESSONS_ALONE = {"混合": "带噪样本"}  # elsewhere it is a mixture of Gaussians
FLOOR = "两次抽样之间的距离（下限）"
SPOKEN = [key for key in TEXTS if key.startswith(("sentence.", "compare.said."))]
NAMES = re.compile(r"\{\w+\}|W2|− 1|α?x₀|ε̂")  # digits of names, not of measurements
VERDICTS = [key for key in LESSON_TEXTS if key.endswith(".yes") or ".no." in key]


@pytest.mark.parametrize("gone", REPLACED)
def test_a_replaced_chinese_word_is_nowhere(gone: str):
    assert not [key for key, (_, chinese) in TEXTS.items() if re.search(gone, chinese)]


def test_what_is_learned_from_is_a_noisy_sample():
    for word in LESSONS_ALONE:
        assert not [key for key, (_, chinese) in LESSON_TEXTS.items() if word in chinese]


def test_the_floor_is_called_the_floor():
    for key, (english, chinese) in TEXTS.items():
        assert "own noise" not in english, key
        if "{floor}" in english and key in SPOKEN:
            assert "the floor is {floor}" in english and f"{FLOOR}为 {{floor}}" in chinese, key
    assert FLOOR in LESSON_TEXTS["lesson.measured.floor"][1]


@pytest.mark.parametrize("key", SPOKEN)
def test_a_sentence_of_measured_numbers_has_no_fixed_ones(key: str):
    for text in TEXTS[key]:
        assert not re.search(r"\d|%|fifty|hundred|五十|百", NAMES.sub("", text)), text


@pytest.mark.parametrize("key", VERDICTS)
def test_what_came_out_is_said_without_numbers_that_were_not_measured_here(key: str):
    for text in TEXTS[key]:
        assert not re.search(r"\d\.\d|\d ?%|twelve|eleven|十二", text), text


def test_the_scale_of_the_defect_is_said_where_it_is_explained():
    for key in ("meter.first_order_defect.help", "lesson.measured.fo", "lesson.constant.yes"):
        english, chinese = TEXTS[key]
        assert "standing still" in english and "静止" in chinese, key
        assert not re.search(r"as a share|of the variance|explains", english), key


NOUNS = "steps|points|phases|paths|samples|pictures|images|characters|places"
MAY_BE_ONE = re.compile(
    rf"\{{(count|steps?|k|phases|points|paths|samples|all|fewest)\}}\*{{0,2}} (\w+ )?({NOUNS})\b"
)


@pytest.mark.parametrize("key", TEXTS)
def test_what_may_be_one_is_not_said_to_be_many(key: str):
    """ "{count} point(s)": the page leaves the s out for 1."""
    english, chinese = TEXTS[key]
    assert not MAY_BE_ONE.search(english) and "(s)" not in chinese
    for end in re.finditer(r"\(s\)", english):
        assert "{" in english[: end.start()]
