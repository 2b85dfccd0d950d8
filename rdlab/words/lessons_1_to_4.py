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
        "A form of diffusion says how much signal (α) and how much noise (σ) the mixture holds at time "
        "t. Forms differ in two things only: in how fast noise replaces signal, the clock, and in how "
        "large the mixture is, the scale. Divide by the scale and read the clock as an angle, from 0° "
        "(data) to 90° (noise): then every form has the same equation, and so the same paths. Here each "
        "form is followed in its own x, on its own clock, from the same noise. There is no network yet: "
        "the model is **exact**, it answers what a perfectly trained network would.",
        "扩散的形式规定了时刻 t 的混合里有多少信号（α）、多少噪声（σ）。各形式只有两点不同：噪声取代信号"
        "的快慢，即时钟；以及混合的大小，即尺度。除以尺度，并把时钟读成从 0°（数据）到 90°（噪声）的角度"
        "，各种形式的方程便完全相同，轨迹也就相同。这里每种形式都在自己的 x 中、按自己的时钟、从同一个噪"
        "声出发。这里还没有网络：模型是**精确**的，它给出训练得完美的网络会给出的回答。",
    ),
    "lesson.same_paths.symbols": (
        "x₀ data, ε noise; α and σ: amounts of signal and noise at time t; u: the mixture without its "
        "scale; φ: the clock as an angle; x̂₀, ε̂: what the model thinks x₀ and ε are, on average.",
        "x₀ 为数据，ε 为噪声；α、σ 为时刻 t 的信号量与噪声量；u 为去掉尺度的混合；φ 为角度时钟；x̂₀、ε̂ "
        "为模型对 x₀、ε 的平均估计。",
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
        "去掉尺度与时钟后，整条轨迹都相同。",
    ),
    "lesson.same_paths.yes": (
        "No: they are the same paths, on another clock and at another scale. What is left of the gaps is "
        "the solver's error. VE starts with a little signal left, so a path on the ridge between two "
        "clusters may end in the other one.",
        "没有本质区别：轨迹相同，只是时钟与尺度不同。余下的差距来自求解器误差。VE 起点处仍留有少许信号，因"
        "此恰好位于两簇分界线上的轨迹可能落入另一簇。",
    ),
    "lesson.same_paths.no": (
        "Here the paths differ by more than the criterion allows. Since the equation is the same, look "
        "for the cause in the solver: steps that are too few for one of the clocks.",
        "这里轨迹的差距超出了标准。既然方程相同，原因应在求解器：对某个时钟来说步数太少。",
    ),
    "lesson.same_paths.source": (
        "arXiv 2410.07303, whose abstract calls the flow-matching form unnecessary. That all forms are "
        "one equation is shown here, by the formula and the numbers.",
        "arXiv 2410.07303 的摘要认为流匹配的形式并非必要。各形式同属一个方程，则由这里的公式与数字说明。",
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
        "Many lines cross in one point, each on its way to another sample. The model sees the point, not "
        "the line, so the best it can do is to answer with the mean of all directions that pass there. Far "
        "from the data, that mean points at the middle of everything; near the data, one sample wins. So "
        "the path turns on its way, and one straight step from the noise lands in the middle.",
        "许多直线相交于一点，各自通向不同的样本。模型看到的是点，而不是哪条直线，最好的回答也只能是经过该点"
        "的所有方向的平均。离数据远时，平均指向整体的中央；离数据近时，某个样本占优。于是轨迹在途中转弯，而"
        "从噪声直走一步只会落在中央。",
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
        "After one straight step, samples are at least three times as far from the data as fresh data are.",
        "直走一步所得样本与数据的距离，至少是下限（新数据与数据的距离）的三倍。",
    ),
    "lesson.not_straight.yes": (
        "No. The lines of the pairs are straight; the model's own paths are not, however well it is "
        "trained, for this is the exact model.",
        "不是。配对的连线是直的，模型自己的轨迹却不是；这里已是精确模型，训练得再好也一样。",
    ),
    "lesson.not_straight.no": (
        "For these data the paths are nearly straight. That happens where there is nothing to choose "
        "between, as with a single round cluster.",
        "对这份数据，轨迹几乎是直的。没有什么可选择时就会这样，例如数据只是一个圆形的簇。",
    ),
    "lesson.not_straight.source": (
        "arXiv 2410.07303, algorithm 1 (flow-matching training); straightness S: Liu et al., arXiv "
        "2209.03003.",
        "arXiv 2410.07303 算法 1（流匹配训练）；直线度 S：Liu 等，arXiv 2209.03003。",
    ),
    # 3
    "lesson.straightening.title": (
        "What if a model learns from its own pairs?",
        "模型用自己的配对学习会怎样？",
    ),
    "lesson.straightening.question": (
        "A flow-matching model makes a sample of every noise. A new network is trained on these pairs. "
        "What do its paths look like?",
        "流匹配模型把每个噪声变成一个样本，再用这些配对训练一个新网络。它的轨迹会怎样？",
    ),
    "lesson.straightening.answer.0": ("Nearly straight", "几乎是直的"),
    "lesson.straightening.answer.1": ("As bent as before", "和原来一样弯"),
    "lesson.straightening.answer.2": ("Even more bent", "比原来更弯"),
    "lesson.straightening.text": (
        "With pairs at random, lines that cross go to different samples, and the mean of their "
        "directions bends the paths. Paths of a model cannot cross: each point has one direction at a "
        "time. If every noise is paired with the sample that the model itself makes of it, the new lines "
        "hardly cross either. At each point there is then only one direction to learn, that of the line, "
        "and the new paths follow the lines.",
        "随机配对时，相交的直线通向不同样本，方向取平均便使轨迹弯曲。而模型的轨迹不会相交：每一点只有一个"
        "方向。若把每个噪声与模型自己由它生成的样本配对，新的连线也几乎不再相交。于是每一点只有一个方向可"
        "学，即连线的方向，新轨迹便沿连线前进。",
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
        "Where lines of matched pairs meet, their directions differ at most a fifth as much as those of "
        "random pairs.",
        "由模型配对后，相遇直线的方向分歧至多为随机配对的五分之一。",
    ),
    "lesson.straightening.yes": (
        "By training again on its own pairs: their lines do not cross, so there is nothing left to average.",
        "办法是用自己的配对再训练一次：连线不再相交，也就没有什么需要平均。",
    ),
    "lesson.straightening.no": (
        "Here the paths did not become as straight as expected. A student trained for too short a time, "
        "or with too few pairs, does that.",
        "这里轨迹没有变得像预期那样直。训练太短或配对太少都会如此。",
    ),
    "lesson.straightening.source": (
        "arXiv 2410.07303, algorithm 3 (rectified flow); the method is of Liu et al., arXiv 2209.03003.",
        "arXiv 2410.07303 算法 3（整流流）；方法出自 Liu 等，arXiv 2209.03003。",
    ),
    # 4
    "lesson.pairs_only.title": ("What makes one step enough?", "一步生成，靠的是什么？"),
    "lesson.pairs_only.question": (
        "A VP diffusion model is to make good samples in one step. What does that take?",
        "要让 VP 扩散模型一步就生成好样本，需要什么？",
    ),
    "lesson.pairs_only.answer.0": ("The flow-matching form", "流匹配的形式"),
    "lesson.pairs_only.answer.1": ("Predicting ε − x₀", "预测 ε − x₀"),
    "lesson.pairs_only.answer.2": ("Pairs that a model has matched", "由模型配好的对"),
    "lesson.pairs_only.text": (
        "Two students learn from the same noises and the same samples, with the same network, the same "
        "loss and the same number of steps. The first gets each noise with the sample that the teacher "
        "makes of it. The second gets the same list shuffled. The form stays VP, and both predict v as "
        "the teacher does: no flow matching anywhere. Whatever differs in the end comes from the pairs.",
        "两个学生用同样的噪声和样本、同样的网络、同样的损失和步数学习。第一个得到的是每个噪声与教师由它生"
        "成的样本；第二个得到的是打乱顺序的同一份名单。形式仍是 VP，两者都像教师一样预测 v，没有任何流匹"
        "配。最后的差别只能来自配对。",
    ),
    "lesson.pairs_only.symbols": (
        "x₀, ε: a pair, at first any sample with any noise; then x̃₀ = ODE(ε), the sample that the teacher "
        "makes of ε. α, σ: amounts of signal and noise; v: the pair's velocity α ε − σ x₀; θ: the "
        "network's weights.",
        "x₀、ε 为一对：起初是任意样本配任意噪声，之后换成 x̃₀ = ODE(ε)，即教师由 ε 生成的样本；α、σ 为信号"
        "量与噪声量；v 为该对的速度 α ε − σ x₀；θ 为网络权重。",
    ),
    "lesson.pairs_only.claim.one_step": (
        "With matched pairs, one-step samples are at most a quarter as far from the data as with "
        "shuffled pairs.",
        "用配好的对，一步样本与数据的距离至多为打乱配对的四分之一。",
    ),
    "lesson.pairs_only.claim.as_good": (
        "They are about as good as the teacher's 50-step samples: at most 1.5 times their distance "
        "from the data (or 1.5 times the floor, where that is larger).",
        "与教师的 50 步样本相当：与数据的距离至多为其（或下限）的 1.5 倍。",
    ),
    "lesson.pairs_only.yes": (
        "The pairs are what matters. Form, prediction and network stayed as they were.",
        "起作用的是配对。形式、预测方式和网络都没有变。",
    ),
    "lesson.pairs_only.no": (
        "Here the matched pairs did not help as much as expected. Look whether the teacher itself is "
        "good: its pairs cannot be better.",
        "这里配对的帮助不如预期。先看教师本身好不好：配对不会比教师更好。",
    ),
    "lesson.pairs_only.source": (
        "arXiv 2410.07303, algorithms 2 and 4: they differ only in where the pair comes from.",
        "arXiv 2410.07303 算法 2 与算法 4：两者只差在配对从何而来。",
    ),
}
