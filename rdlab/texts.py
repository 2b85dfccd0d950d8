"""Every visible word of the app, English and Simplified Chinese side by side.

A text may hold ``{name}`` placeholders (an argument that starts with "@" is itself a key) and ``**bold**``.
Gradio's own labels get the table as ``I18N``; everything drawn in the browser gets it as JSON (``as_json``).
"""

import json
from functools import cache

import gradio as gr

from rdlab.texts_compare import COMPARE_TEXTS
from rdlab.texts_data import DATA_TEXTS
from rdlab.texts_lab import LAB_TEXTS
from rdlab.texts_learn import LEARN_TEXTS
from rdlab.texts_lessons import AT_START, LESSON_TEXTS
from rdlab.texts_said import SAID_TEXTS
from rdlab.texts_sd import SD_AT_START, SD_TEXTS
from rdlab.texts_stage import STAGE_TEXTS
from rdlab.texts_views import VIEW_TEXTS

LANGUAGES = ("en", "zh")

PAGE_TEXTS: dict[str, tuple[str, str]] = {
    # Page
    "page.brand": ("RD Lab", "RD Lab"),
    "page.language": ("EN / 中文", "EN / 中文"),
    "tab.lab": ("Lab", "实验室"),
    "tab.compare": ("Compare", "对比"),
    "tab.learn": ("Learn", "课程"),
    # Left column
    "lab.data": ("Data", "数据"),
    "lab.train": ("Train", "训练"),
    "lab.step": ("Step", "单步"),
    "lab.pause": ("Pause", "暂停"),
    "lab.resume": ("Resume", "继续"),
    "lab.stop": ("Stop", "停止"),
    "lab.reset": ("Reset", "重置"),
    "lab.new_seed": ("New seed", "换个种子"),
    "lab.rectify": ("Rectify with pairs", "用配对样本整流"),
    "lab.rectify_again": ("Rectify once more", "再整流一次"),
    # Forms: one line each, beside the formula
    "form.vp": ("VP", "VP"),
    "form.vp.help": (
        "Signal fades as noise grows, α² + σ² = 1: one pair (x₀, ε) travels on an arc.",
        "信号减弱而噪声增强，始终 α² + σ² = 1：一对 (x₀, ε) 沿弧线运动。",
    ),
    "form.vp_cosine": ("VP cosine", "VP 余弦"),
    "form.vp_cosine.help": (
        "VP at constant angular speed: the same arcs on an even clock.",
        "角速度恒定的 VP：弧线相同，只是时钟均匀。",
    ),
    "form.sub_vp": ("sub-VP", "sub-VP"),
    "form.sub_vp.help": (
        "VP with less noise on the way: one pair (x₀, ε) travels on a parabola.",
        "途中噪声更小的 VP：一对 (x₀, ε) 沿抛物线运动。",
    ),
    "form.ve": ("VE", "VE"),
    "form.ve.help": (
        "The signal stays and ever wider noise is added: one pair (x₀, ε) travels straight.",
        "信号不变，叠加越来越大的噪声：一对 (x₀, ε) 沿直线运动。",
    ),
    "form.edm": ("EDM", "EDM"),
    "form.edm.help": (
        "VE on the clock of Karras et al.: the same straight lines, more time near the data.",
        "采用 Karras 等人时间安排的 VE：直线相同，靠近数据处停留更久。",
    ),
    "form.flow_matching": ("Flow matching", "流匹配"),
    "form.flow_matching.help": (
        "Signal and noise trade places evenly: one pair (x₀, ε) travels straight; the model's paths need "
        "not.",
        "信号与噪声匀速互换：一对 (x₀, ε) 沿直线运动，但模型的轨迹不一定是直的。",
    ),
    # Predictions
    "prediction.epsilon": ("ε", "ε"),
    "prediction.epsilon.help": (
        "The noise that was added, as in DDPM.",
        "所加的噪声，如 DDPM。",
    ),
    "prediction.x0": ("x₀", "x₀"),
    "prediction.x0.help": ("The clean sample itself.", "干净样本本身。"),
    "prediction.v": ("v", "v"),
    "prediction.v.help": (
        "The velocity (α ε − σ x₀)/√(α² + σ²).",
        "角速度 (α ε − σ x₀)/√(α² + σ²)。",
    ),
    "prediction.flow": ("flow", "flow"),
    "prediction.flow.help": (
        "The velocity of flow matching, ε − x₀.",
        "流匹配的速度 ε − x₀。",
    ),
    # Data sets
    "data.eight_gaussians": ("Eight Gaussians", "八个高斯"),
    "data.two_gaussians": ("Two Gaussians", "两个高斯"),
    "data.unbalanced": ("Unbalanced mixture", "不均衡混合"),
    "data.moons": ("Two moons", "双月"),
    "data.circles": ("Circles", "同心圆"),
    "data.swiss_roll": ("Swiss roll", "瑞士卷"),
    "data.checkerboard": ("Checkerboard", "棋盘"),
    "data.pinwheel": ("Pinwheel", "风车"),
    "data.smiley": ("Smiley", "笑脸"),
    "data.letters": ("Letters", "字母"),
    "data.swirl_grid": ("Swirled grid", "扭曲网格"),
    "data.petals": ("Petals", "花瓣"),
    # Training, network, solver: label and one line of help for every control
    "control.steps": ("Training steps", "训练步数"),
    "control.steps.help": (
        "How long the network learns. More steps: better, later.",
        "网络学习多久：步数越多越好，也越慢。",
    ),
    "control.batch_size": ("Batch size", "批大小"),
    "control.batch_size.help": (
        "Samples in one step. Larger batches: a smoother loss, slower steps.",
        "每一步的样本数：越大，损失越平滑，每步越慢。",
    ),
    "control.learning_rate": ("Learning rate", "学习率"),
    "control.learning_rate.help": (
        "The size of a step; acts at once on a training that runs. Too large and the loss jumps.",
        "每步走多远，对正在进行的训练立即生效；太大则损失跳动。",
    ),
    "control.width": ("Network width", "网络宽度"),
    "control.width.help": ("Neurons in a layer.", "每层的神经元数。"),
    "control.depth": ("Network depth", "网络深度"),
    "control.depth.help": ("Hidden layers.", "隐藏层数。"),
    "control.time_sampling": ("Times trained at", "训练时刻"),
    "control.time_sampling.help": (
        "Which noise levels the network sees most often.",
        "网络更常见到哪些噪声水平。",
    ),
    "time_sampling.uniform_phi": ("even in φ", "按 φ 均匀"),
    "time_sampling.uniform": ("even in t", "按 t 均匀"),
    "time_sampling.logit_normal": ("logit-normal", "logit 正态"),
    "control.loss_space": ("Loss measured in", "损失空间"),
    "control.loss_space.help": (
        "The same error weighs differently as noise, sample or velocity.",
        "同样的误差，按噪声、样本或速度计，权重不同。",
    ),
    "control.ema": ("Averaging (EMA)", "权重平均（EMA）"),
    "control.ema.help": (
        "Samples come from a running average of the weights; 0 turns it off.",
        "用权重的滑动平均来采样；0 表示关闭。",
    ),
    "control.seed": ("Seed", "随机种子"),
    "control.seed.help": (
        "The same seed gives the same noise, the same start and the same result.",
        "同一个种子给出相同的噪声、相同的起点和相同的结果。",
    ),
    "control.solver": ("Solver", "求解器"),
    "control.solver.help": (
        "How paths are followed; applies at once. DDIM is exact where ε̂ stays constant (first order).",
        "如何沿轨迹前进，立即生效。ε̂ 保持不变（一阶）时，DDIM 是精确的。",
    ),
    "control.pace": ("Pace", "速度"),
    "control.pace.help": (
        "How fast training runs, to watch it; acts at once. Stepwise, each press of Step is one step.",
        "训练进行的速度，便于观察，立即生效。选“逐步”时，每按一次“单步”走一步。",
    ),
    "pace.full": ("Full", "全速"),
    "pace.slow": ("Slow", "慢放"),
    "pace.step": ("Stepwise", "逐步"),
    "control.view_steps": ("Steps", "采样步数"),
    "control.data": ("Data", "数据"),
    "control.form": ("Form", "扩散形式"),
    "control.prediction": ("Predict", "预测"),
    "solver.ddim": ("DDIM", "DDIM"),
    "solver.euler": ("Euler", "Euler"),
    "solver.heun": ("Heun", "Heun"),
    "solver.rk4": ("RK4", "RK4"),
    "solver.dpmpp_2m": ("DPM++ 2M", "DPM++ 2M"),
    "solver.ancestral": ("Ancestral", "祖先采样"),
}


