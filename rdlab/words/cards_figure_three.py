"""Words of the card on the paper's figure 3, the path of one pair: key -> (English, Simplified Chinese)."""

FIGURE_THREE: dict[str, tuple[str, str]] = {
    "card.figure_three.help": (
        "A pair (x₀, ε) has a path of its own: α x₀ + σ ε, from the data at t = 0 to the noise. Drag x₀ "
        "and ε "
        "in the first plane, or move them with the arrow keys. In x the curve depends on the form. Divided "
        "by α, by σ or by √(α² + σ²), **every form draws the same one**, up to where it begins and ends:"
        " only "
        "the clock differs.",
        "单个配对 (x₀, ε) 有自己的轨迹：α x₀ + σ ε，从 t = 0 的数据走到噪声。在第一个平面中拖动 x₀ 与 ε"
        "，或用方"
        "向键移动它们。在 x 中，曲线因形式而异。除以 α、σ 或 √(α² + σ²) 之后，**各形式画出的是同"
        "一条**"
        "（只是起止之处不同）：不同的只有时间进度。",
    ),
    "card.figure_three.forms": ("Forms to draw", "要画的形式"),
    "card.figure_three.form": ("Form", "形式"),
    "card.figure_three.t": ("Time t, of each form's own clock", "时刻 t，按各形式自己的时间进度"),
    "card.figure_three.in.x": ("x, to ±{reach}", "x，至 ±{reach}"),
    "card.figure_three.in.x_alpha": ("x/α, to ±{reach}", "x/α，至 ±{reach}"),
    "card.figure_three.in.x_sigma": ("x/σ, to ±{reach}", "x/σ，至 ±{reach}"),
    "card.figure_three.in.u": ("u = x/√(α² + σ²), to ±{reach}", "u = x/√(α² + σ²)，至 ±{reach}"),
    "card.figure_three.says": (
        "Longer than its chord: in x by up to **{curved} %**, in x/α by up to **{scaled} %**. A hollow mark "
        "stands for a point beyond the frame.",
        "轨迹比弦多出的长度：在 x 中至多 **{curved}%**，在 x/α 中至多 **{scaled}%**。空心标记表示点在画"
        "面之外。",
    ),
    "card.figure_three.none": ("Choose at least one form.", "请至少选择一种形式。"),
    "card.figure_three.plane": (
        "Coordinates {plane}: the paths of one pair. At t = {t}: {at}.",
        "坐标 {plane}：单个配对的轨迹。t = {t} 时：{at}。",
    ),
    "card.figure_three.read": (
        "x₀ at {x0}, ε at {eps}, t = {t}. Longer than the chord in x: {forms}.",
        "x₀ 位于 {x0}，ε 位于 {eps}，t = {t}。在 x 中比弦多出的长度：{forms}。",
    ),
    "card.figure_three.table": (
        "α and σ at t, and by how much the paths are longer than their chords",
        "时刻 t 的 α、σ，以及轨迹比弦多出的长度",
    ),
    "card.figure_three.extra": ("in {plane}", "在 {plane} 中"),
    "card.figure_three.source": (
        "arXiv 2410.07303v2, figure 3 (the paths of one pair; it begins with the paper's x₀ and ε).",
        "arXiv 2410.07303v2 图 3（单个配对的轨迹；起始的 x₀ 与 ε 取自论文）。",
    ),
}
