"""Words of the card on the paper's four ways to train: key -> (English, Simplified Chinese)."""

LINES: dict[str, tuple[str, str]] = {
    "card.algorithms.line.pairs.random": ("x₀ ~ data,  ε ~ N(0, I)", "x₀ ~ 数据，ε ~ N(0, I)"),
    "card.algorithms.line.pairs.model": (
        "ε ~ N(0, I),  x₀ = ODE(teacher, ε)",
        "ε ~ N(0, I)，x₀ = ODE(教师, ε)",
    ),
    "card.algorithms.line.time": ("t ~ U(0, 1)", "t ~ U(0, 1)"),
    "card.algorithms.line.form.flow_matching": ("α = 1 − t,  σ = t", "α = 1 − t，σ = t"),
    "card.algorithms.line.form.vp": ("α = e^(−½∫β),  σ = √(1 − α²)", "α = e^(−½∫β)，σ = √(1 − α²)"),
    "card.algorithms.line.form.vp_cosine": (
        "α = cos(πt/2),  σ = sin(πt/2)",
        "α = cos(πt/2)，σ = sin(πt/2)",
    ),
    "card.algorithms.line.form.sub_vp": ("α = e^(−½∫β),  σ = 1 − α²", "α = e^(−½∫β)，σ = 1 − α²"),
    "card.algorithms.line.mix": ("xₜ = α x₀ + σ ε", "xₜ = α x₀ + σ ε"),
    "card.algorithms.line.target.flow": ("y = ε − x₀", "y = ε − x₀"),
    "card.algorithms.line.target.epsilon": ("y = ε", "y = ε"),
    "card.algorithms.line.target.x0": ("y = x₀", "y = x₀"),
    "card.algorithms.line.target.v": ("y = (α ε − σ x₀) / √(α² + σ²)", "y = (α ε − σ x₀) / √(α² + σ²)"),
    "card.algorithms.line.predict": ("ŷ = W f(xₜ, t)", "ŷ = W f(xₜ, t)"),
    "card.algorithms.line.loss": ("L = mean |ŷ − y|²", "L = |ŷ − y|² 的平均"),
    "card.algorithms.line.update": ("W ← W − η ∂L/∂W", "W ← W − η ∂L/∂W"),
}
SAYS: dict[str, tuple[str, str]] = {
    "card.algorithms.says.begin": (
        "Press Step: one training step is computed here, line by line, in all four at once.",
        "点“单步”：在此逐行计算一个训练步，四个算法同时进行。",
    ),
    "card.algorithms.says.pairs": (
        "The pairs. In 1 and 2 sample and noise are drawn apart from each other. In 3 and 4 the "
        "noise is the same, and the sample is where the teacher's path from it ends.",
        "配对。算法 1、2 中样本与噪声各自独立抽取；算法 3、4 中噪声相同，样本是教师从该噪声出发的轨迹"
        "的终点。",
    ),
    "card.algorithms.says.time": (
        "A time for each point, the same in all four.",
        "每个点取一个时刻，四个算法相同。",
    ),
    "card.algorithms.says.form": (
        "The form: how much of the sample and of the noise is there at this time.",
        "形式：此刻样本与噪声各占多少。",
    ),
    "card.algorithms.says.mix": (
        "The noisy sample, by one formula in all four.",
        "带噪样本，四个算法用同一公式。",
    ),
    "card.algorithms.says.target": (
        "The target: what the network is to say of the noisy sample.",
        "目标：网络应对带噪样本给出的回答。",
    ),
    "card.algorithms.says.predict": (
        "What the model says now, before it has learned from this batch.",
        "模型在学习这一批之前的回答。",
    ),
    "card.algorithms.says.loss": (
        "The loss, the same squared error in all four.",
        "损失，四个算法都是同一个平方误差。",
    ),
    "card.algorithms.says.update": (
        "The gradient step: the weights move, and the loss of the same batch is computed again.",
        "梯度步：权重改变，再对同一批重新计算损失。",
    ),
}
ALGORITHMS: dict[str, tuple[str, str]] = {
    **LINES,
    **SAYS,
    "card.algorithms.lead": (
        "Four trainings, line by line beside each other. Three of the eight lines can differ: where "
        "the **pairs** come from, the **form**, the **prediction**. From 1 to 3, and from 2 to 4, it "
        "is the pairs alone.",
        "四种训练逐行并列。八行之中只有三行可能不同：**配对**从何而来、**形式**、**预测**。从 1 到 3"
        "，从 2 到 4，不同的只有配对。",
    ),
    "card.algorithms.name.1": ("Flow-matching training", "流匹配训练"),
    "card.algorithms.name.2": ("Diffusion training", "扩散训练"),
    "card.algorithms.name.3": ("Rectified flow", "整流流"),
    "card.algorithms.name.4": ("Rectified diffusion", "整流扩散"),
    "card.algorithms.algorithm": ("Algorithm {number}", "算法 {number}"),
    "card.algorithms.choose": ("Which algorithm", "选择算法"),
    "card.algorithms.form": ("Form of 2 and 4", "算法 2、4 的形式"),
    "card.algorithms.prediction": ("Prediction of 2 and 4", "算法 2、4 的预测"),
    "card.algorithms.step": ("Step", "单步"),
    "card.algorithms.play": ("Play", "播放"),
    "card.algorithms.pause": ("Pause", "暂停"),
    "card.algorithms.reset": ("From the start", "从头开始"),
    "card.algorithms.at": (
        "Training step {step}, line {line} of {lines}",
        "第 {step} 个训练步，第 {line} / {lines} 行",
    ),
    "card.algorithms.lines": ("The four algorithms", "四个算法"),
    "card.algorithms.differs.pairs": ("pairs", "配对"),
    "card.algorithms.differs.form": ("form", "形式"),
    "card.algorithms.differs.target": ("prediction", "预测"),
    "card.algorithms.legend": ("Marked: what differs from algorithm 1", "有标记的：与算法 1 不同之处"),
    "card.algorithms.slope": ("|∂L/∂W| = {slope}, then L = {after}", "|∂L/∂W| = {slope}，之后 L = {after}"),
    "card.algorithms.one": (
        "With this form and this prediction, algorithm 2 **is** algorithm 1 and algorithm 4 **is** "
        "algorithm 3: all their numbers above are equal, to the last bit.",
        "采用这一形式与这一预测时，算法 2 **就是**算法 1，算法 4 **就是**算法 3：上面的全部数值相等，"
        "分毫不差。",
    ),
    "card.algorithms.apart": (
        "Choose flow matching and flow below the table: then algorithm 2 has the numbers of 1, and 4 "
        "those of 3.",
        "在表下选择流匹配与流速度：此时算法 2 的数值与 1 相同，算法 4 的数值与 3 相同。",
    ),
    "card.algorithms.honest": (
        "**What is computed here.** The data are eight Gaussians; a batch has {size} points, so "
        "that all of it can be read. The model is linear: W has {weights} numbers, f(xₜ, t) = (1, x, "
        "y, t, t x, t y), η = {rate}. All four begin with the same W and get the same noise and "
        "times; each has its own W, and every round is a further real step. The teacher is the exact "
        "denoiser of these data, whose paths end at the same samples in every form. In the paper a "
        "trained network is the teacher, and the training goes on from its weights.",
        "**这里计算的是什么。** 数据为八个高斯；一批只有 {size} 个点，以便全部看清。模型是线性的："
        "W 有 {weights} 个数，f(xₜ, t) = (1, x, y, t, t x, t y)，η = {rate}。四个算法从同一 W 出发，"
        "得到同样的噪声与时刻；各有自己的 W，每一轮都是真实的一步。教师是这些数据的精确去噪器，它的轨"
        "迹在任何形式中都到达同样的样本。论文中教师是训练好的网络，训练从它的权重继续。",
    ),
    "card.algorithms.code": (
        "Algorithm {number} in Python, with this project's library",
        "用本项目的库写成的算法 {number}（Python）",
    ),
    "card.algorithms.copy": ("Copy", "复制"),
    "card.algorithms.copied": ("Copied", "已复制"),
    "card.algorithms.source": (
        "Source: Wang et al., arXiv 2410.07303v2, section 2.1, algorithm 1 (flow-matching training), "
        "algorithm 2 (diffusion training), algorithm 3 (rectified flow) and algorithm 4 (rectified "
        "diffusion, on pairs of a teacher).",
        "出处：Wang 等，arXiv 2410.07303v2 第 2.1 节，算法 1（流匹配训练）、算法 2（扩散训练，随机配"
        "对）、算法 3（整流流）与算法 4（整流扩散，模型生成的匹配对）。",
    ),
}
