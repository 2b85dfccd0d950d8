"""Two sentences before each lesson's question: what it speaks of, and nothing of the answer."""

SETUPS: dict[str, tuple[str, str]] = {
    "lesson.denoising.setup": (
        "The forward process adds noise ε to a data point x₀ until hardly anything of it is left: x = α x₀ "
        "+ σ ε, with α = 1 and σ = 0 at t = 0, and σ much larger than α at t = T. A diffusion model is a "
        "network that is trained to go back: it sees x and t, and answers what x₀ was; here it is the exact "
        "model, which answers as a perfectly trained network would.",
        "前向过程给数据点 x₀ 加上噪声 ε，直到它几乎不剩：x = α x₀ + σ ε，t = 0 时 α = 1、σ = 0，t = T 时"
        " σ 远大"
        "于 α。扩散模型是学习反过来走的网络：它看到 x 和 t，回答 x₀ 是什么；这里用的是精确模型，它的回答"
        "与训练"
        "得完美的网络相同。",
    ),
    "lesson.same_paths.setup": (
        "A form of diffusion says how much of the data x₀ (α) and how much noise ε (σ) the noisy sample x "
        "holds at time t, from data at t = 0 to noise at t = T. A model's path leads from noise back to "
        "data; here it is the exact model, which answers as a perfectly trained network would.",
        "扩散的形式规定了带噪样本 x 在时刻 t 含有多少数据 x₀（α）、多少噪声 ε（σ）：t = 0 是数据，t = T 是"
        "噪声。模型的轨迹从噪声走回数据；这里用的是精确模型，它的回答与训练得完美的网络相同。",
    ),
    "lesson.not_straight.setup": (
        "In flow matching each pair of a data point and a noise is joined by a straight line, and the "
        "noisy sample moves along it at even speed. Many such lines pass near any one place; the model is "
        "told only the place and the time, and its path follows its answers.",
        "在流匹配中，每一对数据点与噪声由一条直线相连，带噪样本沿直线匀速移动。许多这样的直线经过同一处附近"
        "；模型只知道位置和时刻，轨迹就跟随它的回答。",
    ),
    "lesson.straightening.setup": (
        "A flow-matching model is trained first on pairs at random: any sample with any noise. Then the "
        "model itself makes a sample of each noise, and a second model is trained on the lines between "
        "these new pairs.",
        "先用随机配对训练一个流匹配模型：任意样本配任意噪声。再让模型自己由每个噪声生成一个样本，并用这些新"
        "配对之间的连线训练第二个模型。",
    ),
    "lesson.pairs_only.setup": (
        "A VP diffusion model makes a sample in many small steps, and before each it looks anew at where "
        "it is. Rectified flow, the method of the last lesson, aims at one step with three things at once: "
        "the flow-matching form, predicting ε − x₀, and pairs that a model has matched.",
        "VP 扩散模型要走许多小步才生成一个样本，每一步之前都重新看一次自己在哪里。上一课的整流流以一步生成"
        "为目标，同时用了三样东西：流匹配的形式、预测 ε − x₀，以及模型生成的匹配对。",
    ),
    "lesson.constant.setup": (
        "At every point of its path a model guesses two things: x̂₀, the sample it is heading for, and ε̂, "
        "the noise it came from; its velocity dx/dt is made of both. Here a VP model is looked at before "
        "and after rectification, the training on pairs of a noise and the sample that it made of it.",
        "在轨迹的每一点，模型都猜两样东西：要去的样本 x̂₀ 和来自的噪声 ε̂，速度 dx/dt 由两者合成。这里比较 "
        "VP 模型在整流（用它自己的噪声与样本配对再训练）之前和之后的样子。",
    ),
    "lesson.same_form.setup": (
        "In the forward process of VP a sample and a noise are mixed as α x₀ + σ ε: as time goes on, α "
        "falls and σ grows. Backwards, from noise to data, nothing is mixed: a model follows its own "
        "guesses, here before and after rectification.",
        "VP 的前向过程把一个样本和一个噪声合成 α x₀ + σ ε：随着时间推移，α 减小，σ 增大。反过来从噪声到数据"
        "则没有合成：模型跟随自己的猜测；这里比较整流之前和之后。",
    ),
    "lesson.may_curve.setup": (
        "Rectified flow is often explained by straightness: on a straight path one step arrives. Here VP, "
        "sub-VP, VE and flow matching are rectified, and the length of each path in x is compared with its "
        "chord, the straight line between its ends.",
        "人们常用“直”来解释整流流：沿直的轨迹，一步即可到达。这里把 VP、sub-VP、VE 和流匹配都整流，再比较每"
        "条轨迹在 x 中的长度与它的弦，即两端之间的直线。",
    ),
    "lesson.few_steps.setup": (
        "Four forms are trained and then rectified, all with the same budget. Samples are made in 1, 2, 4 "
        "and 25 steps, and their distance from the data is measured as sliced W₂.",
        "四种形式以相同的预算训练并整流。再分别用 1、2、4、25 步生成样本，用切片 W₂ 量出它们与数据的距离。",
    ),
    "lesson.form_or_settings.setup": (
        "A form comes with habits: at which noise levels its network is trained, what the network "
        "predicts, and which squared error is the loss. Here every training is short, 200 steps, so that "
        "it shows how well it is set.",
        "每种形式都带着习惯：在哪些噪声水平上训练、网络预测什么、以哪个平方误差作损失。这里每次训练都很短，"
        "只有 200 步，这样才看得出设置的好坏。",
    ),
    "lesson.phases.setup": (
        "A path is first order where one step along it, with the guess (x̂₀, ε̂) made at its start, "
        "arrives exactly. For a large model that is much to ask of the whole path; a phased model is asked "
        "for it only within each of four pieces.",
        "如果在起点作出猜测 (x̂₀, ε̂)，只走一步就恰好到达，这样的轨迹称为一阶。要大模型的整条轨迹都做到很难"
        "；分段模型只要求四段之中每一段做到。",
    ),
    "lesson.solvers.setup": (
        "A solver follows a model in steps: Euler's method walks straight on in x for a while, DDIM keeps "
        "its guess (x̂₀, ε̂) and moves along α x̂₀ + σ ε̂; then each looks again. Here both follow the "
        "same VP model after rectification, and beside it a flow-matching model.",
        "求解器一步一步跟随模型：Euler 法在 x 中直走一段；DDIM 保留猜测 (x̂₀, ε̂)，沿 α x̂₀ + σ ε̂ 移动；然"
        "后再看一次。这里两者跟随同一个整流后的 VP 模型，旁边是流匹配模型。",
    ),
    "lesson.conditional.setup": (
        "A pair (x₀, ε) has a path of its own, which is known once x₀ is given: it is called conditional. "
        "The model does not know to which pair a point belongs and moves on all the same: its path is "
        "called marginal.",
        "单个配对 (x₀, ε) 有自己的轨迹，给定 x₀ 就确定了，称为条件轨迹。模型不知道一个点属于哪一对，却仍要继"
        "续"
        "移动：它的轨迹称为边缘轨迹。",
    ),
    "lesson.convert_first.setup": (
        "Stable Diffusion predicts ε, on a VP form; rectified flow, as InstaFlow applies it, works on flow "
        "matching and a velocity, so the model is trained on to become one of that kind before it is "
        "rectified. Here a small VP model that predicts ε is rectified as it is, and beside it a copy that "
        "was converted before.",
        "Stable Diffusion 采用 VP 形式并预测 ε；而 InstaFlow 所用的整流流以流匹配和速度为基础，因此要先把"
        "模型训"
        "练成那一类，再作整流。这里有一个预测 ε 的小型 VP 模型直接整流，旁边是先经转换的同一模型。",
    ),
    "lesson.rounds.setup": (
        "A VP model is rectified: it makes pairs and learns from them, and the result makes new pairs and "
        "learns again, three rounds in all. Critics say that a model fed on its own samples drifts away "
        "from the data, or learns its pairs by heart.",
        "把一个 VP 模型整流：它生成配对并从中学习；所得的模型再生成新配对，再次学习，共三轮。批评者说，只"
        "以自己"
        "的样本为食的模型会漂离数据，或把配对背下来。",
    ),
}
