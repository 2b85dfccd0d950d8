"""Words of the views, the morph, the launched path and its curves: key -> (English, Simplified Chinese)."""

VIEW_TEXTS: dict[str, tuple[str, str]] = {
    # more views
    "view.more": ("More", "更多"),
    "view.more.help": (
        "Vector field, heatmap, warped mesh, pairs, conditional paths.",
        "向量场、热力图、变形网格、配对、条件轨迹。",
    ),
    "view.field": ("Field", "向量场"),
    "view.field.help": (
        "Arrows of the denoiser on a grid, at the clock's time. The arrow below gives the length, in the "
        "data's units.",
        "去噪器在网格上的箭头，取时间进度所指的时刻。下方的箭头标出长度，以数据的单位计。",
    ),
    "view.field.velocity": ("velocity", "速度"),
    "view.field.velocity.help": (
        "−dx/dt, the way samples go from noise to data; in other coordinates their own speed over the clock.",
        "−dx/dt，样本从噪声走向数据的方向；在其他坐标中为该坐标随时间进度的速度。",
    ),
    "view.field.score": ("score", "得分"),
    "view.field.score.help": (
        "∇ log p = −ε̂/σ: towards where noisy data is denser.",
        "∇ log p = −ε̂/σ：指向加噪数据更密集之处。",
    ),
    "view.field.epsilon": ("ε̂", "ε̂"),
    "view.field.epsilon.help": ("The noise the model sees in each point.", "模型在每一点看到的噪声。"),
    "view.field.x0": ("x̂₀", "x̂₀"),
    "view.field.x0.help": (
        "From each point towards the sample the model would bet on there.",
        "从每一点指向模型在该处所猜测的样本。",
    ),
    "view.heat": ("Heatmap", "热力图"),
    "view.heat.help": (
        "How dense the samples are at the clock's time; darker is denser.",
        "样本在时间进度所指时刻的密度，颜色越深越密。",
    ),
    "view.mesh": ("Mesh", "网格"),
    "view.mesh.help": (
        "A regular grid of noise, carried along by the model: it tears where noise parts and folds where it "
        "piles up.",
        "规则的噪声网格随模型移动：噪声分开处被撕裂，聚集处被折叠。",
    ),
    "view.pairs": ("Pairs", "配对"),
    "view.pairs.help": (
        "Straight lines from noise to its sample. Pairs that are in one place at one time are what a "
        "model must average over.",
        "从噪声到样本的直线。在同一时刻处于同一位置的配对，模型只能取平均。",
    ),
    "view.pairing": ("Which pairs", "哪种配对"),
    "view.pairing.random": ("random", "随机"),
    "view.pairing.random.help": (
        "Each noise with an independent data point, as plain training has it: the lines cross.",
        "每个噪声配一个独立的数据点，普通训练即如此：直线相互交叉。",
    ),
    "view.pairing.model": ("model", "模型"),
    "view.pairing.model.help": (
        "Each noise with the sample the model makes of it, as rectification has it: hardly a line crosses.",
        "每个噪声配模型由它生成的样本，整流即如此：连线几乎不相交。",
    ),
    "view.crossings": ("crossings (at one time)", "相交（同一时刻）"),
    "view.crossings.help": (
        "How often the 100 lines drawn on each stage cross one another, and in brackets how often two of "
        "them, each travelled evenly, are in one place at one time (to within 0.02 std). Only the latter "
        "must be averaged.",
        "每个画面所画的 100 条连线彼此相交的次数；括号内为匀速沿线前进时，两条连线在同一时刻处于同一位置"
        "（相距 0.02 个标准差以内）的次数。只有后者才须取平均。",
    ),
    "view.conditional": ("Conditional", "条件轨迹"),
    "view.conditional.help": (
        "From one noise: αx₀ + σε to several data points (green, conditional) against the one path the "
        "model takes (marginal).",
        "从同一个噪声出发：到若干数据点的 αx₀ + σε（绿色，条件轨迹），对照模型实际走的那一条（边缘轨迹）。",
    ),
    # coordinates
    "view.x_sigma": ("x/σ", "x/σ"),
    "view.x_sigma.help": (
        "Divided by σ the noise stays in place and the data runs away; first-order paths are straight here "
        "too.",
        "除以 σ 之后，噪声不动而数据远去；一阶轨迹在此同样是直线。",
    ),
    "view.unrolled": ("Time", "时间"),
    "view.unrolled.help": (
        "Unrolled over time: noise left, data right, one component of x upwards.",
        "沿时间展开：左为噪声，右为数据，纵轴为 x 的一个分量。",
    ),
    "view.axis": ("Component", "分量"),
    "view.axis.0": ("horizontal", "水平"),
    "view.axis.0.help": ("The horizontal component of x.", "x 的水平分量。"),
    "view.axis.1": ("vertical", "垂直"),
    "view.axis.1.help": ("The vertical component of x.", "x 的垂直分量。"),
    "view.morph": ("Morph", "形变"),
    "view.morph.help": (
        "Carry these paths over into another form: only the scale along the way changes, the ends stay.",
        "把这些轨迹变为另一种形式的轨迹：只改变途中的缩放，两端不动。",
    ),
    "view.morph.to": ("Form to carry the paths into", "要变成的形式"),
    "view.morph.slider": ("From one form to the other", "从一种形式到另一种"),
    "view.unscaled": ("From x to u, the same without its scale", "从 x 移到去掉尺度的 u"),
    "view.unscaled.note": (
        "u is x divided by its scale √(α² + σ²)",
        "u 即 x 除以其尺度 √(α² + σ²)",
    ),
    "stage.beyond_data": (
        "The data lies {ratio}× wider than this window",
        "数据比此窗口宽 {ratio} 倍",
    ),
    # launched path
    "launch.drag": (
        "Starting noise of the launched path: drag it, or use the arrow keys",
        "所发射轨迹的起始噪声：拖动，或使用方向键",
    ),
    "launch.remove": ("Remove the launched path (Escape)", "移除所发射的轨迹（Esc）"),
    # its curves
    "probe.title": ("Along one path", "沿一条轨迹"),
    "probe.empty": (
        "Click or tap a stage: the path through that point, and its x̂₀ and ε̂ over time.",
        "点击画面：经过该点的轨迹，以及它的 x̂₀ 与 ε̂ 随时间的变化。",
    ),
    "probe.x0": ("x̂₀", "x̂₀"),
    "probe.eps": ("ε̂", "ε̂"),
    "probe.axes": ("— horizontal ┄ vertical", "— 水平 ┄ 垂直"),
    "probe.help": (
        "What the model predicts along the path, from noise to data. Constant lines: first order.",
        "模型沿轨迹从噪声到数据的预测。保持水平即为一阶。",
    ),
    "probe.summary": (
        "{name} over time along the launched path; it moves by {moves} on the stages from left to right.",
        "{name} 沿所发射轨迹随时间的变化；各画面从左到右，移动量为 {moves}。",
    ),
    # clock
    "clock.back": ("One solver step back", "后退一个求解步"),
    "clock.forth": ("One solver step forward", "前进一个求解步"),
}
