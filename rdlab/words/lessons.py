"""Words of the lessons: key -> (English, Simplified Chinese).

Of a lesson: title; setup, question and answers, to predict; feedback for each answer; text; symbols of its
formula and its proof; a sentence for each claim; what to say if the claims were confirmed (yes) or not (no);
where the paper says it; a challenge.
"""

from rdlab.words.challenges import CHALLENGES
from rdlab.words.feedback import FEEDBACK
from rdlab.words.lessons_1_to_4 import FIRST_LESSONS
from rdlab.words.lessons_5_to_8 import MIDDLE_LESSONS
from rdlab.words.lessons_9_to_12 import LAST_LESSONS
from rdlab.words.proofs import PROOFS
from rdlab.words.setups import SETUPS

COMMON: dict[str, tuple[str, str]] = {
    "lesson.verdict.yes": ("confirmed", "成立"),
    "lesson.verdict.no": ("not confirmed", "不成立"),
    "lesson.criterion.at_most": ("expected: at most {bound}", "预期：至多 {bound}"),
    "lesson.criterion.at_least": ("expected: at least {bound}", "预期：至少 {bound}"),
    "lesson.unit.std": ("std", "标准差"),
    "lesson.unit.ratio": ("×", "倍"),
    "lesson.unit.share": ("%", "%"),
    "lesson.unit.none": ("no unit", "无单位"),
    "lesson.measured.end_gap": ("distance of the end points from those of VP", "终点与 VP 终点的距离"),
    "lesson.measured.way_gap": ("largest distance from the path of VP", "与 VP 轨迹的最大距离"),
    "lesson.measured.other_noise": (
        "for comparison: end points from other noise",
        "对照：由其他噪声得到的终点",
    ),
    "lesson.measured.arc": ("extra length of the paths over their chords", "轨迹比弦多出的长度"),
    "lesson.measured.arc_pairs": ("extra length of the lines between pairs", "配对连线比弦多出的长度"),
    "lesson.measured.scaled": ("extra length of the paths, seen as x/α", "换成 x/α 后轨迹比弦多出的长度"),
    "lesson.measured.straightness": (
        "straightness S (0 is straight at even speed)",
        "直线度 S（0 表示匀速直线）",
    ),
    "lesson.measured.sw2": (
        "distance of the samples from the data (sliced W₂)",
        "样本与数据的距离（切片 W₂）",
    ),
    "lesson.measured.floor": ("floor: fresh data from the data", "下限：新抽取的数据与数据的距离"),
    "lesson.measured.disagreement_random": (
        "disagreement of lines that meet, pairs at random (100 %: as of any two lines)",
        "相遇直线的方向分歧，随机配对（100%：与任意两条直线相当）",
    ),
    "lesson.measured.disagreement_matched": ("the same, pairs matched by the model", "同上，由模型配对"),
    "lesson.measured.fo": ("first-order defect (0 is first order)", "一阶缺陷（0 表示一阶）"),
    "lesson.measured.drift": (
        "how far the guess x̂₀ is from where the path ends",
        "沿途的猜测 x̂₀ 与轨迹终点的距离",
    ),
    "lesson.measured.deviation": (
        "largest distance from the curve α x₀ + σ ε through the path's ends",
        "与过轨迹两端的曲线 α x₀ + σ ε 的最大距离",
    ),
    "lesson.measured.error": (
        "distance from the samples of a long training, same noise",
        "与长时间训练所得样本的距离，噪声相同",
    ),
    "lesson.measured.error_long": ("floor: two long trainings", "下限：两次长时间训练之间的距离"),
    "lesson.measured.gap_ddim": ("DDIM: distance from where 100 steps end", "DDIM：与 100 步终点的距离"),
    "lesson.measured.gap_euler": (
        "Euler: distance from where 100 DDIM steps end",
        "Euler：与 100 步 DDIM 终点的距离",
    ),
    "lesson.measured.single_pair": (
        "for comparison: error of a single line instead of the mean",
        "对照：只取一条直线而非平均的误差",
    ),
    "lesson.measured.cloud_gap": ("distance of the two clouds half way", "中途两团点云的距离"),
    "lesson.measured.cloud_floor": ("floor: two clouds of pairs", "下限：两团配对点云之间的距离"),
    "lesson.measured.cloud_noise": (
        "for comparison: the noise from the cloud half way",
        "对照：噪声与中途点云的距离",
    ),
}

ASKED_TEXTS = SETUPS | FEEDBACK | CHALLENGES | PROOFS
LESSON_TEXTS = COMMON | FIRST_LESSONS | MIDDLE_LESSONS | LAST_LESSONS | ASKED_TEXTS
# what a page has from the start; the rest comes with the lesson that is opened
AT_START = COMMON | {key: words for key, words in LESSON_TEXTS.items() if key.endswith(".title")}
