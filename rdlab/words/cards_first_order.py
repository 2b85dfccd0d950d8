"""Words of the card that derives a first-order path: key -> (English, Simplified Chinese)."""

FIRST_ORDER: dict[str, tuple[str, str]] = {
    "card.first_order.lead": (
        "A path is **first order** if one prediction of the noise is right along all of it. Here "
        "this is derived from the exact solution of the ODE. Each step has a check: both sides of "
        "its equation are computed on the spot, once with ε̂ of **one pair** (x₀, ε) and once with "
        "ε̂ of **eight Gaussians**, the exact denoiser of these data. Some steps hold for both, and "
        "some for one pair alone.",
        "若在整条轨迹上同一个噪声预测都正确，这条轨迹就是**一阶**的。这里从 ODE 的精确解推导这一点。"
        "每一步都可以验算：当场计算等式两边，一次用**单个配对 (x₀, ε)** 的 ε̂，一次用**八个高斯**的 "
        "ε̂（该数据的精确去噪器）。有的步骤对两者都成立，有的只对单个配对成立。",
    ),
    "card.first_order.form": ("Form", "形式"),
    "card.first_order.way": ("From s to t", "从 s 到 t"),
    "card.first_order.way.sample": ("noise to data", "从噪声到数据"),
    "card.first_order.way.end": ("the second half", "后半段"),
    "card.first_order.way.back": ("data to noise", "从数据到噪声"),
    "card.first_order.another": ("Another pair", "换一个配对"),
    "card.first_order.all": ("All checks", "全部验算"),
    "card.first_order.at": (
        "At s: α = {alpha_s}, σ = {sigma_s}. At t: α = {alpha_t}, σ = {sigma_t}. Both paths begin at "
        "the same xₛ.",
        "在 s：α = {alpha_s}，σ = {sigma_s}。在 t：α = {alpha_t}，σ = {sigma_t}。两条轨迹从同一 xₛ 出发。",
    ),
    "card.first_order.floor": (
        "The floor of a check is what rounding in double precision can leave, or, where a side is an "
        "integral or a solution by steps, what halving the number of steps changes, if that is more. "
        "A difference within it counts as equal.",
        "验算的下限是双精度舍入可能留下的误差；若一边是积分或逐步求解，则取步数减半所引起的变化（若它"
        "更大）。差在下限以内即视为相等。",
    ),
    "card.first_order.step.exact.title": ("The exact solution", "精确解"),
    "card.first_order.step.exact": (
        "The probability-flow ODE is linear in x but for ε̂. Solved for the linear part, it leaves "
        "one integral over λ = ln(α/σ). Nothing is approximated: it holds for any denoiser.",
        "概率流 ODE 除 ε̂ 外对 x 是线性的。先解线性部分，只剩一个对 λ = ln(α/σ) 的积分。没有任何近似"
        "：对任何去噪器都成立。",
    ),
    "card.first_order.step.constant.title": (
        "A constant ε̂ comes out of the integral",
        "常数 ε̂ 可移出积分",
    ),
    "card.first_order.step.constant": (
        "Suppose ε̂ is the same all along the path. Then it stands before the integral, and what is "
        "left is ∫e^(−λ)dλ, where e^(−λ) = σ/α. This integral needs no denoiser at all.",
        "设 ε̂ 在整条轨迹上不变，则可移到积分号前，剩下 ∫e^(−λ)dλ，其中 e^(−λ) = σ/α。这个积分与去噪器无关。",
    ),
    "card.first_order.step.first.title": ("First order (equation 2)", "一阶（式 2）"),
    "card.first_order.step.first": (
        "Put in, this is one step from s to t, however far apart: a DDIM step. For one pair it is "
        "exact. Along the path of eight Gaussians ε̂ turns, and the step misses.",
        "代入即得从 s 到 t 的一步，无论相隔多远：这就是 DDIM 的一步。对单个配对它是精确的。在八个高斯"
        "的轨迹上 ε̂ 会改变，这一步便会偏离。",
    ),
    "card.first_order.step.data.title": (
        "From the data end, s = 0 (equation 3)",
        "从数据端出发，s = 0（式 3）",
    ),
    "card.first_order.step.data": (
        "At s = 0, α is 1 and σ is 0. What is left is the forward process itself, with one fixed "
        "pair: a first-order path has its form. (ε̂ is taken at t; if it is constant, it does not "
        "matter where.)",
        "在 s = 0 处 α 为 1，σ 为 0。剩下的正是前向过程本身，配以一个固定的配对：一阶轨迹具有它的形式"
        "。（ε̂ 取 t 处的值；若它不变，取哪一处都一样。）",
    ),
    "card.first_order.step.any.title": ("Any number of steps ends at the same point", "任意步数到达同一点"),
    "card.first_order.step.any": (
        "So N steps end at the same xₜ, whatever N is. The check compares one DDIM step from s to "
        "t (left) with {steps} (right).",
        "因此无论 N 是多少，N 步都到达同一 xₜ。验算比较从 s 到 t 的一步 DDIM（左）与 {steps} 步（右）。",
    ),
    "card.first_order.theorem": ("Theorem 1, in both directions", "定理 1 的两个方向"),
    "card.first_order.theorem.says": (
        "A path is first order between all its times s and t **exactly if** ε̂ is constant along it; "
        "then it is α x₀ + σ ε of one fixed pair. In x it may be as curved as that curve is.",
        "轨迹在任意两个时刻 s、t 之间都是一阶的，**当且仅当** ε̂ 沿轨迹不变；此时它就是某个固定配对的"
        " α x₀ + σ ε。在 x 中它可以像这条曲线一样弯。",
    ),
    "card.first_order.proof.if": (
        "If ε̂ is constant, the path is first order",
        "若 ε̂ 不变，则轨迹是一阶的",
    ),
    "card.first_order.proof.only_if": (
        "If the path is first order, ε̂ is constant",
        "若轨迹是一阶的，则 ε̂ 不变",
    ),
    "card.first_order.step.if": (
        "Let ε̂ be the same at every t as at s. The check compares both.",
        "设 ε̂ 在每个 t 都与在 s 处相同。验算比较两者。",
    ),
    "card.first_order.step.then": (
        "Steps 1 and 2 then give this for all s and t: where ε̂ is the same, the step is exact.",
        "于是由第 1、2 步，对一切 s、t 得到此式：ε̂ 相同之处，这一步就是精确的。",
    ),
    "card.first_order.step.slope": (
        "Divide the exact solution by αₜ and take its derivative with respect to σ/α: on any path "
        "this is ε̂ at that point. The check takes the derivative by differences.",
        "把精确解除以 αₜ，再对 σ/α 求导：在任何轨迹上，结果都是该点的 ε̂。验算用差分求导。",
    ),
    "card.first_order.step.only": (
        "Do the same with the first-order step, in which ε̂(xₛ, s) does not depend on t: the "
        "derivative is ε̂(xₛ, s). If both hold for all t, the two derivatives are one. Where they "
        "are not equal, the path is not first order.",
        "对一阶的一步同样求导：其中 ε̂(xₛ, s) 与 t 无关，导数就是 ε̂(xₛ, s)。若两式对一切 t 都成立"
        "，两个导数必相等。两者不等之处，轨迹就不是一阶的。",
    ),
    "card.first_order.formula": ("Formula", "公式"),
    "card.first_order.check": ("Check it", "验算"),
    "card.first_order.column.source": ("ε̂ of", "ε̂ 来自"),
    "card.first_order.column.left": ("left side", "左边"),
    "card.first_order.column.right": ("right side", "右边"),
    "card.first_order.column.gap": ("difference", "差"),
    "card.first_order.column.floor": ("floor", "下限"),
    "card.first_order.column.holds": ("so", "结果"),
    "card.first_order.source.one": ("one pair", "单个配对"),
    "card.first_order.source.ring": ("eight Gaussians", "八个高斯"),
    "card.first_order.holds.yes": ("equal", "相等"),
    "card.first_order.holds.no": ("not equal", "不等"),
    "card.first_order.source": (
        "Source: Wang et al., arXiv 2410.07303v2, section 2.2, equations 1 to 3 (the first-order "
        "ODE) and theorem 1 (a first-order path has the form of the forward process), proved in "
        "appendix III.",
        "出处：Wang 等，arXiv 2410.07303v2 第 2.2 节式 (1)–(3)（一阶 ODE）与定理 1（一阶轨迹具有前向"
        "过程的形式），证明见附录 III。",
    ),
}
