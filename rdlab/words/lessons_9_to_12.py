"""Words of lessons 9 to 12: key -> (English, Simplified Chinese), see lessons.py."""

LAST_LESSONS: dict[str, tuple[str, str]] = {
    # 9
    "lesson.form_or_settings.title": ("Is it the form or its settings?", "是形式，还是设置？"),
    "lesson.form_or_settings.question": (
        "VP, VE and flow matching learn for a short time, each with its usual settings, and differ. Now "
        "all get the settings of flow matching. What happens?",
        "VP、VE 与流匹配各用惯常设置作短时间训练，结果不同。现在都换成流匹配的设置，会怎样？",
    ),
    "lesson.form_or_settings.answer.0": ("Flow matching stays ahead", "流匹配仍领先"),
    "lesson.form_or_settings.answer.1": ("They become equally good", "变得一样好"),
    "lesson.form_or_settings.answer.2": ("The order is reversed", "次序颠倒"),
    "lesson.form_or_settings.text": (
        "A form comes with habits: its times are drawn evenly on its own clock, the network predicts ε "
        "or the flow, and the squared error of that is the loss. So each form looks at other noise "
        "levels, and weighs them differently. Flow matching is often said to train better; is it the "
        "form? Give VP and VE the noise levels, the prediction and the loss of flow matching, and flow "
        "matching theirs. Every training here is short, 200 steps: after a long one all are good, and "
        "nothing could be told apart. Each error is the mean of three trainings.",
        "每种形式都带着习惯：时间在自己的时间进度上均匀抽取，网络预测 ε 或流速度，损失就是它的平方误差。"
        "于是各形式看到的噪声水平不同，权重也不同。人们常说流匹配更好训练，这是形式的功劳吗？把流匹配的噪"
        "声水平、预测和损失给 VP 与 VE，再把它们的给流匹配。这里每次训练都很短，只有 200 步：训练久了都很"
        "好，便分不出高下。每个误差是三次训练的平均。",
    ),
    "lesson.form_or_settings.symbols": (
        "φ: the noise level as an angle; p(φ): how often it is trained on; w(φ): how much it counts; y: "
        "what the network is to predict; u: the noisy sample. The form does not appear: only p, w and y "
        "do.",
        "φ 为以角度表示的噪声水平；p(φ) 为训练到它的频率；w(φ) 为其权重；y 为网络要预测的量；u 为带噪样本"
        "。式中没有形式，只有 p、w 和 y。",
    ),
    "lesson.form_or_settings.claim.yardstick": (
        "The long-trained network that serves as the yardstick is good: at most twice as far from the "
        "data as the floor.",
        "作为标尺的长时间训练的网络是好的：与数据的距离至多为两次抽样之间的距离（下限）的两倍。",
    ),
    "lesson.form_or_settings.claim.own": (
        "Each with its own settings, the worst form's error is at least 1.25 times the best one's.",
        "各用自己的设置时，最差形式的误差至少为最好的 1.25 倍。",
    ),
    "lesson.form_or_settings.claim.shared": (
        "All with the settings of flow matching, they differ by at most 15 %.",
        "都用流匹配的设置时，至多相差 15%。",
    ),
    "lesson.form_or_settings.claim.swapped": (
        "With the settings of VP or VE, flow matching is as good as they are, to within 15 %.",
        "流匹配换上 VP 或 VE 的设置，就与它们一样，相差不超过 15%。",
    ),
    "lesson.form_or_settings.yes": (
        "It is the settings: whichever form gets them gets the quality. Between forms with the same "
        "settings hardly anything is left.",
        "是设置：用谁的设置，就得到谁的质量。设置相同时，形式之间几乎没有差别。",
    ),
    "lesson.form_or_settings.source": (
        "arXiv 2410.07303v2, abstract: the flow-matching form and its prediction are unnecessary for "
        "rectification. This experiment is ours, and about the training before it.",
        "arXiv 2410.07303v2 摘要认为整流不需要流匹配的形式与预测。本实验为我们所加，针对的是整流之前的训练。",
    ),
    # 10
    "lesson.phases.title": ("What if the path is cut into phases?", "把轨迹分成几段会怎样？"),
    "lesson.phases.question": (
        "The path is cut into 4 phases and made first order in each. How good are the samples?",
        "把轨迹切成 4 段，每段各自变成一阶。样本有多好？",
    ),
    "lesson.phases.answer.0": ("Good in 4 steps, bad in one", "4 步好，1 步差"),
    "lesson.phases.answer.1": ("Good in 4 steps and in one", "4 步和 1 步都好"),
    "lesson.phases.answer.2": ("Bad in both", "都差"),
    "lesson.phases.text": (
        "**Phased**: one first-order path from end to end is much to ask of a large model. Asking for it "
        "within each of M pieces is easier, and costs M steps. How first order each piece has become is "
        "measured: the defect within each phase, against the pair that joins the phase's own two ends. "
        "**Consistency**: a network learns to give the same answer at neighbouring points of a path, so "
        "that the answer at the noise becomes the sample. On a first-order path the answers agree "
        "already, so a rectified model should be a good start. Two things are tested about that: whether "
        "the start helps, and whether distilling improves the rectified model itself, as the paper finds "
        "for Stable Diffusion.",
        "**分段**：让大模型的整条轨迹都成为一阶要求太高，只要求 M 段各自一阶就容易些，代价是走 M 步。每一"
        "段在多大程度上成为一阶是量出来的：在每段之内，对照连接该段两端的配对计算一阶偏离度。**一致性**："
        "网络学习在轨迹的相邻点给出相同答案，使噪声处的答案成为样本。一阶轨迹上的答案本已一致，所以整流模"
        "型应是好的起点。这里检验两点：这个起点是否有帮助；以及蒸馏能否像论文在 Stable Diffusion 上那样，"
        "让整流模型本身更好。",
    ),
    "lesson.phases.symbols": (
        "Phase k of M runs from the point x at time s to the point x at time e; α and σ are the amounts "
        "of signal and noise there; ε with index k: the one noise whose first-order path joins the two "
        "points.",
        "M 段中的第 k 段从时刻 s 的点 x 到时刻 e 的点 x；α、σ 为两处的信号量与噪声量；带下标 k 的 ε：其一"
        "阶轨迹连接这两点的噪声。",
    ),
    "lesson.phases.claim.pieces": (
        "Within every phase the phased model's first-order defect is at most 0.75 times its teacher's "
        "there. (0 would be first order.)",
        "在每一段之内，分段模型的一阶偏离度至多为教师在该段的 0.75 倍。（0 才是一阶。）",
    ),
    "lesson.phases.claim.four": (
        "In 4 steps the phased model is nearer to the data than its teacher in 4 steps: at most 0.75 times "
        "as far.",
        "走 4 步时，分段模型比走 4 步的教师更接近数据：距离至多为其 0.75 倍。",
    ),
    "lesson.phases.claim.one": (
        "In one step it is at least 3 times as far from the data as a model rectified as a whole.",
        "只走 1 步时，它与数据的距离至少是整体整流模型的 3 倍。",
    ),
    "lesson.phases.claim.start": (
        "One-step samples distilled from the rectified model are at most half as far from the data as "
        "those distilled from the model before.",
        "从整流模型蒸馏，一步样本与数据的距离至多为从整流前的模型蒸馏的一半。",
    ),
    "lesson.phases.claim.distilled": (
        "Hoped for, but not decisive here: distilling improves the rectified model's own one-step "
        "samples by at least 5 %.",
        "期望如此，但不作为判定：蒸馏使整流模型自己的一步样本至少改善 5%。",
    ),
    "lesson.phases.yes": (
        "Phased is good at its M steps and bad at one: each piece is nearer to first order than before, "
        "the whole path is not first order. A rectified model is a much better start for consistency. "
        "Whether distilling then improves it further, as on Stable Diffusion, is the last claim: where "
        "its one step is at the floor already, there is little left to gain.",
        "分段模型走 M 步好，走 1 步差：每一段都比之前更接近一阶，整条轨迹却不是一阶。整流模型是一致性蒸馏"
        "好得多的起点。蒸馏能否像在 Stable Diffusion 上那样让它更好，见最后一条：若它的一步样本已在下限附"
        "近，便没有多少可改进。",
    ),
    "lesson.phases.source": (
        "arXiv 2410.07303v2, section 2.3 with equation 4 (phased), section 2.4 (consistency "
        "distillation), and the rows “Phased” and “CD” of table 1.",
        "arXiv 2410.07303v2 第 2.3 节式 (4)（分段）、第 2.4 节（一致性蒸馏），及表 1 中 Phased 与 CD 各行。",
    ),
    # 11
    "lesson.solvers.title": ("Does the solver matter?", "求解器重要吗？"),
    "lesson.solvers.question": (
        "A rectified VP model is followed in 4 steps, by Euler's method or by DDIM. Which one arrives?",
        "用 4 步跟随整流后的 VP 模型，用 Euler 法或 DDIM。哪一个能到达？",
    ),
    "lesson.solvers.answer.0": ("Both", "都能"),
    "lesson.solvers.answer.1": ("Euler, as the path is simple now", "Euler，因为轨迹已经简单"),
    "lesson.solvers.answer.2": ("DDIM; Euler misses", "DDIM；Euler 会偏离"),
    "lesson.solvers.text": (
        "Euler's method walks straight on in x for a while, then looks again. A rectified VP path is "
        "curved, so each straight step leaves it. DDIM keeps the guess of x₀ and ε instead, and moves "
        "along the curve that this pair has. If the guess does not change, DDIM is exact, in any number "
        "of steps. With flow matching the curve is a straight line at even speed, and a step of the two "
        "methods is the same. Both are compared **on the same times**: once on times even in t, which "
        "are Euler's usual ones, and once on times even in the angle, DDIM's.",
        "Euler 法在 x 中直走一段，再看一次方向。整流后的 VP 轨迹是弯的，每一直步都会离开它。DDIM 则保留对"
        " x₀ 与 ε 的猜测，沿该配对的曲线移动；只要猜测不变，无论几步都是精确的。对流匹配来说，曲线就是匀"
        "速直线，两种方法的一步相同。两者在**相同的时刻**上比较：一次按 t 均匀取点（Euler 惯用），一次按"
        "角度均匀取点（DDIM 惯用）。",
    ),
    "lesson.solvers.symbols": (
        "A step from time s to time t. Dots: how fast α and σ change at s; x̂₀, ε̂: the model's guess at s.",
        "从时刻 s 到时刻 t 的一步。上点表示 α、σ 在 s 处的变化速度；x̂₀、ε̂ 为模型在 s 处的猜测。",
    ),
    "lesson.solvers.claim.ddim": (
        "With VP, one DDIM step ends within 0.1 standard deviations of where 100 steps end.",
        "对 VP，一步 DDIM 的终点与 100 步终点相距不超过 0.1 个标准差。",
    ),
    "lesson.solvers.claim.euler": (
        "With VP, four Euler steps miss at least 3 times as far as four DDIM steps on the same times, on "
        "either grid.",
        "对 VP，在相同时刻上，四步 Euler 的误差至少是四步 DDIM 的 3 倍，两种取点方式都是如此。",
    ),
    "lesson.solvers.claim.same_rule": (
        "With flow matching the two rules end at the same points on the same times.",
        "对流匹配，两种规则在相同时刻上到达同样的点。",
    ),
    "lesson.solvers.claim.flow": (
        "With flow matching, four steps stay within 0.1 standard deviations of where 100 end, on either "
        "grid.",
        "对流匹配，四步的终点与 100 步终点相距不超过 0.1 个标准差，两种取点方式都是如此。",
    ),
    "lesson.solvers.yes": (
        "The same network, good or bad in few steps: it depends on whether the solver knows the curve.",
        "同一个网络，少步数时好坏取决于求解器是否知道这条曲线。",
    ),
    "lesson.solvers.source": (
        "arXiv 2410.07303v2, section 2.2, equations 1 to 3 (the first-order ODE); DDIM: Song et al., "
        "arXiv 2010.02502, equation 12.",
        "arXiv 2410.07303v2 第 2.2 节式 (1)–(3)（一阶 ODE）；DDIM：Song 等，arXiv 2010.02502 式 (12)。",
    ),
    # 12
    "lesson.conditional.title": ("Pairs go straight. And the model?", "配对走直线，模型呢？"),
    "lesson.conditional.question": (
        "In flow matching each pair (x₀, ε) travels on a straight line. Where does a sample of the model go?",
        "流匹配中，每单个配对 (x₀, ε) 沿直线移动。模型的一个样本会怎么走？",
    ),
    "lesson.conditional.answer.0": ("Along one of these lines", "沿其中一条直线"),
    "lesson.conditional.answer.1": ("Along the line to the nearest data point", "沿通向最近数据点的直线"),
    "lesson.conditional.answer.2": (
        "On a bent path: the mean of the lines there",
        "弯的：取该处各直线的平均",
    ),
    "lesson.conditional.text": (
        "The path of one pair is called conditional: it is known once x₀ is given. The model does not "
        "know x₀. Its own path is called marginal: at each point it moves with the mean velocity of all "
        "pairs that pass there at that time. These paths look quite different, and still, at every time, "
        "the cloud of all points on the one kind is the cloud of all points on the other. That is why "
        "training on single pairs works at all.",
        "单个配对的轨迹称为条件轨迹：给定 x₀ 就确定了。模型并不知道 x₀，它自己的轨迹称为边缘轨迹：在每一"
        "点以当时经过该处的所有配对的平均速度移动。两种轨迹看上去很不同，然而在每个时刻，两者所有点构成的"
        "点云却相同。正因如此，用单个配对来训练才行得通。",
    ),
    "lesson.conditional.symbols": (
        "v(x, t): velocity of the model at x; v(x, t | x₀): velocity of the line that leads from x₀ "
        "through x; p(x₀ | x): how likely that line is, among those through x at time t.",
        "v(x, t) 为模型在 x 处的速度；v(x, t | x₀) 为从 x₀ 经过 x 的直线的速度；p(x₀ | x) 为时刻 t 经过 "
        "x 的直线中这一条的概率。",
    ),
    "lesson.conditional.claim.bent": (
        "Marginal paths are at least 10 % longer than their chords, conditional ones not at all.",
        "边缘轨迹比弦至少长 10%，条件轨迹则丝毫不长。",
    ),
    "lesson.conditional.claim.mean": (
        "The mean velocity of 20,000 weighted pairs is the model's, to within 10 % of a single pair's speed.",
        "20,000 个加权配对的平均速度与模型的相差，不超过单个配对速度大小的 10%。",
    ),
    "lesson.conditional.claim.clouds": (
        "Half way, the two clouds are as near as two draws of the same cloud, up to a factor of 2.",
        "中途，两团点云之间的距离至多为同一点云两次抽样之间的距离（下限）的 2 倍。",
    ),
    "lesson.conditional.yes": (
        "Different paths, the same cloud at every time. The straight lines are the training's; the model "
        "follows their mean, which bends.",
        "轨迹不同，每个时刻的点云却相同。直线属于训练，模型跟随的是它们的平均，而平均是弯的。",
    ),
    "lesson.conditional.source": (
        "Background to arXiv 2410.07303v2; the argument is of Lipman et al., arXiv 2210.02747.",
        "arXiv 2410.07303v2 的背景知识；论证出自 Lipman 等，arXiv 2210.02747。",
    ),
}
