"""Words of lessons 5 to 8: key -> (English, Simplified Chinese), see lessons.py."""

MIDDLE_LESSONS: dict[str, tuple[str, str]] = {
    # 5
    "lesson.constant.title": ("What stays the same along a path?", "沿着轨迹，什么保持不变？"),
    "lesson.constant.question": (
        "Follow one path of a rectified VP model from noise to data. What stays the same all the way?",
        "沿整流后 VP 模型的一条轨迹从噪声走到数据，什么始终不变？",
    ),
    "lesson.constant.answer.0": ("The velocity dx/dt", "速度 dx/dt"),
    "lesson.constant.answer.1": ("The prediction: ε̂ and x̂₀", "预测：ε̂ 与 x̂₀"),
    "lesson.constant.answer.2": ("Nothing", "没有什么是不变的"),
    "lesson.constant.text": (
        "At every point the model guesses the sample it is heading for and the noise it came from. "
        "Before rectification the guess changes on the way, and many steps are needed to follow it. If "
        "the guess is right from the start and stays the same, one step arrives. Such a path is called "
        "**first order** here: the exact solution and its first-order approximation agree. It does not "
        "mean a first-order equation, nor a first-order solver.",
        "模型在每一点都会猜测自己要去的样本和来自的噪声。整流之前，这个猜测在途中不断改变，须走许多步才能"
        "跟上。如果一开始就猜对并保持不变，一步即可到达。这样的轨迹在这里称为**一阶**：精确解与其一阶近似"
        "一致。它既不是指一阶方程，也不是指一阶求解器。",
    ),
    "lesson.constant.symbols": (
        "x at time s and at the next time t; α, σ: amounts of signal and noise; ε̂: the predicted noise; "
        "λ: the log of signal over noise. In the second line the integral is gone: where ε̂ is constant "
        "that is exact, and it is one DDIM step.",
        "时刻 s 的 x 与下一时刻 t 的 x；α、σ 为信号量与噪声量；ε̂ 为预测的噪声；λ 为信号量与噪声量之比的对"
        "数。第二行没有了积分：ε̂ 不变时它是精确的，正是一步 DDIM。",
    ),
    "lesson.constant.claim.fo": (
        "Rectified, the first-order defect is 0.05 or less, in VP and in flow matching.",
        "整流后，VP 与流匹配的一阶偏离度都不超过 0.05。",
    ),
    "lesson.constant.claim.drift": (
        "Along the path, the guess x̂₀ is at most a fifth as far from the path's end as before.",
        "沿轨迹，猜测 x̂₀ 与轨迹终点的距离至多为原来的五分之一。",
    ),
    "lesson.constant.yes": (
        "The prediction stays the same: both forms become first order. The scale of the defect: 0 is the "
        "velocity of one constant pair, 1 is as far from that velocity as standing still. It can be more "
        "than 1, and it is no share of anything.",
        "预测保持不变：两种形式都成为一阶。一阶偏离度的刻度：0 即单个不变配对的速度，1 表示与该速度相差之"
        "大如同静止不动。它可以大于 1，也不表示任何占比。",
    ),
    "lesson.constant.source": (
        "arXiv 2410.07303v2, section 2.2, equations 1 to 3 (the first-order ODE as the target).",
        "arXiv 2410.07303v2 第 2.2 节式 (1)–(3)（以一阶 ODE 为目标）。",
    ),
    # 6
    "lesson.same_form.title": ("Which curve does a path follow?", "轨迹沿着什么曲线？"),
    "lesson.same_form.question": (
        "Which curve do the paths of a rectified VP model follow?",
        "整流后 VP 模型的轨迹沿着什么曲线？",
    ),
    "lesson.same_form.answer.0": ("The curve α x₀ + σ ε of one pair", "单个配对 (x₀, ε) 的曲线 α x₀ + σ ε"),
    "lesson.same_form.answer.1": ("A straight line", "一条直线"),
    "lesson.same_form.answer.2": ("No particular curve", "没有特定的曲线"),
    "lesson.same_form.text": (
        "The forward process adds noise to one sample: as time goes on, α falls and σ grows, and the "
        "noisy sample travels on a curve. If a model's guess of the pair never changes, its path is "
        "exactly such a curve, for the pair it guesses. To test it, take both ends of a path, find the "
        "one pair whose curve joins them, and measure how far the path strays from it.",
        "前向过程把一个噪声加到一个样本上：随着时间推移，α 减小、σ 增大，带噪样本沿一条曲线移动。如果模型"
        "对配对的猜测从不改变，它的轨迹恰好就是所猜的单个配对 (x₀, ε) 的曲线。检验方法：取轨迹的两端，求"
        "出曲线恰好连接两端的那个配对，再量轨迹偏离它多远。",
    ),
    "lesson.same_form.symbols": (
        "x₀*, ε*: one fixed pair, the one whose curve joins the two ends of the path; α, σ: amounts of "
        "signal and noise at time t; ∀ t: at all times.",
        "x₀*、ε*：固定的单个配对，其曲线连接轨迹的两端；α、σ：时刻 t 的信号量与噪声量；∀ t：对所有时刻。",
    ),
    "lesson.same_form.claim.deviation": (
        "Rectified, a path strays from such a curve by 0.1 standard deviations at most, in the mean over "
        "paths.",
        "整流后，轨迹偏离这样的曲线至多 0.1 个标准差（对各轨迹取平均）。",
    ),
    "lesson.same_form.claim.falls": (
        "That is at most a fifth of how far they strayed before.",
        "至多为整流前偏离的五分之一。",
    ),
    "lesson.same_form.yes": (
        "After rectification the backward paths have the same form as the forward ones: one pair, its "
        "signal and noise in other amounts over time.",
        "整流后，反向轨迹与前向过程形式相同：同一个配对，只是信号与噪声的量随时间改变。",
    ),
    "lesson.same_form.source": (
        "arXiv 2410.07303v2, section 2.2 (the first-order ODE) and theorem 1 (proved in appendix III).",
        "arXiv 2410.07303v2 第 2.2 节（一阶 ODE）与定理 1（证明见附录 III）。",
    ),
    # 7
    "lesson.may_curve.title": ("Do paths have to be straight?", "轨迹必须是直的吗？"),
    "lesson.may_curve.question": (
        "A VP model is rectified. Are its paths in x straighter than before?",
        "VP 模型经过整流。它在 x 中的轨迹比原来更直吗？",
    ),
    "lesson.may_curve.answer.0": ("Yes, nearly straight", "是，几乎是直的"),
    "lesson.may_curve.answer.1": ("About as before", "和原来差不多"),
    "lesson.may_curve.answer.2": ("No, more curved", "不，更弯"),
    "lesson.may_curve.text": (
        "The curve α x₀ + σ ε of one pair is straight only if the point (α, σ) itself moves on a "
        "straight line. For flow matching and VE it does. For VP the curve is an arc of an ellipse, for "
        "sub-VP a piece of a parabola. So rectification makes VP paths longer, not straighter, and still "
        "one step is enough, because the curve is known. Divide x by α, and every such curve becomes a "
        "straight line. Straightness in x is a special case; first order is the target.",
        "单个配对 (x₀, ε) 的曲线 α x₀ + σ ε，只有在点 (α, σ) 沿直线移动时才是直的，流匹配与 VE 正是如此。"
        "VP 的曲线是一段椭圆弧，sub-VP 的是一段抛物线。因此整流使 VP 轨迹变长而不是变直，但一步依然足够，"
        "因为曲线是已知的。把 x 除以 α，这样的曲线都成为直线。在 x 中笔直只是特例，一阶才是目标。",
    ),
    "lesson.may_curve.symbols": (
        "x₀, ε: the pair of the path; α, σ: amounts of signal and noise at time t. On the right only σ/α "
        "changes with time: a straight line.",
        "x₀、ε 为轨迹的配对；α、σ 为时刻 t 的信号量与噪声量。右边只有 σ/α 随时间变化：是一条直线。",
    ),
    "lesson.may_curve.claim.fo": (
        "All four rectified forms are first order: defect 0.05 or less.",
        "四种形式整流后都是一阶：一阶偏离度不超过 0.05。",
    ),
    "lesson.may_curve.claim.curved": (
        "VP and sub-VP paths are curved all the same: at least 10 % longer than their chords.",
        "VP 与 sub-VP 的轨迹仍是弯的：比弦至少长 10%。",
    ),
    "lesson.may_curve.claim.straight": (
        "Flow-matching and VE paths are straight: at most 2 % longer than their chords.",
        "流匹配与 VE 的轨迹是直的：比弦至多长 2%。",
    ),
    "lesson.may_curve.claim.more_curved": (
        "VP paths are more curved than before rectification: their extra length has grown by at least 5 "
        "% of the chord.",
        "VP 轨迹比整流前更弯：多出的长度至少又增加了弦长的 5%。",
    ),
    "lesson.may_curve.claim.scaled": (
        "Seen as x/α, VP and sub-VP paths are straight: at most 2 % longer than their chords (from σ/α = "
        "3.6 down to the data).",
        "换成 x/α 后，VP 与 sub-VP 的轨迹是直的：比弦至多长 2%（从 σ/α = 3.6 到数据）。",
    ),
    "lesson.may_curve.yes": (
        "First order and straight are two things. VP is first order on curves that are longer than before.",
        "一阶与笔直是两回事。VP 在比原来更长的曲线上做到了一阶。",
    ),
    "lesson.may_curve.source": (
        "arXiv 2410.07303v2, figure 3: the curves of one pair under each form.",
        "arXiv 2410.07303v2 图 3：单个配对在各形式下的曲线。",
    ),
    # 8
    "lesson.few_steps.title": ("Which form is best in one step?", "一步采样，哪种形式最好？"),
    "lesson.few_steps.question": (
        "VP, sub-VP, VE and flow matching are all rectified. Which makes the best one-step samples?",
        "VP、sub-VP、VE 和流匹配都经过整流，哪一个的一步样本最好？",
    ),
    "lesson.few_steps.answer.0": ("Flow matching", "流匹配"),
    "lesson.few_steps.answer.1": ("All about equally good", "都差不多好"),
    "lesson.few_steps.answer.2": ("VP", "VP"),
    "lesson.few_steps.text": (
        "Now the practical test: how near are the samples to the data after 1, 2, 4 and 25 steps? The "
        "distance is sliced W₂: roughly, how far points would have to be moved to turn samples into "
        "data. Fresh data are not at distance 0 from the data either; this **floor** is drawn too. One "
        "step needs the guess x̂₀ at the noise end. A network that predicts ε must divide by α to make "
        "it, and under flow matching α is 0 there: nothing can be divided. That is why networks here "
        "predict v or the flow, which give x̂₀ at both ends. On Stable Diffusion the paper measures "
        "quality with FID; its table and its curve are below. Those numbers are published, not computed "
        "here.",
        "现在做实际的检验：走 1、2、4、25 步后，样本离数据多近？距离用切片 W₂：大致说，就是把样本变成数据"
        "，点要移动多远。新抽取的数据与数据的距离也不是 0，这个**两次抽样之间的距离（下限）**一并画出。一"
        "步采样需要噪声一端的猜测 x̂₀。预测 ε 的网络要除以 α 才能得到它，而流匹配在那里 α 为 0，无法相除。"
        "因此这里的网络预测 v 或流速度，它们在两端都能给出 x̂₀。论文在 Stable Diffusion 上用 FID 衡量质量"
        "，其表格和曲线见下方；那是已发表的数字，不是在这里算的。",
    ),
    "lesson.few_steps.symbols": (
        "One DDIM step from the noise x at time T straight to the data is the guess x̂₀ there. The second "
        "line makes it from the angular velocity v, with u and φ as in lesson 1: nothing is divided by "
        "α. Three things are called v: this **angular velocity** (α ε − σ x₀)/√(α² + σ²), the usual "
        "v-prediction; the **paper's** v = x₀ − ε, our flow with the sign turned; and the **velocity** "
        "dx/dt of a path, which is the flow ε − x₀ only in flow matching.",
        "从时刻 T 的噪声 x 用一步 DDIM 直达数据，得到的就是那里的猜测 x̂₀。第二行由角速度 v 算出它，u 与 "
        "φ 同第 1 课：没有除以 α。有三种量都叫 v：这里的**角速度** (α ε − σ x₀)/√(α² + σ²)，即通常的 v 预"
        "测；**论文**中的 v = x₀ − ε，即我们的流速度变号；以及轨迹的**速度** dx/dt，只有在流匹配中才等于"
        "流速度 ε − x₀。",
    ),
    "lesson.few_steps.claim.better": (
        "In every form, one-step samples are at most a quarter as far from the data as before.",
        "每种形式下，一步样本与数据的距离都降到原来的四分之一以下。",
    ),
    "lesson.few_steps.claim.as_many": (
        "One step is about as good as 25 steps of the model before: at most 1.5 times their distance "
        "from the data (or 1.5 times the floor, where that is larger).",
        "一步与整流前的 25 步相当：与数据的距离至多为其 1.5 倍（若下限更大，则为两次抽样之间的距离（下限"
        "）的 1.5 倍）。",
    ),
    "lesson.few_steps.claim.any_form": (
        "The worst form is at most 1.5 times as far from the data as the best.",
        "最差的形式与数据的距离至多为最好的 1.5 倍。",
    ),
    "lesson.few_steps.yes": (
        "Rectification gives one-step samples in every form, and no form stands out. On images, in the "
        "table, one step stays behind 25.",
        "整流让每种形式都能一步生成，没有哪一种突出。而在图像上，表中的一步仍不及 25 步。",
    ),
    "lesson.few_steps.source": (
        "arXiv 2410.07303v2, table 1 (FID and CLIP on COCO-2017) and figure 2 (FID over iterations).",
        "arXiv 2410.07303v2 表 1（COCO-2017 上的 FID 与 CLIP）与图 2（FID 随迭代次数的变化）。",
    ),
}
