"""Words of the lessons: key -> (English, Simplified Chinese).

Of a lesson: title; setup, question and answers, to predict; feedback for each answer; text; symbols of its
formula and its proof; a sentence for each claim; what to say if the claims were confirmed (yes), and of each
claim if it was not (no); where the paper says it; a challenge.
"""

from rdlab.words.challenges import CHALLENGES
from rdlab.words.feedback import FEEDBACK
from rdlab.words.lesson_0 import LESSON_0
from rdlab.words.lessons_1_to_4 import FIRST_LESSONS
from rdlab.words.lessons_5_to_8 import MIDDLE_LESSONS
from rdlab.words.lessons_9_to_12 import LAST_LESSONS
from rdlab.words.lessons_13_to_14 import NEWEST_LESSONS
from rdlab.words.lessons_failed import FAILED
from rdlab.words.proofs import PROOFS
from rdlab.words.setups import SETUPS

COMMON: dict[str, tuple[str, str]] = {
    "lesson.verdict.yes": ("confirmed", "成立"),
    "lesson.verdict.no": ("not confirmed", "不成立"),
    "lesson.verdict.undecided": ("undecided", "无法判断"),
    "lesson.undecided": (
        "Where it says “undecided”, both numbers are at their floor: that one is smaller than the other "
        "is chance.",
        "标为“无法判断”处，两个数都已在下限附近：谁大谁小只是偶然。",
    ),
    "lesson.criterion.at_most": ("expected: at most {bound}", "预期：至多 {bound}"),
    "lesson.criterion.at_least": ("expected: at least {bound}", "预期：至少 {bound}"),
    "lesson.unit.std": ("std", "标准差"),
    "lesson.unit.ratio": ("×", "倍"),
    "lesson.unit.share": ("%", "%"),
    "lesson.unit.count": ("times", "次"),
    "lesson.unit.none": ("no unit", "无单位"),
    "lesson.measured.from_middle": (
        "distance of the samples from the middle of the data",
        "样本与数据中央的距离",
    ),
    "lesson.measured.from_middle_data": ("the same, of the data", "同上，数据自身"),
    "lesson.measured.single_draw": (
        "for comparison: distance of one of the draws instead of their mean",
        "对照：只取其中一个 x₀ 而非平均的差距",
    ),
    "lesson.measured.no_score": (
        "for comparison: distance of x/α alone, without the score",
        "对照：只取 x/α、不用得分的差距",
    ),
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
    "lesson.measured.sw2_trained": (
        "distance of one-step samples from the data (sliced W₂) after so many steps of training",
        "训练若干步之后，一步样本与数据的距离（切片 W₂）",
    ),
    "lesson.measured.error_own": (
        "one step against the end of the teacher's path, noise of the student's own pairs",
        "一步的终点与教师轨迹终点的距离，学生自己配对的噪声",
    ),
    "lesson.measured.error_fresh": (
        "one step against the end of the teacher's path, new noise",
        "一步的终点与教师轨迹终点的距离，新的噪声",
    ),
    "lesson.measured.moved": (
        "how far the ends of paths have moved since the model before all rounds, same noise",
        "与整流之前的模型相比，轨迹终点移动的距离，噪声相同",
    ),
    "lesson.measured.floor": ("floor: fresh data from the data", "两次抽样之间的距离（下限）"),
    "lesson.measured.cross_time_random": (
        "crossings at one time, of 100 lines, random pairs",
        "同一时刻的相交次数，100 条连线，随机配对",
    ),
    "lesson.measured.cross_time_matched": ("the same, the model's own pairs", "同上，模型生成的匹配对"),
    "lesson.measured.cross_space_random": (
        "crossings in space alone, at any times, random pairs",
        "仅在空间中的相交次数（时刻可以不同），随机配对",
    ),
    "lesson.measured.cross_space_matched": ("the same, the model's own pairs", "同上，模型生成的匹配对"),
    "lesson.measured.disagreement_random": (
        "uncertainty of a line's direction, its point half way being known, random pairs (100 %: as of "
        "any line)",
        "已知中途所在点时连线方向的不确定性，随机配对（100%：与任意一条连线相当）",
    ),
    "lesson.measured.disagreement_matched": ("the same, the model's own pairs", "同上，模型生成的匹配对"),
    "lesson.measured.fo": (
        "first-order defect (0 is first order, 1 as far off as standing still)",
        "一阶偏离度（0 即一阶，1 表示相差之大如同静止不动）",
    ),
    "lesson.measured.fo_phase_1": (
        "first-order defect within phase 1 (1 is at the noise)",
        "第 1 段内的一阶偏离度（第 1 段在噪声一端）",
    ),
    "lesson.measured.fo_phase_2": (
        "first-order defect within phase 2 (1 is at the noise)",
        "第 2 段内的一阶偏离度（第 1 段在噪声一端）",
    ),
    "lesson.measured.fo_phase_3": (
        "first-order defect within phase 3 (1 is at the noise)",
        "第 3 段内的一阶偏离度（第 1 段在噪声一端）",
    ),
    "lesson.measured.fo_phase_4": (
        "first-order defect within phase 4 (1 is at the noise)",
        "第 4 段内的一阶偏离度（第 1 段在噪声一端）",
    ),
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
    "lesson.measured.error_long": ("floor: two long trainings", "两次长时间训练之间的距离（下限）"),
    "lesson.measured.gap_ddim_phi": (
        "DDIM, times even in φ: distance from where 100 DDIM steps end",
        "DDIM，按 φ 均匀取点：与 100 步 DDIM 终点的距离",
    ),
    "lesson.measured.gap_ddim_t": (
        "DDIM, times even in t: distance from where 100 DDIM steps end",
        "DDIM，按 t 均匀取点：与 100 步 DDIM 终点的距离",
    ),
    "lesson.measured.gap_euler_phi": (
        "Euler, times even in φ: distance from where 100 DDIM steps end",
        "Euler，按 φ 均匀取点：与 100 步 DDIM 终点的距离",
    ),
    "lesson.measured.gap_euler_t": (
        "Euler, times even in t: distance from where 100 DDIM steps end",
        "Euler，按 t 均匀取点：与 100 步 DDIM 终点的距离",
    ),
    "lesson.measured.gap_rules": (
        "distance between the two rules' ends, the same times",
        "相同时刻下两种规则终点之间的距离",
    ),
    "lesson.measured.single_pair": (
        "for comparison: error of a single pair's velocity instead of the mean",
        "对照：只取单个配对的速度而非平均的误差",
    ),
    "lesson.measured.cloud_gap": ("distance of the two clouds half way", "中途两团点云的距离"),
    "lesson.measured.cloud_floor": (
        "floor: two draws of the cloud of pairs",
        "两次抽样之间的距离（下限），配对点云",
    ),
    "lesson.measured.cloud_noise": (
        "for comparison: the noise from the cloud half way",
        "对照：噪声与中途点云的距离",
    ),
}

ASKED_TEXTS = SETUPS | FEEDBACK | CHALLENGES | PROOFS
LESSON_TEXTS = (
    COMMON | LESSON_0 | FIRST_LESSONS | MIDDLE_LESSONS | LAST_LESSONS | NEWEST_LESSONS | FAILED | ASKED_TEXTS
)
# what a page has from the start; the rest comes with the lesson that is opened
AT_START = COMMON | {key: words for key, words in LESSON_TEXTS.items() if key.endswith(".title")}
