"""Symbols and terms, each explained once; and how the papers write what is written here in another way.

``.name`` is what the list shows, ``.means`` the explanation, ``.found`` the phrases that are marked in a
text, where they are not just the name: with | between them.
"""

SYMBOLS: dict[str, tuple[str, str]] = {
    "glossary.symbol.x0.name": ("x₀", "x₀"),
    "glossary.symbol.x0.means": ("A data point, without noise.", "一个数据点，不含噪声。"),
    "glossary.symbol.eps.name": ("ε", "ε"),
    "glossary.symbol.eps.means": (
        "The noise: drawn from N(0, I), every coordinate independent, mean 0, standard deviation 1.",
        "噪声：抽自 N(0, I)，各坐标独立，均值为 0，标准差为 1。",
    ),
    "glossary.symbol.x.name": ("x", "x"),
    "glossary.symbol.x.found": ("x|x_t|xₜ", "x|x_t|xₜ"),
    "glossary.symbol.x.means": (
        "The noisy sample at time t: x = α x₀ + σ ε.",
        "时刻 t 的带噪样本：x = α x₀ + σ ε。",
    ),
    "glossary.symbol.t.name": ("t", "t"),
    "glossary.symbol.t.means": (
        "Time of the forward process: t = 0 is data, t = T is noise. Sampling runs backwards, from T to 0.",
        "前向过程的时刻：t = 0 是数据，t = T 是噪声。采样反向进行，从 T 到 0。",
    ),
    "glossary.symbol.alpha.name": ("α", "α"),
    "glossary.symbol.alpha.means": (
        "How much of the data is in the noisy sample at time t; 1 at t = 0.",
        "时刻 t 的带噪样本中含有多少数据；t = 0 时为 1。",
    ),
    "glossary.symbol.sigma.name": ("σ", "σ"),
    "glossary.symbol.sigma.means": (
        "How much noise is in the noisy sample at time t; (nearly) 0 at t = 0.",
        "时刻 t 的带噪样本中含有多少噪声；t = 0 时（几乎）为 0。",
    ),
    "glossary.symbol.guess.name": ("x̂₀, ε̂", "x̂₀, ε̂"),
    "glossary.symbol.guess.found": ("(x̂₀, ε̂)|x̂₀|ε̂", "(x̂₀, ε̂)|x̂₀|ε̂"),
    "glossary.symbol.guess.means": (
        "The model's guess at (x, t) of the sample it is heading for and the noise it came from. The exact "
        "model's guess is the mean over all pairs that pass there. Always α x̂₀ + σ ε̂ = x.",
        "模型在 (x, t) 处对要去的样本和来自的噪声的猜测。精确模型的猜测是经过该处的所有配对的平均。恒有 α "
        "x̂₀ + σ ε̂ = x。",
    ),
    "glossary.symbol.made.name": ("x̃₀", "x̃₀"),
    "glossary.symbol.made.means": (
        "The sample that a model makes of the noise ε by following its path: x̃₀ = ODE(ε).",
        "模型沿自己的轨迹由噪声 ε 生成的样本：x̃₀ = ODE(ε)。",
    ),
    "glossary.symbol.star.name": ("x₀*, ε*", "x₀*, ε*"),
    "glossary.symbol.star.found": ("x₀*|ε*", "x₀*|ε*"),
    "glossary.symbol.star.means": (
        "The one pair whose curve α x₀* + σ ε* joins the two ends of a path.",
        "其曲线 α x₀* + σ ε* 恰好连接轨迹两端的那一对。",
    ),
    "glossary.symbol.phi.name": ("φ", "φ"),
    "glossary.symbol.phi.means": (
        "The noise level as an angle: tan φ = σ/α, from 0° (data) to 90° (noise).",
        "以角度表示的噪声水平：tan φ = σ/α，从 0°（数据）到 90°（噪声）。",
    ),
    "glossary.symbol.u.name": ("u", "u"),
    "glossary.symbol.u.means": (
        "The noisy sample without its scale: u = x/√(α² + σ²) = cos φ x₀ + sin φ ε.",
        "去掉尺度的带噪样本：u = x/√(α² + σ²) = cos φ x₀ + sin φ ε。",
    ),
    "glossary.symbol.v.name": ("v", "v"),
    "glossary.symbol.v.means": (
        "A velocity. As a prediction: (α ε − σ x₀)/√(α² + σ²), that of u in φ; in flow-matching formulas: "
        "dx/dt = ε − x₀.",
        "速度。作为预测量：(α ε − σ x₀)/√(α² + σ²)，即 u 对 φ 的速度；在流匹配的公式中：dx/dt = ε − x₀。",
    ),
    "glossary.symbol.lambda.name": ("λ", "λ"),
    "glossary.symbol.lambda.means": (
        "The logarithm of signal over noise, λ = ln(α/σ): large near the data.",
        "信号与噪声之比的对数，λ = ln(α/σ)：靠近数据时大。",
    ),
    "glossary.symbol.p.name": ("p_t", "p_t"),
    "glossary.symbol.p.means": (
        "The density of the noisy samples at time t: how many of them are near x.",
        "带噪样本在时刻 t 的密度：x 附近有多少。",
    ),
    "glossary.symbol.theta.name": ("θ", "θ"),
    "glossary.symbol.theta.means": ("The weights of the network.", "网络的权重。"),
    "glossary.symbol.mean.name": ("E[…]", "E[…]"),
    "glossary.symbol.mean.means": (
        "A mean; behind the bar stands what is given: E[x₀ | x] is the mean of x₀ over all pairs that pass "
        "x.",
        "平均值；竖线后面是给定的条件：E[x₀ | x] 是经过 x 的所有配对的 x₀ 的平均。",
    ),
}
TERMS: dict[str, tuple[str, str]] = {
    "glossary.term.forward.name": ("forward process", "前向过程"),
    "glossary.term.forward.means": (
        "From data to noise: x = α x₀ + σ ε, with less of x₀ and more of ε as t grows.",
        "从数据到噪声：x = α x₀ + σ ε，t 越大，x₀ 越少而 ε 越多。",
    ),
    "glossary.term.denoiser.name": ("denoiser", "去噪器"),
    "glossary.term.denoiser.found": ("denoiser|denoisers", "去噪器"),
    "glossary.term.denoiser.means": (
        "What answers x̂₀ for a noisy sample and its time: a network, or the exact model.",
        "由带噪样本与时刻回答 x̂₀ 者：网络，或精确模型。",
    ),
    "glossary.term.posterior.name": ("posterior mean", "后验均值"),
    "glossary.term.posterior.means": (
        "E[x₀ | x]: the mean of all x₀ that could have led to x, each weighed by how likely it is.",
        "E[x₀ | x]：所有可能给出 x 的 x₀ 按可能性加权的平均。",
    ),
    "glossary.term.score.name": ("score", "得分"),
    "glossary.term.score.means": (
        "∇ log p_t(x): which way, and how steeply, the noisy samples get denser.",
        "∇ log p_t(x)：带噪样本朝哪个方向变密，变得多快。",
    ),
    "glossary.term.tweedie.name": ("Tweedie's formula", "Tweedie 公式"),
    "glossary.term.tweedie.means": (
        "The posterior mean from the score: x̂₀ = (x + σ² ∇ log p_t(x))/α.",
        "由得分求后验均值：x̂₀ = (x + σ² ∇ log p_t(x))/α。",
    ),
    "glossary.term.form.name": ("form", "形式"),
    "glossary.term.form.found": ("form|forms", "扩散的形式|形式"),
    "glossary.term.form.means": (
        "How α and σ go with time. VP, sub-VP, VE, EDM and flow matching are forms.",
        "α 与 σ 随时间变化的方式。VP、sub-VP、VE、EDM 与流匹配都是形式。",
    ),
    "glossary.term.flow_matching.name": ("flow matching", "流匹配"),
    "glossary.term.flow_matching.found": ("flow matching|flow-matching", "流匹配"),
    "glossary.term.flow_matching.means": (
        "The form with α = 1 − t and σ = t; also the training of a network on the velocity ε − x₀.",
        "α = 1 − t、σ = t 的形式；也指训练网络去预测速度 ε − x₀。",
    ),
    "glossary.term.vp.name": ("VP", "VP"),
    "glossary.term.vp.means": (
        "Variance preserving, as in DDPM: α² + σ² = 1, so α falls while σ grows.",
        "方差保持（如 DDPM）：α² + σ² = 1，α 减小时 σ 增大。",
    ),
    "glossary.term.sub_vp.name": ("sub-VP", "sub-VP"),
    "glossary.term.sub_vp.found": ("sub-VP|Sub-VP", "sub-VP"),
    "glossary.term.sub_vp.means": (
        "As VP, with less noise on the way: σ = 1 − α².",
        "类似 VP，但途中噪声更小：σ = 1 − α²。",
    ),
    "glossary.term.ve.name": ("VE", "VE"),
    "glossary.term.ve.means": (
        "Variance exploding: α = 1 all the time, and σ grows far beyond the data. EDM is the same on "
        "another clock.",
        "方差爆炸：α 始终为 1，σ 增大到远超数据。EDM 与它相同，只是时间进度不同。",
    ),
    "glossary.term.clock.name": ("clock", "时间进度"),
    "glossary.term.clock.means": (
        "At what time t a form reaches a given noise level φ.",
        "一种形式在哪个时刻 t 到达给定的噪声水平 φ。",
    ),
    "glossary.term.scale.name": ("scale", "尺度"),
    "glossary.term.scale.means": (
        "How large the noisy sample is as a whole: √(α² + σ²).",
        "带噪样本整体的大小：√(α² + σ²)。",
    ),
    "glossary.term.noisy.name": ("noisy sample", "带噪样本"),
    "glossary.term.noisy.found": ("noisy sample|noisy samples", "带噪样本"),
    "glossary.term.noisy.means": (
        "A data point with noise: x = α x₀ + σ ε. A model sees nothing but it and the time.",
        "加了噪声的数据点：x = α x₀ + σ ε。模型只看到它和时刻。",
    ),
    "glossary.term.pair.name": ("pair", "配对"),
    "glossary.term.pair.found": ("pair|pairs", "配对|一对"),
    "glossary.term.pair.means": (
        "A data point x₀ and a noise ε that belong together in training. At random: any with any. Matched: "
        "the noise and the sample that a model makes of it.",
        "训练中配在一起的数据点 x₀ 与噪声 ε。随机配对：任意配任意。模型生成的匹配对：噪声与模型由它生成的样"
        "本。",
    ),
    "glossary.term.path.name": ("path", "轨迹"),
    "glossary.term.path.found": ("path|paths|trajectory|trajectories", "轨迹"),
    "glossary.term.path.means": (
        "Where a point goes between noise and data when it follows a model.",
        "一个点跟随模型在噪声与数据之间走过的路线。",
    ),
    "glossary.term.chord.name": ("chord", "弦"),
    "glossary.term.chord.found": ("chord|chords", "弦"),
    "glossary.term.chord.means": (
        "The straight line between the two ends of a path.",
        "轨迹两端之间的直线。",
    ),
    "glossary.term.exact.name": ("exact model", "精确模型"),
    "glossary.term.exact.means": (
        "No network: the answer that a perfectly trained one would give, from the formula of the data. "
        "Data without a formula are taken as their points, each blurred a little.",
        "不是网络，而是由数据的公式算出的、训练得完美的网络会给出的回答。没有公式的数据，则取其各个点并略加"
        "模糊。",
    ),
    "glossary.term.rectification.name": ("rectification", "整流"),
    "glossary.term.rectification.found": (
        "rectification|rectify|rectified|Rectified diffusion|rectified diffusion",
        "整流扩散|整流",
    ),
    "glossary.term.rectification.means": (
        "Training again on pairs that a model has made: its noise ε and its sample x̃₀. Also called reflow.",
        "用模型生成的配对再训练一次：它的噪声 ε 与它的样本 x̃₀。也称 reflow。",
    ),
    "glossary.term.rectified_flow.name": ("rectified flow", "整流流"),
    "glossary.term.rectified_flow.found": ("rectified flow|Rectified flow", "整流流"),
    "glossary.term.rectified_flow.means": (
        "Rectification of a flow-matching model, after Liu et al. Rectified diffusion does it in any form.",
        "Liu 等提出的对流匹配模型的整流。整流扩散则对任意形式进行整流。",
    ),
    "glossary.term.conversion.name": ("conversion", "转换"),
    "glossary.term.conversion.found": (
        "conversion|Conversion|converted|Converting|converting",
        "转换",
    ),
    "glossary.term.conversion.means": (
        "Training a diffusion model's weights further, until it works on the flow-matching form and predicts "
        "ε − x₀, before it is rectified.",
        "在整流之前继续训练扩散模型的权重，使它改用流匹配的形式并预测 ε − x₀。",
    ),
    "glossary.term.round.name": ("round", "轮"),
    "glossary.term.round.found": ("round|rounds", "轮"),
    "glossary.term.round.means": (
        "One rectification in a row of them: the model of the round before makes the pairs.",
        "一连串整流中的一次：配对由上一轮的模型生成。",
    ),
    "glossary.term.by_heart.name": ("to know by heart", "背下来"),
    "glossary.term.by_heart.found": ("by heart", "背下来|背下|背得"),
    "glossary.term.by_heart.means": (
        "To be right about the pairs that were trained on, and not about others of the same teacher.",
        "只对训练过的配对回答正确，对同一教师的其他配对则不然。",
    ),
    "glossary.term.fid.name": ("FID", "FID"),
    "glossary.term.fid.means": (
        "Fréchet inception distance: how far generated images are from real ones. Lower is better.",
        "Fréchet Inception 距离：生成图像与真实图像的距离，越低越好。",
    ),
    "glossary.term.teacher.name": ("teacher, student", "教师、学生"),
    "glossary.term.teacher.found": ("teacher|student|students", "教师|学生"),
    "glossary.term.teacher.means": (
        "The teacher makes the pairs, the student learns from them.",
        "教师生成配对，学生从中学习。",
    ),
    "glossary.term.first_order.name": ("first order", "一阶"),
    "glossary.term.first_order.found": ("first order|first-order", "一阶"),
    "glossary.term.first_order.means": (
        "Said of a path along which the guess (x̂₀, ε̂) stays the same: one DDIM step arrives exactly. It "
        "is not the order of an equation or of a solver.",
        "指轨迹上的猜测 (x̂₀, ε̂) 始终不变：一步 DDIM 恰好到达。它不是方程或求解器的阶。",
    ),
    "glossary.term.solver.name": ("solver", "求解器"),
    "glossary.term.solver.found": ("solver|solvers", "求解器"),
    "glossary.term.solver.means": (
        "The rule by which a path is followed in steps.",
        "一步一步跟随轨迹的规则。",
    ),
    "glossary.term.ddim.name": ("DDIM", "DDIM"),
    "glossary.term.ddim.means": (
        "A solver that keeps the guess (x̂₀, ε̂) for a whole step: x_t = α_t x̂₀ + σ_t ε̂.",
        "一种求解器，整步保留猜测 (x̂₀, ε̂)：x_t = α_t x̂₀ + σ_t ε̂。",
    ),
    "glossary.term.euler.name": ("Euler", "Euler"),
    "glossary.term.euler.means": (
        "A solver that keeps the velocity dx/dt for a whole step, and so walks straight on in x.",
        "一种求解器，整步保留速度 dx/dt，即在 x 中直走。",
    ),
    "glossary.term.sliced_w2.name": ("sliced W₂", "切片 W₂"),
    "glossary.term.sliced_w2.means": (
        "A distance of two point clouds: seen from many directions, how far points must be moved to turn "
        "one cloud into the other. In standard deviations of the data.",
        "两团点云的距离：从许多方向看去，把一团变成另一团，点要移动多远。以数据的标准差为单位。",
    ),
    "glossary.term.floor.name": ("floor", "下限"),
    "glossary.term.floor.means": (
        "The distance between two draws of the data themselves: even perfect samples are not nearer.",
        "数据自身两次抽样之间的距离：再完美的样本也不会更近。",
    ),
    "glossary.term.consistency.name": ("consistency", "一致性"),
    "glossary.term.consistency.means": (
        "A training that makes a network give the same answer at neighbouring points of a path.",
        "一种训练，使网络在轨迹的相邻点给出相同的回答。",
    ),
    "glossary.term.phased.name": ("phased", "分段"),
    "glossary.term.phased.found": ("phased|Phased", "分段"),
    "glossary.term.phased.means": (
        "Made first order only within each of M pieces of the path, for samples in M steps.",
        "只在轨迹的 M 段之内各自成为一阶，用 M 步采样。",
    ),
    "glossary.term.conditional.name": ("conditional path", "条件轨迹"),
    "glossary.term.conditional.found": ("conditional path|conditional paths|conditional", "条件轨迹"),
    "glossary.term.conditional.means": (
        "The path of a single pair, α x₀ + σ ε.",
        "单个配对的轨迹 α x₀ + σ ε。",
    ),
    "glossary.term.marginal.name": ("marginal path", "边缘轨迹"),
    "glossary.term.marginal.found": ("marginal path|marginal paths|marginal", "边缘轨迹"),
    "glossary.term.marginal.means": (
        "The path of the model, which knows place and time but not the pair.",
        "模型的轨迹：模型知道位置和时刻，但不知道配对。",
    ),
    "glossary.term.std.name": ("standard deviation", "标准差"),
    "glossary.term.std.found": ("standard deviation|standard deviations", "标准差"),
    "glossary.term.std.means": (
        "Of the data: how far they spread along an axis. Distances are given in it, so that data sets "
        "compare.",
        "数据沿一条坐标轴的散布程度。距离以它为单位，便于比较不同的数据。",
    ),
}
NOTATION: dict[str, tuple[str, str]] = {
    "glossary.title": ("Symbols and terms", "符号与术语"),
    "glossary.symbols": ("Symbols", "符号"),
    "glossary.terms": ("Terms", "术语"),
    "glossary.close": ("Close", "关闭"),
    "glossary.papers": ("The papers' notation and ours", "论文与本站的记号对照"),
    "glossary.papers.what": ("What", "含义"),
    "glossary.papers.rd": ("Rectified Diffusion (2410.07303v2)", "整流扩散（2410.07303v2）"),
    "glossary.papers.rf": ("Rectified flow (2209.03003)", "整流流（2209.03003）"),
    "glossary.papers.here": ("Here", "本站"),
    "glossary.row.data.what": ("data, noise", "数据、噪声"),
    "glossary.row.data.rd": ("x₀, ε", "x₀, ε"),
    "glossary.row.data.rf": ("X₁, X₀", "X₁, X₀"),
    "glossary.row.data.here": ("x₀, ε", "x₀, ε"),
    "glossary.row.time.what": ("direction of t", "t 的方向"),
    "glossary.row.time.rd": ("t = 0 data, t = 1 noise", "t = 0 数据，t = 1 噪声"),
    "glossary.row.time.rf": ("t = 0 noise, t = 1 data", "t = 0 噪声，t = 1 数据"),
    "glossary.row.time.here": ("t = 0 data, t = T noise", "t = 0 数据，t = T 噪声"),
    "glossary.row.line.what": ("flow-matching line", "流匹配的直线"),
    "glossary.row.line.rd": ("(1 − t) x₀ + t ε", "(1 − t) x₀ + t ε"),
    "glossary.row.line.rf": ("t X₁ + (1 − t) X₀", "t X₁ + (1 − t) X₀"),
    "glossary.row.line.here": ("(1 − t) x₀ + t ε", "(1 − t) x₀ + t ε"),
    "glossary.row.flow.what": ("velocity of flow matching", "流匹配的速度"),
    "glossary.row.flow.rd": ("v = x₀ − ε: towards the data", "v = x₀ − ε：指向数据"),
    "glossary.row.flow.rf": ("X₁ − X₀: towards the data", "X₁ − X₀：指向数据"),
    "glossary.row.flow.here": (
        "flow = ε − x₀: the sign turned, as t grows towards the noise",
        "flow = ε − x₀：符号相反，因为 t 向噪声增大",
    ),
    "glossary.row.v.what": ("v as a prediction", "作为预测量的 v"),
    "glossary.row.v.rd": ("v = x₀ − ε", "v = x₀ − ε"),
    "glossary.row.v.rf": ("v = X₁ − X₀", "v = X₁ − X₀"),
    "glossary.row.v.here": (
        "v = (α ε − σ x₀)/√(α² + σ²), the v-prediction of diffusion models",
        "v = (α ε − σ x₀)/√(α² + σ²)，即扩散模型的 v 预测",
    ),
    "glossary.row.again.what": ("training on a model's pairs", "用模型的配对再训练"),
    "glossary.row.again.rd": ("rectification (reflow)", "rectification（reflow）"),
    "glossary.row.again.rf": ("reflow; 2-rectified flow", "reflow，得到 2-rectified flow"),
    "glossary.row.again.here": ("rectify; rectified", "整流；整流后"),
    "glossary.row.made.what": ("pair that a model has made", "模型生成的配对"),
    "glossary.row.made.rd": ("x₀, ε (x₀ from the solver)", "x₀, ε（x₀ 由求解器得到）"),
    "glossary.row.made.rf": ("Z₁, Z₀", "Z₁, Z₀"),
    "glossary.row.made.here": ("x̃₀, ε", "x̃₀, ε"),
}
GLOSSARY: dict[str, tuple[str, str]] = SYMBOLS | TERMS | NOTATION