def merged(*tables: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """The tables as one; raises ValueError when two hold the same key."""
    table: dict[str, tuple[str, str]] = {}
    for part in tables:
        if twice := table.keys() & part.keys():
            raise ValueError(f"texts defined twice: {', '.join(sorted(twice))}")
        table |= part
    return table


TEXTS = merged(
    PAGE_TEXTS,
    LAB_TEXTS,
    DATA_TEXTS,
    SAID_TEXTS,
    STAGE_TEXTS,
    VIEW_TEXTS,
    COMPARE_TEXTS,
    LEARN_TEXTS,
    LESSON_TEXTS,
    SD_AT_START,
    SD_TEXTS,
)
LATER = (LESSON_TEXTS.keys() | SD_TEXTS.keys()) - AT_START.keys()
ON_PAGE = {key: text for key, text in TEXTS.items() if key not in LATER}

_columns = {language: {key: text[i] for key, text in ON_PAGE.items()} for i, language in enumerate(LANGUAGES)}
I18N = gr.I18n(**{"en": _columns["en"], "zh-CN": _columns["zh"]})


@cache  # the same object each time: two updates with one label are then equal
def i18n(key: str) -> gr.I18n:
    """The text ``key`` for a Gradio label; raises KeyError for a key that is not in the table."""
    if key not in ON_PAGE:
        raise KeyError(key)
    return I18N(key)


def as_json() -> str:
    """What the page has from the start, {key: [english, chinese]}, safe inside a <script> element; a lesson
    and the Stable Diffusion tab bring their own words when they are opened."""
    return json.dumps(ON_PAGE, ensure_ascii=False).replace("</", "<\\/")
