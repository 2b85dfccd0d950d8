"""Words of lessons 1 to 4: key -> (English, Simplified Chinese), see lessons.py."""

FIRST_LESSONS: dict[str, tuple[str, str]] = {
    # 1
    "lesson.same_paths.title": ("Do flow matching and diffusion differ?", "流匹配与扩散有本质区别吗？"),
    "lesson.same_paths.question": (
        "Take one noise and follow the exact model to the data, under VP, sub-VP, VE and flow matching. "
        "Where does it end?",
        "取同一个噪声，分别在 VP、sub-VP、VE 和流匹配下沿精确模型走到数据。它会到达哪里？",
    ),
    "lesson.same_paths.answer.0": ("Always at the same point", "总是同一个点"),
    "lesson.same_paths.answer.1": ("In the same cluster, at other points", "同一簇内的不同点"),
    "lesson.same_paths.answer.2": ("At unrelated points", "互不相关的点"),
    "lesson.same_paths.text": (
        "A form of diffusion says how much signal (α) and how much noise (σ) the noisy sample holds at "
        "time t. Forms differ in two things only: in how fast noise replaces signal, the clock, and in "
        "how large the noisy sample is, the scale. Divide by the scale and read the clock as an angle, "
        "from 0° (data) to 90° (noise): then every form has the same equation, and so the same paths. "
        "Here each form is followed in its own x, on its own clock, from the same noise. There is no "
        "network yet: the model is **exact**, it answers what a perfectly trained network would.",
        "扩散的形式规定了时刻 t 的带噪样本里有多少信号（α）、多少噪声（σ）。各形式只有两点不同：噪声取代"
        "信号的快慢，即时间进度；以及带噪样本的大小，即尺度。除以尺度，并把时间进度读成从 0°（数据）到 "
        "90°（噪声）的角度，各种形式的方程便完全相同，轨迹也就相同。这里每种形式都在自己的 x 中、按自己的"
        "时间进度、从同一个噪声出发。这里还没有网络：模型是**精确**的，它给出训练得完美的网络会给出的回答"
        "。",
    ),
    "lesson.same_paths.symbols": (
        "x₀ data, ε noise; α and σ: amounts of signal and noise at time t; u: the noisy sample without "
        "its scale; φ: the clock as an angle; x̂₀, ε̂: what the model thinks x₀ and ε are, on average.",
        "x₀ 为数据，ε 为噪声；α、σ 为时刻 t 的信号量与噪声量；u 为去掉尺度的带噪样本；φ 为以角度表示的时"
        "间进度；x̂₀、ε̂ 为模型对 x₀、ε 的平均估计。",
    ),
    "lesson.same_paths.claim.ends": (
        "From the same noise VP, VP cosine, sub-VP, EDM and flow matching end at the same point.",
        "同一个噪声在 VP、VP 余弦、sub-VP、EDM 与流匹配下都到达同一点。",
    ),
    "lesson.same_paths.claim.ve": (
        "So does VE, for at least half of the paths, though a little signal is left in its noise.",
        "VE 的噪声一端仍留有少许信号，但至少一半的轨迹也到达同一点。",
    ),
    "lesson.same_paths.claim.ways": (
        "Without scale and clock, the whole paths are the same.",
        "去掉尺度与时间进度后，整条轨迹都相同。",
    ),
    "lesson.same_paths.yes": (
        "No: they are the same paths, on another clock and at another scale. What is left of the gaps is "
        "the solver's error. VE starts with a little signal left, so a path on the ridge between two "
        "clusters may end in the other one.",
        "没有本质区别：轨迹相同，只是时间进度与尺度不同。余下的差距来自求解器误差。VE 起点处仍留有少许信"
        "号，因此恰好位于两簇分界线上的轨迹可能落入另一簇。",
    ),
    "lesson.same_paths.source": (
        "arXiv 2410.07303v2, abstract: it calls the flow-matching form unnecessary. That all forms are "
        "one equation is shown here, by the formula and the numbers.",
        "arXiv 2410.07303v2 摘要认为流匹配的形式并非必要。各形式同属一个方程，则由这里的公式与数字说明。",
    ),
    # 2
    "lesson.not_straight.title": ("Are the paths of flow matching straight?", "流匹配的轨迹是直的吗？"),
    "lesson.not_straight.question": (
        "Flow matching is trained on straight lines from data to noise. Are the paths of its exact model "
        "straight?",
        "流匹配用数据到噪声的直线来训练。它的精确模型的轨迹是直的吗？",
    ),
    "lesson.not_straight.answer.0": ("Yes, all of them", "是，全都是直的"),
    "lesson.not_straight.answer.1": ("No, they are bent", "不，它们是弯的"),
    "lesson.not_straight.answer.2": ("Only if it is trained for long", "训练足够久才是"),
    "lesson.not_straight.text": (
        "Many lines pass through one point at one time, each on its way to another sample. The model "
        "sees the point and the time, not the line, so the best it can do is to answer with the mean of "
        "all directions that pass there. Far from the data, that mean points at the middle of "
        "everything; near the data, one sample wins. So the path turns on its way, and one straight step "
        "from the noise lands in the middle.",
        "许多直线在同一时刻经过同一点，各自通向不同的样本。模型看到的是点与时刻，而不是哪条直线，最好的回"
        "答也只能是当时经过该点的所有方向的平均。离数据远时，平均指向整体的中央；离数据近时，某个样本占优"
        "。于是轨迹在途中转弯，而从噪声直走一步只会落在中央。",
    ),
    "lesson.not_straight.symbols": (
        "dx/dt: the direction that the model follows; E[ε − x₀ | x]: the mean of ε − x₀ over all pairs "
        "whose line passes through x at time t.",
        "dx/dt 为模型所走的方向；E[ε − x₀ | x] 为时刻 t 经过 x 的所有配对的 ε − x₀ 的平均。",
    ),
    "lesson.not_straight.claim.bent": (
        "The paths of the exact model are at least 10 % longer than their chords.",
        "精确模型的轨迹比弦至少长 10%。",
    ),
    "lesson.not_straight.claim.one_step": (
        "After one straight step, samples are at least three times as far from the data as the floor.",
        "直走一步所得样本与数据的距离，至少是两次抽样之间的距离（下限）的三倍。",
    ),
    "lesson.not_straight.claim.most_bent": (
        "Before any rectification flow matching bends more than VP, sub-VP and VE: its extra length is at "
        "least 1.5 times theirs.",
        "在任何整流之前，流匹配比 VP、sub-VP 和 VE 都更弯：多出的长度至少是它们的 1.5 倍。",
    ),
    "lesson.not_straight.yes": (
        "No. The lines of the pairs are straight; the model's own paths are not, however well it is "
        "trained, for this is the exact model.",
        "不是。配对的连线是直的，模型自己的轨迹却不是；这里已是精确模型，训练得再好也一样。",
    ),
    "lesson.not_straight.source": (
        "arXiv 2410.07303v2, algorithm 1 (flow-matching training); straightness S: Liu et al., arXiv "
        "2209.03003.",
        "arXiv 2410.07303v2 算法 1（流匹配训练）；直线度 S：Liu 等，arXiv 2209.03003。",
    ),
    # 3
    "lesson.straightening.title": (
        "What if a model learns from its own pairs?",
        "模型用自己的配对学习会怎样？",
    ),
    "lesson.straightening.question": (
        "A flow-matching model makes a sample of every noise. Its network goes on training, on these pairs. "
        "What do its paths look like?",
        "流匹配模型把每个噪声变成一个样本，再用这些配对继续训练它的网络。它的轨迹会怎样？",
    ),
    "lesson.straightening.answer.0": ("Nearly straight", "几乎是直的"),
    "lesson.straightening.answer.1": ("As bent as before", "和原来一样弯"),
    "lesson.straightening.answer.2": ("Even more bent", "比原来更弯"),
    "lesson.straightening.text": (
        "With pairs at random, lines that are in one place at one time go on to different samples, and "
        "the mean of their directions bends the paths. Lines that only cross in space, each at its own "
        "time, do no harm: the model is told the time. Paths of a model are never in one place at one "
        "time: each point has one direction at a time. If every noise is paired with the sample that the "
        "model itself makes of it, the new lines, being chords of those paths, hardly ever are either. "
        "At each point and time there is then nearly one direction to learn, and the new paths follow "
        "the lines. In more dimensions, where lines never meet exactly, the honest word is "
        "**uncertainty**: how much (x₀, ε) still varies once x and t are known.",
        "随机配对时，在同一时刻处于同一位置的直线会通向不同样本，方向取平均便使轨迹弯曲。仅在空间中相交、"
        "各在不同时刻经过的直线并无妨碍：模型知道时刻。模型的轨迹绝不会在同一时刻处于同一位置：每一点在每"
        "一时刻只有一个方向。若把每个噪声与模型自己由它生成的样本配对，新的连线是这些轨迹的弦，也几乎不会"
        "如此。于是在每一点、每一时刻几乎只有一个方向可学，新轨迹便沿连线前进。在更高维中，直线从不真正相"
        "遇，准确的说法是**不确定性**：已知 x 与 t 之后，(x₀, ε) 还有多少变化。",
    ),
    "lesson.straightening.symbols": (
        "x̃₀ = ODE(ε): the sample that the first model makes of the noise ε; v: the velocity that the "
        "network predicts, θ its weights; x: the point on the line between the two at time t.",
        "x̃₀ = ODE(ε)：第一个模型由噪声 ε 生成的样本；v：网络预测的速度，θ 为其权重；x：时刻 t 两者连线上的"
        "点。",
    ),
    "lesson.straightening.claim.arc": (
        "Rectified, the extra length of the paths falls to a tenth or less.",
        "整流后，轨迹多出的长度降到十分之一以下。",
    ),
    "lesson.straightening.claim.speed": (
        "They are followed at even speed too: S falls to a tenth or less.",
        "速度也变得均匀：S 降到十分之一以下。",
    ),
    "lesson.straightening.claim.crossings": (
        "Of 100 lines of the model's own pairs, at most a tenth as many are in one place at one time (to "
        "within 0.02 std) as of random pairs.",
        "100 条模型生成的匹配对的连线中，在同一时刻处于同一位置（相距 0.02 个标准差以内）的次数，至多为随"
        "机配对的十分之一。",
    ),
    "lesson.straightening.claim.uncertain": (
        "Given the point half way, the direction of its line is at most a fifth as uncertain as with "
        "random pairs.",
        "已知中途所在的点，其连线方向的不确定性至多为随机配对的五分之一。",
    ),
    "lesson.straightening.yes": (
        "By training again on its own pairs: their lines are hardly ever in one place at one time, so "
        "there is next to nothing left to average.",
        "办法是用自己的配对再训练一次：连线几乎不会在同一时刻处于同一位置，也就几乎没有什么需要平均。",
    ),
    "lesson.straightening.source": (
        "arXiv 2410.07303v2, algorithm 3 (rectified flow); the method is of Liu et al., arXiv 2209.03003.",
        "arXiv 2410.07303v2 算法 3（整流流）；方法出自 Liu 等，arXiv 2209.03003。",
    ),
    # 4
    "lesson.pairs_only.title": ("What makes one step enough?", "一步生成，靠的是什么？"),
    "lesson.pairs_only.question": (
        "A VP diffusion model is to make good samples in one step. What does that take?",
        "要让 VP 扩散模型一步就生成好样本，需要什么？",
    ),
    "lesson.pairs_only.answer.0": ("The flow-matching form", "流匹配的形式"),
    "lesson.pairs_only.answer.1": ("Predicting ε − x₀", "预测 ε − x₀"),
    "lesson.pairs_only.answer.2": ("Pairs that a model has matched", "模型生成的匹配对"),
    "lesson.pairs_only.text": (
        "Two students go on from the teacher's own weights, with its loss, its noise levels, and the same "
        "number of steps. The first gets each noise with the sample that the teacher makes of it. The second "
        "gets the same list shuffled. The form stays VP, and both predict v as the teacher does: no flow "
        "matching anywhere. Whatever differs in the end comes from the pairs.",
        "两个学生都从教师自己的权重继续学习，损失与噪声水平和教师的训练相同，步数也相同。第一个得到的是每个噪声"
        "与教师由它生成的样本；第二个得到的是同一组配对打乱后的结果。形式仍是 VP，两者都像教师一样预测 v，没"
        "有任何流匹配。最后的差别只能来自配对。",
    ),
    "lesson.pairs_only.symbols": (
        "x₀, ε: a pair, at first any sample with any noise; then x̃₀ = ODE(ε), the sample that the teacher "
        "makes of ε. α, σ: amounts of signal and noise; v: the pair's velocity α ε − σ x₀; θ: the "
        "network's weights.",
        "x₀、ε 为一对：起初是任意样本配任意噪声，之后换成 x̃₀ = ODE(ε)，即教师由 ε 生成的样本；α、σ 为信号"
        "量与噪声量；v 为该对的速度 α ε − σ x₀；θ 为网络权重。",
    ),
    "lesson.pairs_only.claim.one_step": (
        "With matched pairs, one-step samples are at most a quarter as far from the data as with the "
        "same pairs shuffled.",
        "用模型生成的匹配对，一步样本与数据的距离至多为同一组配对打乱后的四分之一。",
    ),
    "lesson.pairs_only.claim.as_good": (
        "They are about as good as the teacher's 50-step samples: at most 1.5 times their distance from "
        "the data (or 1.5 times the floor, where that is larger).",
        "与教师的 50 步样本相当：与数据的距离至多为其 1.5 倍（若下限更大，则为两次抽样之间的距离（下限）"
        "的 1.5 倍）。",
    ),
    "lesson.pairs_only.yes": (
        "The pairs are what matters. Form, prediction, network and loss stayed as they were.",
        "起作用的是配对。形式、预测方式、网络和损失都没有变。",
    ),
    "lesson.pairs_only.source": (
        "arXiv 2410.07303v2, algorithms 2 and 4: they differ only in where the pair comes from.",
        "arXiv 2410.07303v2 算法 2 与算法 4：两者只差在配对从何而来。",
    ),
}
