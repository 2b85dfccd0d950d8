"""Words of lesson 0: key -> (English, Simplified Chinese), see lessons.py."""

LESSON_0: dict[str, tuple[str, str]] = {
    "lesson.denoising.title": ("What is a diffusion model?", "什么是扩散模型？"),
    "lesson.denoising.question": (
        "Begin at pure noise, ask the model once, and take its answer as the sample: one step. Where do "
        "the samples of many different noises end up?",
        "从纯噪声出发，只问模型一次，把它的回答当作样本：这就是一步采样。许多不同的噪声由此得到的样本会"
        "落在哪里"
        "？",
    ),
    "lesson.denoising.answer.0": ("Spread over the data", "分布在数据上"),
    "lesson.denoising.answer.1": (
        "All close together, in the middle of the data",
        "全都挤在数据的中央",
    ),
    "lesson.denoising.answer.2": ("As far apart as the noises", "像噪声那样散开"),
    "lesson.denoising.text": (
        "Training takes a data point, a noise and a time, and asks for x₀ from x and t alone; the squared "
        "error is the loss. Many x₀ could have led to the same x, so the best answer is their mean, each "
        "weighed by how likely it is: **x̂₀ = E[x₀ | x_t]**, the posterior mean. What answers so is a "
        "denoiser. Near the data hardly more than one x₀ is possible, and the answer is sharp; at pure "
        "noise nearly all are, and the answer is the middle of the data. So a sampler goes only part of "
        "the way towards x̂₀, asks again, and so on. Each step costs one call of the network: that is why "
        "many steps are slow, and why one would like to need a single one. How α and σ change with time is "
        "called the form: as the curve of (α, σ), VP is an arc of a circle, flow matching a straight line, "
        "and in VE α stays 1. Tweedie's formula gives the same x̂₀ from the score, the slope of log p_t.",
        "训练时取一个数据点、一个噪声和一个时刻，要求只由 x 和 t 回答 x₀，以平方误差为损失。同一个 x 可"
        "能来自"
        "许多 x₀，因此最优回答是它们按可能性加权的平均：**x̂₀ = E[x₀ | x_t]**，即后验均值。这样回答的就是"
        "去噪器"
        "。靠近数据时几乎只剩一个 x₀ 可能，回答是清晰的；在纯噪声处几乎所有 x₀ 都可能，回答就是数据的中"
        "央。因"
        "此采样器只朝 x̂₀ 走一部分，再问一次，如此反复。每一步都要调用一次网络：所以步数多就慢，人们才希"
        "望一步"
        "就够。α 与 σ 随时间变化的方式称为形式：画成 (α, σ) 的曲线，VP 是一段圆弧，流匹配是直线，VE 的 α"
        " 始终"
        "为 1。Tweedie 公式则由得分（log p_t 的梯度）得到同一个 x̂₀。",
    ),
    "lesson.denoising.symbols": (
        "x₀ data, ε noise from the normal distribution N(0, I); α_t and σ_t: amounts of signal and noise "
        "at time t; x̂₀: the model's answer; E[x₀ | x_t]: mean of x₀ over all pairs that pass x at time t; "
        "p_t: density of the noisy samples at time t; ∇ log p_t: the score, which points to where they are "
        "denser.",
        "x₀ 为数据，ε 为来自正态分布 N(0, I) 的噪声；α_t、σ_t 为时刻 t 的信号量与噪声量；x̂₀ 为模型的回答；"
        "E[x₀ | x_t] 为时刻 t 经过 x 的所有配对的 x₀ 的平均；p_t 为时刻 t 带噪样本的密度；∇ log p_t 为得"
        "分，指"
        "向带噪样本更密的方向。",
    ),
    "lesson.denoising.claim.middle": (
        "One-step samples end in the middle of the data: their distance from it, root mean square, is at "
        "most a tenth of the data's standard deviation.",
        "一步样本落在数据的中央：与中央的距离（均方根）至多为数据标准差的十分之一。",
    ),
    "lesson.denoising.claim.steps": (
        "They are at least 3 times as far from the data as the samples of 50 steps (or than the floor, "
        "where that is larger).",
        "它们与数据的距离至少为 50 步样本的 3 倍（若下限更大，则为两次抽样之间的距离（下限）的 3 倍）。",
    ),
    "lesson.denoising.claim.mean": (
        "With as much noise as data in x, the model's answer is the mean of 20,000 draws of x₀, each "
        "weighed by how likely it makes x, up to a tenth of the data's standard deviation.",
        "x 中噪声与数据一样多时，模型的回答就是 20,000 个抽取的 x₀ 的平均，各按它给出 x 的可能性加权；相"
        "差至多"
        "为数据标准差的十分之一。",
    ),
    "lesson.denoising.claim.tweedie": (
        "Tweedie's formula, with the score measured from the density of the noisy samples, gives the same "
        "answer up to a thousandth of the data's standard deviation.",
        "用由带噪样本的密度测得的得分，Tweedie 公式给出同样的回答；相差至多为数据标准差的千分之一。",
    ),
    "lesson.denoising.yes": (
        "The answer is a mean over all that is possible: from pure noise, the middle of the data. Many "
        "steps narrow down what is possible, and so end near the data.",
        "回答是一切可能的平均：从纯噪声出发，就是数据的中央。走许多步，可能的范围逐步缩小，最后便接近数据。",
    ),
    "lesson.denoising.source": (
        "Background to arXiv 2410.07303v2. Forward process: Ho et al., arXiv 2006.11239; Tweedie's "
        "formula: Efron 2011, J. Am. Stat. Assoc. 106.",
        "arXiv 2410.07303v2 的背景知识。前向过程：Ho 等，arXiv 2006.11239；Tweedie 公式：Efron 2011，J. Am. "
        "Stat. Assoc. 106。",
    ),
}
