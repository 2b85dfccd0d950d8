"""Words of the lab's controls, settings and charts: key -> (English, Simplified Chinese)."""

LAB_TEXTS: dict[str, tuple[str, str]] = {
    # The button that retrains, by variant; the settings; the charts
    "lab.phased": ("Rectify in phases", "分段整流"),
    "lab.consistency": ("Distil for consistency", "一致性蒸馏"),
    "lab.compare": ("Compare all solvers", "比较所有求解器"),
    "lab.advanced": ("Settings", "设置"),
    "lab.advanced_close": ("Close", "关闭"),
    "knobs.later": ("For the next retraining; rates act at once", "用于下一次重训；学习率立即生效"),
    "knobs.new_run": ("Start a new run", "更改后重新开始"),
    # Form parameters
    "control.beta_min": ("β₀", "β₀"),
    "control.beta_min.help": ("How fast noise comes in at the data end.", "数据一端噪声加入的速度。"),
    "control.beta_max": ("β₁", "β₁"),
    "control.beta_max.help": (
        "How fast noise comes in at the noise end. More: less signal is left there.",
        "噪声一端噪声加入的速度：越大，那里残留的信号越少。",
    ),
    "control.sigma_min": ("σ min", "σ min"),
    "control.sigma_min.help": (
        "Noise at the data end, in units of the data.",
        "数据一端的噪声，以数据尺度计。",
    ),
    "control.sigma_max": ("σ max", "σ max"),
    "control.sigma_max.help": (
        "Noise at the noise end. It has to drown the data.",
        "噪声一端的噪声，须足以淹没数据。",
    ),
    # Presets
    "control.preset": ("Fill with", "套用"),
    "control.preset.help": (
        "Sharper: the student made for one step, with batch and rate to suit. Patient: that with a deeper "
        "network and more steps; about three times as long. Starts a new run.",
        "“锐化”：专为一步采样的学生，批大小与学习率与之相配。“耐心”：再加更深的网络与更多步数，约需三倍时间。"
        "更改后重新开始。",
    ),
    "preset.default": ("Default", "默认"),
    "preset.sharper": ("Sharper", "锐化"),
    "preset.patient": ("Patient", "耐心"),
    # Training
    "control.loss_weight": ("Loss weight", "损失权重"),
    "control.loss_weight.help": (
        "How much each noise level counts, for a plain student too. Min-SNR: as its signal over noise, 5 at "
        "most, so that the noise end, where one step starts, counts least.",
        "各噪声水平的权重，“原样”学生也用它。Min-SNR：按信噪比加权，上限为 5；因此一步采样的起点噪声端权重"
        "最小。",
    ),
    "loss_weight.uniform": ("even", "均匀"),
    "loss_weight.min_snr": ("min-SNR", "min-SNR"),
    "control.references": ("Reference samples", "参考样本"),
    "control.references.help": (
        "Each target is the mean of the pairs that could have made it, over so many samples: less noise, the "
        "same answer. 0 is the paper's plain pair.",
        "目标取可能产生它的配对之均值，用这么多样本估计：噪声更小，答案不变。0 即论文中的单个配对。",
    ),
    # Retraining
    "control.variant": ("Retrain as", "重新训练方式"),
    "control.variant.help": (
        "Rectify: first order along the whole path. Phased: in each of M pieces. Consistency: one step at a "
        "time from the model itself.",
        "整流：整条轨迹为一阶；分段：M 段各为一阶；一致性：由模型自身逐步蒸馏。",
    ),
    "variant.rectified": ("Rectify", "整流"),
    "variant.phased": ("Phased", "分段"),
    "variant.consistency": ("Consistency", "一致性"),
    "control.phases": ("M", "M"),
    "control.phases.help": ("How many pieces the path is cut into.", "把轨迹切成多少段。"),
    "control.teacher": ("From", "教师"),
    "control.teacher.help": ("The stage whose pairs are learned next.", "接下来从哪个阶段取配对。"),
    "teacher.latest": ("the latest", "最新阶段"),
    "control.matching": ("Pairs", "配对"),
    "control.matching.help": (
        "Random: the same samples and noises, paired anew; all else is as with the plain student.",
        "随机：同样的样本与噪声重新配对；其余与“原样”学生相同。",
    ),
    "matching.matched": ("Matched", "匹配"),
    "matching.random": ("Random", "随机"),
    "control.student": ("Student", "学生"),
    "control.student.help": (
        "Plain: the paper's algorithm 4, on from the teacher's weights; only the pairs differ. Sharper, made "
        "for one step: new weights, pseudo-Huber loss, half of each batch at the noise end, more of what is "
        "missed.",
        "“原样”：论文的算法 4，从教师的权重继续，只换成匹配对。“锐化”：专为一步采样，用新权重、伪 Huber 损"
        "失，"
        "每批一半在噪声端，没学好的配对抽取更多。",
    ),
    "student.plain": ("plain", "原样"),
    "student.sharper": ("sharper", "锐化"),
    "control.pairs": ("Number of pairs", "配对数"),
    "control.pairs.help": (
        "Pairs that the teacher makes before retraining.",
        "重新训练前由教师生成的配对数。",
    ),
    "control.rectify_steps": ("Retraining steps", "重训步数"),
    "control.rectify_steps.help": ("How long it learns from the pairs.", "在配对上学习多久。"),
    "control.rectify_batch_size": ("Retraining batch", "重训批大小"),
    "control.rectify_batch_size.help": ("Pairs in one step.", "每一步的配对数。"),
    "control.rectify_learning_rate": ("Retraining rate", "重训学习率"),
    "control.rectify_learning_rate.help": (
        "The size of a step; acts at once on a retraining that runs.",
        "每步走多远；对正在进行的重训立即生效。",
    ),
    # Solver and steps
    "control.view_steps.help": (
        "Solver steps from noise to data, 1 to 200; applies at once.",
        "从噪声到数据的求解步数，1 到 200，立即生效。",
    ),
    "control.view_steps.any": ("Any number of steps, 1 to {most}", "任意步数，1 到 {most}"),
    # Stage pickers
    "panel.unpaired": ("Random pairs", "随机配对"),
    "pick.before": ("Stage on the left", "左侧阶段"),
    "pick.after": ("Stage on the right", "右侧阶段"),
    "pick.none": ("Nothing yet", "暂无"),
    "pick.follow": ("Follow the training", "跟随训练"),
    "pick.help": ("Show another stage here; nothing is retrained.", "在此显示其他阶段，不会重新训练。"),
    # Charts
    "chart.tab_quality": ("Quality", "质量"),
    "chart.tab_race": ("Race", "竞赛"),
    "chart.tab_drift": ("Drift", "漂移"),
    "chart.tab_loss": ("Loss", "损失"),
    "chart.along": ("Against", "横轴"),
    "chart.pill_steps": ("Steps", "步数"),
    "chart.pill_nfe": ("Calls", "调用"),
    "chart.pill_ms": ("ms", "毫秒"),
    "chart.axis_steps": ("steps", "步数"),
    "chart.axis_nfe": ("network calls (NFE)", "网络调用次数（NFE）"),
    "chart.axis_ms": ("milliseconds for 2,048 samples, one core", "2,048 个样本所需毫秒（单核）"),
    "chart.drift": ("Drift of ε̂ and x̂₀ along a path", "ε̂ 与 x̂₀ 沿轨迹的偏移"),
    "chart.drift_eps": ("ε̂ from the path's own ε", "ε̂ 与该轨迹的 ε 之距"),
    "chart.drift_x0": ("x̂₀ from the path's own x₀", "x̂₀ 与该轨迹的 x₀ 之距"),
    "chart.drift_empty": (
        "After measuring: 0 all along is first order (median and middle half of 200 paths).",
        "测量之后显示：始终为 0 即一阶（200 条轨迹的中位数与中间一半）。",
    ),
    "chart.loss": ("Loss of each training", "各次训练的损失"),
    "chart.loss_empty": ("While a network learns: its loss.", "网络学习时显示其损失。"),
    "chart.training_steps": ("training steps", "训练步数"),
    "race.one": ("1 step", "1 步"),
    "race.many": ("{count} step(s)", "{count} 步"),
    "race.row": ("{stage} · {solver}", "{stage} · {solver}"),
    # Sentences about the stages beyond the first rectification
    "sentence.measuring": ("Measuring what is on the stages…", "正在测量所显示的阶段……"),
    "sentence.alone": (
        "One step is {one} from the data (sliced W2), {most} step(s) {many}; the floor is {floor}.",
        "一步采样与数据的距离为 {one}（切片 W2），{most} 步为 {many}；两次抽样之间的距离（下限）为 {floor}。",
    ),
    "sentence.unpaired": (
        "The same samples and noises, **paired at random**: first-order defect {fo_before} → {fo_after}, "
        "one step {one_before} → {one_after} (sliced W2; the floor is {floor}). To see what the pairs "
        "do, set Pairs to Matched and retrain.",
        "同样的样本与噪声，**随机配对**：一阶偏离度 {fo_before} → {fo_after}，一步 {one_before} → "
        "{one_after}（切片 W2；两次抽样之间的距离（下限）为 {floor}）。要看配对的作用，请把“配对”设为“匹"
        "配”再训练一次。",
    ),
    "sentence.pairing": (
        "Same samples, noises, starting weights, loss, noise levels and steps; **only the pairs differ**. At "
        "random, one step is "
        "{one_before} from the data, first-order defect {fo_before}; matched, {one_after} and {fo_after} "
        "(the floor is {floor}).",
        "样本、噪声、起始权重、损失、噪声水平与步数都相同，**只有配对不同**。随机：一步与数据的距离为 "
        "{one_before}，一阶偏离度 {fo_before}；匹配：{one_after} 与 {fo_after}（两次抽样之间的距离（下限）为 "
        "{floor}）。",
    ),
    "sentence.phased": (
        "In {phases} phase(s): {steps} step(s) are {at_after} from the data (before: {at_before}), one "
        "step is {one_after}. It was trained to be first order **within each piece**, not as a whole: "
        "the whole path's defect is {fo_after}.",
        "分 {phases} 段：{steps} 步与数据的距离为 {at_after}（之前为 {at_before}），一步为 {one_after}。"
        "训练的目标是**每一段之内**为一阶，而非整体：整条轨迹的一阶偏离度为 {fo_after}。",
    ),
    "sentence.consistency": (
        "Consistency: one step {one_before} → {one_after} (sliced W2; the floor is {floor}), {most} "
        "step(s) {many} before. First-order defect {fo_before} → {fo_after}.",
        "一致性：一步 {one_before} → {one_after}（切片 W2；两次抽样之间的距离（下限）为 {floor}），之前 "
        "{most} 步为 {many}。一阶偏离度 {fo_before} → {fo_after}。",
    ),
    "sentence.compared": (
        "Side by side: one step {one_before} and {one_after} from the data, {most} step(s) {many} and "
        "{many_after} (the floor is {floor}); first-order defect {fo_before} and {fo_after}.",
        "并列比较：一步与数据的距离为 {one_before} 与 {one_after}，{most} 步为 {many} 与 {many_after}（两"
        "次抽样之间的距离（下限）为 {floor}）；一阶偏离度 {fo_before} 与 {fo_after}。",
    ),
}
