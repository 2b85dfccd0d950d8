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
        "时刻 s 的 x 与下一时刻 t 的 x；α、σ 为信号量与噪声量；ε̂ 为预测的噪声；λ "
        "为信号量与噪声量之比的对数。第二行没有了积分：ε̂ 不变时它是精确的，正是一步 DDIM。",
    ),
    "lesson.constant.claim.fo": (
        "Rectified, the first-order defect is 0.05 or less, in VP and in flow matching.",
        "整流后，VP 与流匹配的一阶缺陷都不超过 0.05。",
    ),
    "lesson.constant.claim.drift": (
        "Along the path, the guess x̂₀ is at most a fifth as far from the path's end as before.",
        "沿轨迹，猜测 x̂₀ 与轨迹终点的距离至多为原来的五分之一。",
    ),
    "lesson.constant.yes": (
        "The prediction stays the same: both forms become first order. Before, the defect is near 1, and "
        "1 means that one constant guess explains nothing of the way.",
        "预测保持不变：两种形式都成为一阶。整流之前缺陷接近 1，而 1 表示一个不变的猜测对轨迹什么都解释不了。",
    ),
    "lesson.constant.no": (
        "Here the guess still moves along the path. A longer training or more pairs bring it closer.",
        "这里猜测仍沿轨迹移动。更长的训练或更多的配对会让它更接近不变。",
    ),
    "lesson.constant.source": (
        "arXiv 2410.07303, sections 3.2 and 3.3 (the first-order ODE as the target).",
        "arXiv 2410.07303 第 3.2、3.3 节（以一阶 ODE 为目标）。",
    ),
    # 6
    "lesson.same_form.title": ("Which curve does a path follow?", "轨迹沿着什么曲线？"),
    "lesson.same_form.question": (
        "Which curve do the paths of a rectified VP model follow?",
        "整流后 VP 模型的轨迹沿着什么曲线？",
    ),
    "lesson.same_form.answer.0": ("The curve α x₀ + σ ε of one pair", "一对 (x₀, ε) 的曲线 α x₀ + σ ε"),
    "lesson.same_form.answer.1": ("A straight line", "一条直线"),
    "lesson.same_form.answer.2": ("No particular curve", "没有特定的曲线"),
    "lesson.same_form.text": (
        "The forward process mixes one sample and one noise: as time goes on, α falls and σ grows, and "
        "the mixture travels on a curve. If a model's guess of the pair never changes, its path is "
        "exactly such a curve, for the pair it guesses. To test it, take both ends of a path, find the "
        "one pair whose curve joins them, and measure how far the path strays from it.",
        "前向过程混合一个样本和一个噪声：随着时间推移，α 减小、σ 增大，混合沿一条曲线移动。如果模型对这一"
        "对的猜测从不改变，它的轨迹恰好就是所猜那一对的曲线。检验方法：取轨迹的两端，求出曲线恰好连接两端"
        "的那一对，再量轨迹偏离它多远。",
    ),
    "lesson.same_form.symbols": (
        "x₀*, ε*: one fixed pair, the one whose curve joins the two ends of the path; α, σ: amounts of "
        "signal and noise at time t; ∀ t: at all times.",
        "x₀*、ε*：固定的一对，其曲线连接轨迹的两端；α、σ：时刻 t 的信号量与噪声量；∀ t：对所有时刻。",
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
        "After rectification the backward paths have the same form as the forward ones: one pair, mixed "
        "differently over time.",
        "整流后，反向轨迹与前向过程形式相同：同一对，只是混合比例随时间改变。",
    ),
    "lesson.same_form.no": (
        "Here the paths still stray from the curve: they are not first order yet.",
        "这里轨迹仍偏离曲线：它们还不是一阶。",
    ),
    "lesson.same_form.source": (
        "arXiv 2410.07303, sections 3.2 and 3.3.",
        "arXiv 2410.07303 第 3.2、3.3 节。",
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
        "The curve α x₀ + σ ε of one pair is straight only if the point (α, σ) itself moves on a straight "
        "line. For flow matching and VE it does. For VP the curve is an arc of an ellipse, for sub-VP a "
        "piece of a parabola. So rectification makes VP paths longer, not straighter, and still one step "
        "is enough, because the curve is known. Divide x by α, and every such curve becomes a straight "
        "line. Straightness in x is a special case; first order is the target.",
        "一对的曲线 α x₀ + σ ε 只有在 α 与 σ 成线性关系时才是直的，流匹配与 VE 正是如此。VP 的曲线是一段椭"
        "圆弧，sub-VP 的是一段抛物线。因此整流使 VP 轨迹变长而不是变直，但一步依然足够，因为曲线是已知的。"
        "把 x 除以 α，这样的曲线都成为直线。在 x 中笔直只是特例，一阶才是目标。",
    ),
    "lesson.may_curve.symbols": (
        "x₀, ε: the pair of the path; α, σ: amounts of signal and noise at time t. On the right only σ/α "
        "changes with time: a straight line.",
        "x₀、ε 为轨迹的那一对；α、σ 为时刻 t 的信号量与噪声量。右边只有 σ/α 随时间变化：是一条直线。",
    ),
    "lesson.may_curve.claim.fo": (
        "All four rectified forms are first order: defect 0.05 or less.",
        "四种形式整流后都是一阶：缺陷不超过 0.05。",
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
        "VP paths are more curved than before rectification: their extra length is at least 1.2 times what "
        "it was.",
        "VP 轨迹比整流前更弯：多出的长度至少为原来的 1.2 倍。",
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
    "lesson.may_curve.no": (
        "Here not all of it holds. Compare the forms one by one: a form whose defect is still large was "
        "not trained long enough to show its curve.",
        "这里并非全部成立。请逐个比较各形式：缺陷仍大的形式训练得还不够，显不出它的曲线。",
    ),
    "lesson.may_curve.source": (
        "arXiv 2410.07303, figure 3: the curves of one pair under each form.",
        "arXiv 2410.07303 图 3：一对在各形式下的曲线。",
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
        "data. Fresh data are not at distance 0 from the data either; this floor is drawn too. On Stable "
        "Diffusion the paper measures the same with FID; its table and its curve are below. Those "
        "numbers are published, not computed here.",
        "现在做实际的检验：走 1、2、4、25 步后，样本离数据多近？距离用切片 "
        "W₂：大致说，就是把样本变成数据，点要移动多远。新抽取的数据与数据的距离也不是 "
        "0，这个下限一并画出。论文在 Stable Diffusion 上用 FID "
        "做同样的比较，其表格和曲线见下方；那是已发表的数字，不是在这里算的。",
    ),
    "lesson.few_steps.symbols": (
        "One DDIM step from the noise x at time T straight to the data: ε̂ is the predicted noise, α and "
        "σ are the amounts of signal and noise at T.",
        "从时刻 T 的噪声 x 用一步 DDIM 直达数据：ε̂ 为预测的噪声，α、σ 为时刻 T 的信号量与噪声量。",
    ),
    "lesson.few_steps.claim.better": (
        "In every form, one-step samples are at most a quarter as far from the data as before.",
        "每种形式下，一步样本与数据的距离都降到原来的四分之一以下。",
    ),
    "lesson.few_steps.claim.as_many": (
        "One step is about as good as 25 steps of the model before: at most 1.5 times their distance "
        "from the data (or 1.5 times the floor, where that is larger).",
        "一步与整流前的 25 步相当：与数据的距离至多为其（或下限）的 1.5 倍。",
    ),
    "lesson.few_steps.claim.any_form": (
        "The worst form is at most 1.5 times as far from the data as the best.",
        "最差的形式与数据的距离至多为最好的 1.5 倍。",
    ),
    "lesson.few_steps.yes": (
        "Rectification gives one-step samples in every form, and no form stands out. In two dimensions "
        "one step comes near the floor; on images, in the table, one step stays behind 25.",
        "整流让每种形式都能一步生成，没有哪一种突出。二维中一步即接近下限；而在图像上，表中的一步仍不及"
        " 25 步。",
    ),
    "lesson.few_steps.no": (
        "Here not all of it holds. See in the chart which form falls behind, and at how many steps.",
        "这里并非全部成立。请在图中看是哪种形式、在多少步时落后。",
    ),
    "lesson.few_steps.source": (
        "arXiv 2410.07303, its table of FID and CLIP on COCO-2017 and its curve of FID over iterations.",
        "arXiv 2410.07303：COCO-2017 上的 FID 与 CLIP 表，以及 FID 随迭代次数的曲线。",
    ),
}
