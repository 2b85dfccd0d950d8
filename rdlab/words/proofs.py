"""Where each lesson's formula comes from, a step a line."""

PROOFS: dict[str, tuple[str, str]] = {
    "lesson.denoising.proof": (
        "Let m = E[x₀ | x] and write the error of an answer x̂₀ as (x̂₀ − m) + (m − x₀). Given x, the second "
        "part is 0 on average, so the mean squared error is |x̂₀ − m|² and a rest that no answer changes:"
        " the "
        "best answer is m.\n"
        "By Bayes' rule p(x₀ | x) is p(x | x₀) p(x₀)/p_t(x), and p(x | x₀) is a normal density around α x₀ "
        "with deviation σ: in the mean an x₀ weighs p(x₀) exp(−|x − α x₀|²/(2σ²)).\n"
        "The noisy samples have the density p_t(x) = ∫ p(x | x₀) p(x₀) dx₀. Its slope in x brings the "
        "factor (α x₀ − x)/σ² into the integral; divided by p_t(x): ∇ log p_t(x) = (α E[x₀ | x] − x)/σ².\n"
        "Solved for E[x₀ | x], this is Tweedie's formula. Where α is nearly 0, the weights of line 2 hardly "
        "depend on x₀ beyond p(x₀), and the mean is that of the data.",
        "设 m = E[x₀ | x]，把回答 x̂₀ 的误差写成 (x̂₀ − m) + (m − x₀)。给定 x 时，第二部分的平均为 0，因此"
        "均方误差"
        "等于 |x̂₀ − m|² 加上任何回答都改变不了的余项：最优回答是 m。\n"
        "由贝叶斯公式，p(x₀ | x) = p(x | x₀) p(x₀)/p_t(x)，而 p(x | x₀) 是以 α x₀ 为中心、标准差为 σ 的"
        "正态密度："
        "在平均中，一个 x₀ 的权重正比于 p(x₀) exp(−|x − α x₀|²/(2σ²))。\n"
        "带噪样本的密度为 p_t(x) = ∫ p(x | x₀) p(x₀) dx₀。对 x 求梯度，积分中多出因子 (α x₀ − x)/σ²；除以 "
        "p_t(x)：∇ log p_t(x) = (α E[x₀ | x] − x)/σ²。\n"
        "解出 E[x₀ | x]，就是 Tweedie 公式。α 接近 0 时，第 2 行的权重除 p(x₀) 外几乎与 x₀ 无关，平均便"
        "是数据的"
        "平均。",
    ),
    "lesson.same_paths.proof": (
        "Write r = √(α² + σ²), so that α = r cos φ and σ = r sin φ. Then u = x/r = cos φ x₀ + sin φ ε, in "
        "every form.\n"
        "At an angle φ the cloud of all u depends on the data alone, and so do the model's answers x̂₀ = "
        "E[x₀ | u, φ] and ε̂ = E[ε | u, φ].\n"
        "A pair moves with du/dφ = cos φ ε − sin φ x₀. The mean of this over all pairs that pass u at φ is "
        "cos φ ε̂ − sin φ x̂₀: the model's velocity, without α, σ or t.\n"
        "So all forms have the same paths in u. A form only says at what time t an angle is reached, and "
        "by what r the picture is scaled.",
        "记 r = √(α² + σ²)，则 α = r cos φ，σ = r sin φ。于是在任何形式中 u = x/r = cos φ x₀ + sin φ ε。\n"
        "在角度 φ 处，所有 u 构成的点云只取决于数据，模型的回答 x̂₀ = E[x₀ | u, φ] 与 ε̂ = E[ε | u, φ] 也是"
        "如此。\n"
        "一对的速度为 du/dφ = cos φ ε − sin φ x₀。对在 φ 处经过 u 的所有配对取平均，得 cos φ ε̂ − sin φ x̂₀"
        "：这就是模型的速度，其中没有 α、σ 或 t。\n"
        "因此各形式在 u 中的轨迹相同。形式只规定角度 φ 在哪个时刻 t 到达，以及画面放大的倍数 r。",
    ),
    "lesson.not_straight.proof": (
        "On the line of a pair, x = (1 − t) x₀ + t ε, the velocity is dx/dt = ε − x₀.\n"
        "Training minimises the mean of |v(x, t) − (ε − x₀)|². At each (x, t) the least is reached by the "
        "mean of ε − x₀ over the pairs that pass there.\n"
        "At t = 1, x is the noise ε itself, and the mean is x − E[x₀]: it points away from the middle of "
        "the data. Near t = 0 only the samples near x count. A path is straight only if the two directions "
        "agree.\n"
        "One Euler step from t = 1 to t = 0 therefore ends at x − (x − E[x₀]) = E[x₀]: at the middle of "
        "the data, whatever the noise.",
        "在一对的连线 x = (1 − t) x₀ + t ε 上，速度为 dx/dt = ε − x₀。\n"
        "训练使 |v(x, t) − (ε − x₀)|² 的平均最小。在每个 (x, t)，经过该处的各配对的 ε − x₀ 的平均使它最小。"
        "\n"
        "t = 1 时 x 就是噪声 ε，平均为 x − E[x₀]：背向数据的中央。靠近 t = 0 时，只有 x 附近的样本起作用。"
        "只有两个方向一致，轨迹才是直的。\n"
        "因此从 t = 1 到 t = 0 的一步 Euler 到达 x − (x − E[x₀]) = E[x₀]：无论噪声如何，都是数据的中央。",
    ),
    "lesson.straightening.proof": (
        "Two paths of one model cannot be at the same x at the same t: there the model has one velocity.\n"
        "Trained on the model's own pairs (x̃₀, ε), the second model learns E[ε − x̃₀ | x, t], the mean "
        "over the lines of these pairs.\n"
        "Where only one line passes (x, t), this mean is that line's direction. If it is so everywhere, "
        "the new paths are the lines, and one Euler step is exact.\n"
        "Some lines may still meet, since it is the paths that could not. Liu et al. prove that the mean "
        "of |ε − x̃₀|² never grows from one such training to the next.",
        "同一模型的两条轨迹不会在同一 t 位于同一 x：那里模型只有一个速度。\n"
        "用模型自己的配对 (x̃₀, ε) 训练，第二个模型学到 E[ε − x̃₀ | x, t]，即这些配对的连线方向的平均。\n"
        "若只有一条直线经过 (x, t)，平均就是这条直线的方向。处处如此时，新轨迹就是这些直线，一步 Euler 即为"
        "精确。\n"
        "不相遇的是轨迹，连线仍可能相遇。Liu 等证明：每作一次这样的训练，|ε − x̃₀|² 的平均都不会增大。",
    ),
    "lesson.pairs_only.proof": (
        "Algorithm 2, diffusion training: the loss above on pairs (x₀, ε) drawn apart from each other. Its "
        "best answer at (x, t) is a mean over all pairs that pass there.\n"
        "Algorithm 4, rectified diffusion: the same loss on pairs (x̃₀, ε). Neither ε − x₀ nor α = 1 − t "
        "appears in it.\n"
        "Where only one pair passes (x, t), the best answer is that pair itself: one DDIM step from the "
        "noise ends at its x̃₀.\n"
        "Shuffling the list leaves all noises and all samples as they are. What it takes away is the "
        "pairing alone.",
        "算法 2（扩散训练）：对彼此独立抽取的 (x₀, ε) 取上面的损失。它在 (x, t) 处的最优回答是经过该处的所"
        "有配对的平均。\n"
        "算法 4（整流扩散）：对 (x̃₀, ε) 取同样的损失。其中既没有 ε − x₀，也没有 α = 1 − t。\n"
        "若只有一对经过 (x, t)，最优回答就是这一对：从噪声走一步 DDIM 便到达它的 x̃₀。\n"
        "打乱名单后，所有噪声和所有样本都不变，失去的只是配对。",
    ),
    "lesson.constant.proof": (
        "In z = x/α, with n = σ/α in place of the time, the path of a model is dz/dn = ε̂.\n"
        "From s to t this gives x_t/α_t = x_s/α_s + ∫ ε̂ dn. With λ = ln(α/σ), n = e^(−λ) and dn = −e^(−λ) "
        "dλ: the first line of the formula.\n"
        "If ε̂ is constant along the path, it comes out of the integral, and ∫ dn = σ_t/α_t − σ_s/α_s: the "
        "second line, for all s and t.\n"
        "The other way round: if the second line holds for all s and t, differentiate it by n at the end "
        "t. It says ε̂ at t = ε̂ at s, so ε̂ is constant; and so is x̂₀ = (x − σ ε̂)/α, which is z at n = "
        "0.",
        "令 z = x/α，并以 n = σ/α 代替时间，模型的轨迹满足 dz/dn = ε̂。\n"
        "从 s 到 t 得 x_t/α_t = x_s/α_s + ∫ ε̂ dn。由 λ = ln(α/σ) 得 n = e^(−λ)，dn = −e^(−λ) dλ：即公式的"
        "第一行。\n"
        "若 ε̂ 沿轨迹不变，就可移到积分之外，而 ∫ dn = σ_t/α_t − σ_s/α_s：即第二行，对所有 s、t 成立。\n"
        "反过来：若第二行对所有 s、t 成立，在终点 t 对 n 求导，得 t 处的 ε̂ 等于 s 处的 ε̂，所以 ε̂ 不变；"
        "x̂₀ = (x − σ ε̂)/α 也不变，它就是 n = 0 处的 z。",
    ),
    "lesson.same_form.proof": (
        "Start the first-order solution at the data, s = 0, where α = 1 and σ = 0: it becomes x_t = α_t "
        "x_0 + σ_t ε̂.\n"
        "With ε̂ constant this is the curve of one pair: x₀* is the path's end, and ε* = ε̂.\n"
        "The other way round: on x = α x₀* + σ ε* we have d(x/α)/d(σ/α) = ε*, which is constant: the path "
        "is first order.\n"
        "To find the pair from two points of a path, solve α x₀* + σ ε* = x at both: two linear equations, "
        "with one solution as long as the angle φ differs.",
        "把一阶解的起点放在数据处，s = 0，那里 α = 1、σ = 0：得 x_t = α_t x_0 + σ_t ε̂。\n"
        "ε̂ 不变时，这就是一对的曲线：x₀* 是轨迹的终点，ε* = ε̂。\n"
        "反过来：在 x = α x₀* + σ ε* 上，d(x/α)/d(σ/α) = ε* 不变，轨迹就是一阶的。\n"
        "由轨迹上的两点求这一对：在两处解 α x₀* + σ ε* = x，这是两个线性方程；只要角度 φ 不同，解就唯一。",
    ),
    "lesson.may_curve.proof": (
        "x = α x₀ + σ ε is a linear map of the point (α, σ). A linear map takes lines to lines, and "
        "circles to ellipses.\n"
        "Flow matching has α + σ = 1, VE and EDM have α = 1: lines. VP has α² + σ² = 1: an arc of an "
        "ellipse. Sub-VP has σ = 1 − α²: a piece of a parabola.\n"
        "In x/α = x₀ + (σ/α) ε only the number σ/α changes: a straight line in every form.",
        "x = α x₀ + σ ε 是点 (α, σ) 的线性映射。线性映射把直线变成直线，把圆变成椭圆。\n"
        "流匹配满足 α + σ = 1，VE 与 EDM 满足 α = 1：都是直线。VP 满足 α² + σ² = 1：是一段椭圆弧。sub-VP 满"
        "足 σ = 1 − α²：是一段抛物线。\n"
        "在 x/α = x₀ + (σ/α) ε 中，只有数 σ/α 在变：在任何形式中都是直线。",
    ),
    "lesson.few_steps.proof": (
        "One DDIM step from the noise to the data keeps the guess made at the noise and ends at it: at "
        "x̂₀(x_T, T).\n"
        "Trained on pairs at random, the best guess there is the mean E[x₀ | x_T]. The noise says little "
        "or nothing about x₀, so this is near the middle of the data.\n"
        "Trained on a model's own pairs, the best guess is the sample that belongs to this noise, x̃₀, in "
        "every form.\n"
        "From ε̂ alone x̂₀ would be (x − σ ε̂)/α, which divides by zero where α = 0, as flow matching has "
        "at its noise end. Predicting v or ε − x₀ gives x̂₀ there as well.",
        "从噪声到数据走一步 DDIM，就是保留在噪声处的猜测并到达它：x̂₀(x_T, T)。\n"
        "用随机配对训练时，那里的最优猜测是平均 E[x₀ | x_T]。噪声几乎不说明 x₀ 是什么，所以它靠近数据的中央"
        "。\n"
        "用模型自己的配对训练时，最优猜测就是属于这个噪声的样本 x̃₀，在任何形式中都是如此。\n"
        "只由 ε̂ 求 x̂₀ 要算 (x − σ ε̂)/α，在 α = 0 处除以零，流匹配的噪声端正是如此。预测 v 或 ε − x₀，在"
        "那里也能得到 x̂₀。",
    ),
    "lesson.form_or_settings.proof": (
        "In u and φ a training is: draw φ from p(φ), form u, and count the squared error with weight w(φ)."
        "\n"
        "The form enters p: times that are even on its clock are uneven in φ, p(φ) ∝ |dt/dφ|.\n"
        "The prediction enters w: since u is given, an error in v is cos φ times as large in ε, sin φ "
        "times in x₀, and (cos φ + sin φ) times in ε − x₀.\n"
        "Give two forms the same p, w and y, and their losses are one function of the network, but for the "
        "angles near the ends that only one of them reaches.",
        "用 u 和 φ 来写，一次训练就是：从 p(φ) 抽取 φ，合成 u，以权重 w(φ) 计平方误差。\n"
        "形式进入 p：在它的时间进度上均匀的时刻，在 φ 上并不均匀，p(φ) ∝ |dt/dφ|。\n"
        "预测方式进入 w：u 已给定，v 的误差换成 ε 的误差要乘 cos φ，换成 x₀ 的乘 sin φ，换成 ε − x₀ 的乘 "
        "(cos φ + sin φ)。\n"
        "给两种形式同样的 p、w 和 y，它们的损失就是网络的同一个函数，只差两端附近仅有一方能到达的角度。",
    ),
    "lesson.phases.proof": (
        "Within phase k the first-order formula reads x_t/α_t = x_s/α_s + ε (σ_t/α_t − σ_s/α_s). Ask that "
        "it ends at x_e, and solve for ε: that is ε_k above.\n"
        "With this ε_k the points x_t between s and e are known, and the network is trained on them to "
        "answer ε_k. M = 1 is rectification of the whole path.\n"
        "Consistency asks that x̂₀ at two neighbouring points of a path agree. On a first-order path they "
        "do, since x̂₀ is constant there.",
        "在第 k 段内，一阶公式为 x_t/α_t = x_s/α_s + ε (σ_t/α_t − σ_s/α_s)。要求它到达 x_e，解出 ε，就是上"
        "面的 ε_k。\n"
        "有了 ε_k，s 与 e 之间的点 x_t 便已知，网络就在这些点上学习回答 ε_k。M = 1 就是整条轨迹的整流。\n"
        "一致性要求轨迹上相邻两点的 x̂₀ 一致。在一阶轨迹上本来就一致，因为 x̂₀ 不变。",
    ),
    "lesson.solvers.proof": (
        "A pair that is kept for an instant moves with dx/dt = α̇ x̂₀ + σ̇ ε̂. Euler keeps this velocity "
        "for the whole step from s to t.\n"
        "DDIM keeps the pair itself, and ends at α_t x̂₀ + σ_t ε̂. If the guess never changes, that is "
        "exact, in any number of steps.\n"
        "The two differ by (α_t − α_s − (t − s) α̇_s) x̂₀ + (σ_t − σ_s − (t − s) σ̇_s) ε̂.\n"
        "This is zero where α and σ are linear in t, as in flow matching; else it shrinks with the square "
        "of the step.",
        "只在一瞬间保留一对，速度为 dx/dt = α̇ x̂₀ + σ̇ ε̂。Euler 在从 s 到 t 的整步中保持这个速度。\n"
        "DDIM 保留的是这一对本身，到达 α_t x̂₀ + σ_t ε̂。如果猜测始终不变，无论走几步都是精确的。\n"
        "两者相差 (α_t − α_s − (t − s) α̇_s) x̂₀ + (σ_t − σ_s − (t − s) σ̇_s) ε̂。\n"
        "α、σ 对 t 为线性时（如流匹配），它等于零；否则它随步长的平方缩小。",
    ),
    "lesson.conditional.proof": (
        "Let p(x | x₀) be the cloud at time t of all pairs with one x₀, and p(x) that of all pairs: p(x) = "
        "∫ p(x | x₀) p(x₀) dx₀.\n"
        "No point is lost on the way: ∂p(x | x₀)/∂t + div(p(x | x₀) v(x, t | x₀)) = 0. Multiply by p(x₀) "
        "and integrate over x₀.\n"
        "The result is the same equation for p(x), with v(x, t) = ∫ v(x, t | x₀) p(x | x₀) p(x₀)/p(x) dx₀. "
        "By Bayes' rule the fraction is p(x₀ | x).\n"
        "So points that move with this mean velocity make up the same cloud at every time.",
        "设 p(x | x₀) 为时刻 t 时同一个 x₀ 的所有配对构成的点云，p(x) 为全部配对的点云：p(x) = ∫ p(x | x₀) "
        "p(x₀) dx₀。\n"
        "途中没有点丢失：∂p(x | x₀)/∂t + div(p(x | x₀) v(x, t | x₀)) = 0。乘以 p(x₀)，再对 x₀ 积分。\n"
        "结果是 p(x) 的同一方程，其中 v(x, t) = ∫ v(x, t | x₀) p(x | x₀) p(x₀)/p(x) dx₀。由贝叶斯公式，分式"
        "就是 p(x₀ | x)。\n"
        "所以按这个平均速度移动的点，在每个时刻都构成同样的点云。",
    ),
    "lesson.convert_first.proof": (
        "Algorithm 4 asks nothing of the form but x = α x̃₀ + σ ε with a pair that a model has made.\n"
        "Where x and t are given, one of ε̂, x̂₀ and their difference gives the others, since α x̂₀ + σ ε̂ = "
        "x: from ε̂, x̂₀ = (x − σ ε̂)/α; from ŷ = ε̂ − x̂₀, x̂₀ = (x − σ ŷ)/(α + σ).\n"
        "Where α is nearly 0, at the noise, the first divides by almost nothing. The network here answers "
        "with a remainder that is scaled with t, so that x̂₀ stays finite.\n"
        "So the best answer is the same pair in every form and every prediction: conversion changes where "
        "the training begins and how fast it goes, and not where it leads.",
        "算法 4 对形式的要求只是 x = α x̃₀ + σ ε，其中的配对由模型生成。\n"
        "给定 x 与 t，由 ε̂、x̂₀ 及两者之差中的一个即可得到其余，因为 α x̂₀ + σ ε̂ = x：由 ε̂ 得 x̂₀ = (x"
        " − σ "
        "ε̂)/α；由 ŷ = ε̂ − x̂₀ 得 x̂₀ = (x − σ ŷ)/(α + σ)。\n"
        "在噪声处 α 几乎为 0，前一式要除以几乎为零的数。这里的网络回答的是随 t 缩放的余项，使 x̂₀ 保持有限。"
        "\n"
        "所以在任何形式、任何预测方式下，最优回答都是同一个配对：转换改变的是训练从哪里开始、走得多快，而"
        "不是走"
        "向哪里。",
    ),
    "lesson.rounds.proof": (
        "Suppose a student learns its pairs perfectly: from every ε its path ends at the same x̃₀ as its "
        "teacher's.\n"
        "Then its own pairs are these pairs once more, and another round has nothing to change: what "
        "one rectification leads to is a fixed point.\n"
        "A real student misses by some error. The next round learns from ends that hold this error: what it "
        "has lost no later round can see, since none sees the data, and the errors of all rounds may add "
        "up.\n"
        "What a round can gain is first order: the less the teacher's guess changes on the way, the less "
        "the student has to change, and the smaller its own error can be.",
        "设学生完美地学会了配对：由任意 ε 出发，它的轨迹与教师到达同一个 x̃₀。\n"
        "那么它自己的配对就是这些配对，再来一轮没有什么可改变：一次整流所到之处就是不动点。\n"
        "真实的学生会有误差。下一轮从含有这一误差的终点学起：失去的东西，后面的轮次都看不到，因为没有一轮再看"
        "数据；各轮的误差可能累积。\n"
        "一轮能带来的收获在于一阶：教师的猜测途中变化越少，学生要改的就越少，它自己的误差也就可以越小。",
    ),
}
