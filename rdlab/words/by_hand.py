"""Words of the pictures that one moves by hand, in Learn: key -> (English, Simplified Chinese)."""

HAND_TEXTS: dict[str, tuple[str, str]] = {
    "learn.hand.title": ("By hand: what may x have come from?", "自己动手：x 可能来自哪里？"),
    "learn.hand.help": (
        "Drag the noisy sample x, or move it with the arrow keys. Its lines lead to the data points that it "
        "may have come from: the stronger a line, the likelier the point. Their mean, each weighed so, is "
        "x̂₀.",
        "拖动带噪样本 x，或用方向键移动它。连线通向它可能来自的数据点：连线越明显，该点的可能性越大。"
        "它们按可能性加权的平均就是 x̂₀。",
    ),
    "learn.hand.data.clusters": ("Eight clusters", "八个簇"),
    "learn.hand.data.moons": ("Two moons", "双月"),
    "learn.hand.form": ("Form", "形式"),
    "learn.hand.t": ("Time t: data to noise", "时刻 t：从数据到噪声"),
    "learn.hand.curve": ("The curve of (α, σ)", "(α, σ) 的曲线"),
    "learn.hand.says": (
        "{form}, t = {t}: α = {alpha}, σ = {sigma}. On {count} of {all} data point(s) lies {share} % of the "
        "weight. The answer is x̂₀ = {mean}.",
        "{form}，t = {t}：α = {alpha}，σ = {sigma}。{share}% 的权重落在 {all} 个数据点中的 {count} 个上"
        "。回答为 "
        "x̂₀ = {mean}。",
    ),
    "learn.hand.space": (
        "The noisy sample x at {x}, lines from it to the data points it may have come from, and their mean "
        "x̂₀ at {mean}.",
        "带噪样本 x 位于 {x}，连线通向它可能来自的数据点，它们的平均 x̂₀ 位于 {mean}。",
    ),
    "learn.hand.amounts": (
        "The curve of (α, σ) of {form}, and faintly those of the other forms. At t = {t} it is at α = "
        "{alpha}, σ = {sigma}.",
        "{form} 的 (α, σ) 曲线，其他形式的曲线以淡色显示。t = {t} 时位于 α = {alpha}，σ = {sigma}。",
    ),
    "learn.hand.grip": ("{name} at {at}: move with the arrow keys", "{name} 位于 {at}：用方向键移动"),
}
