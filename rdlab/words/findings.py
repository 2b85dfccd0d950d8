"""What the page says of a run: status line, sentences from measured numbers, hints, errors."""

SAID_TEXTS: dict[str, tuple[str, str]] = {
    # Status line under the buttons
    "status.idle": (
        "Ready: {steps} training step(s) · seed {seed}",
        "就绪：训练 {steps} 步 · 随机种子 {seed}",
    ),
    "status.done": (
        "{step} step(s) in {seconds} s · seed {seed}",
        "{step} 步，用时 {seconds} 秒 · 随机种子 {seed}",
    ),
    "status.training": (
        "Training, {seconds} s · seed {seed}",
        "训练中，{seconds} 秒 · 随机种子 {seed}",
    ),
    "status.pairs": ("Making pairs (ε, x₀), {seconds} s", "正在生成配对 (ε, x₀)，{seconds} 秒"),
    "status.rectifying": (
        "Retraining on pairs, {seconds} s · seed {seed}",
        "在配对上重新训练，{seconds} 秒 · 随机种子 {seed}",
    ),
    "status.measuring": ("Measuring · seed {seed}", "测量中 · 随机种子 {seed}"),
    "status.waiting": ("Number {number} in line · seed {seed}", "排队第 {number} 位 · 随机种子 {seed}"),
    "status.paused": (
        "Paused at step {step} of {steps} · seed {seed}",
        "暂停于第 {step} / {steps} 步 · 随机种子 {seed}",
    ),
    # The sentence under the stages
    "sentence.exact": (
        "These are the exact {form} paths of this data: no network yet. Train one, then rectify it.",
        "这是该数据的精确 {form}轨迹，尚无网络。先训练一个网络，再将它整流。",
    ),
    "sentence.empirical": (
        "These are the exact {form} paths of these points, slightly blurred: no network yet. Train one, "
        "then rectify it.",
        "这是这些点（略加模糊）的精确 {form}轨迹，尚无网络。先训练一个网络，再将它整流。",
    ),
    "sentence.exact_measured": (
        "These are the exact {form} paths of this data, with no network yet: {most} steps along them end "
        "{many} from the data (sliced W2; the floor is {floor}), one step {one}. Train a network, then "
        "rectify it.",
        "这是该数据的精确 {form}轨迹，尚无网络：沿轨迹走 {most} 步，与数据的距离为 {many}（切片 W2；两次"
        "抽样之间的距离（下限）为 {floor}），一步则为 {one}。先训练一个网络，再将它整流。",
    ),
    "sentence.empirical_measured": (
        "These are the exact {form} paths of these points, each slightly blurred, with no network yet: "
        "{most} steps reach sliced W2 {many} (the floor is {floor}), one step {one}. Train a "
        "network, then rectify it.",
        "这是这些点（各自略加模糊）的精确 {form}轨迹，尚无网络：{most} 步达到切片 W2 "
        "{many}（两次抽样之间的距离（下限）为 {floor}），一步为 {one}。先训练一个网络，再将它整流。",
    ),
    "sentence.training": (
        "The network learns from random pairs: any sample x₀ with any noise ε.",
        "网络从随机配对中学习：任一样本 x₀ 配任一噪声 ε。",
    ),
    "sentence.trained": (
        "Trained: with {most} steps its samples are {many} from the data (sliced W2; the floor is "
        "{floor}), with one step {one}. Now **rectify** it.",
        "训练完成：{most} 步采样与数据的距离为 {many}（切片 W2；两次抽样之间的距离（下限）为 {floor}），"
        "一步采样则为 {one}。现在来**整流**。",
    ),
    "sentence.pairs_matched": (
        "The model on the left carries noise to samples: each ε gets its own x₀. These are the pairs.",
        "左侧的模型把噪声变成样本：每个 ε 都有了自己的 x₀。这就是配对。",
    ),
    "sentence.pairs_random": (
        "The model on the left carries noise to samples; then these x₀ are dealt out anew among the ε.",
        "左侧的模型把噪声变成样本，再把这些 x₀ 随机分给各个 ε，重新配对。",
    ),
    "sentence.pairs_phased": (
        "The model on the left carries noised samples over one phase each: the piece's two ends fix its own "
        "pair (ε, x₀).",
        "左侧的模型把带噪样本各推进一段：由这一段的两端确定它自己的配对 (ε, x₀)。",
    ),
    "sentence.rectifying_matched_plain": (
        "The model on the left learns on, from the weights it has, with the loss and the noise levels of the "
        "training on random pairs. **Only the pairs differ**: each ε comes with the x₀ it was carried to.",
        "左侧的模型从现有权重继续学习，损失与噪声水平和随机配对时的训练相同。**只有配对不同**：每个 ε 配的是"
        "由它生成的 x₀。",
    ),
    "sentence.rectifying_matched_new": (
        "An exact model has no weights to go on from, so a new network learns, with the loss and the noise "
        "levels of the training on random pairs: each ε comes with the x₀ it was carried to.",
        "精确模型没有可以继续训练的权重，因此由一个新网络学习，损失与噪声水平和随机配对时的训练相同：每个 ε "
        "配的是由它生成的 x₀。",
    ),
    "sentence.rectifying_matched_sharper": (
        "A sharper student: new weights, a pseudo-Huber loss, half of each batch at the noise end, missed "
        "pairs drawn more often. Each ε comes with the x₀ it was carried to.",
        "锐化学生：全新的权重，伪 Huber 损失，每批一半位于噪声端，没学好的配对抽取更多。每个 ε 配的是由它生成"
        "的 x₀。",
    ),
    "sentence.rectifying_random_plain": (
        "The model on the left learns on, from the weights it has, with the loss and noise levels as before: "
        "the ε and x₀ that matched pairs would have, with the partners shuffled.",
        "左侧的模型从现有权重继续学习，损失与噪声水平照旧：ε 与 x₀ 和模型生成的匹配对一样，只是打乱了谁与谁"
        "相配。",
    ),
    "sentence.rectifying_random_new": (
        "An exact model has no weights to go on from, so a new network learns: the same ε and x₀ as matched "
        "pairs would have, with the partners shuffled.",
        "精确模型没有可以继续训练的权重，因此由一个新网络学习：ε 与 x₀ 和模型生成的匹配对一样，只是打乱了谁"
        "与谁"
        "相配。",
    ),
    "sentence.rectifying_phased": (
        "The network learns the jump from any point of a piece to its lower end; a quarter of each batch "
        "starts where a piece begins.",
        "网络学习在每一段内从任一点跳到该段的下端；每批有四分之一从段的起点出发。",
    ),
    "sentence.rectifying_consistency": (
        "The network learns to give the same x̂₀ at a point of a path and one step further down.",
        "网络学习在轨迹上的一点与再往下一步的那一点给出同一个 x̂₀。",
    ),
    "sentence.curved_good": (
        "Rectified, the {form} paths are **more curved** (arc over chord − 1: {arc_before} → "
        "{arc_after}), yet **one step** now does what {most} steps did (sliced W2 {one_before} → "
        "{one_after}; {most} steps gave {many}, the floor is {floor}). Straightness was not needed; "
        "being **first order**, with ε̂ constant along each path, was (defect {fo_before} → {fo_after}).",
        "整流之后，{form}轨迹**更弯了**（弧长/弦长 − 1：{arc_before} → {arc_after}），但**一步**就做到了"
        "原来 {most} 步的效果（切片 W2 {one_before} → {one_after}；原来 {most} 步为 {many}，两次抽样之间"
        "的距离（下限）为 {floor}）。需要的不是直，而是**一阶**：ε̂ 沿每条轨迹保持不变（一阶偏离度 "
        "{fo_before} → {fo_after}）。",
    ),
    "sentence.straight_good": (
        "Rectified, the {form} paths are **straighter** (arc over chord − 1: {arc_before} → {arc_after}) "
        "and **one step** now does what {most} steps did (sliced W2 {one_before} → {one_after}; {most} "
        "steps gave {many}, the floor is {floor}). What counts is being **first order**, with ε̂ constant "
        "along each path (defect {fo_before} → {fo_after}): straight for flow matching and VE, an arc "
        "for VP.",
        "整流之后，{form}轨迹**更直了**（弧长/弦长 − 1：{arc_before} → {arc_after}），而且**一步**就做到"
        "了原来 {most} 步的效果（切片 W2 {one_before} → {one_after}；原来 {most} 步为 {many}，两次抽样之"
        "间的距离（下限）为 {floor}）。关键在于**一阶**：ε̂ 沿每条轨迹保持不变（一阶偏离度 {fo_before} → "
        "{fo_after}）。对流匹配和 VE 这是直线，对 VP 则是弧线。",
    ),
    "sentence.same_good": (
        "Rectified, the {form} paths are **as curved as before** (arc over chord − 1: {arc_before} → "
        "{arc_after}), yet **one step** now does what {most} steps did (sliced W2 {one_before} → "
        "{one_after}; {most} steps gave {many}, the floor is {floor}). What changed is that they are "
        "**first order**: ε̂ is constant along each path (defect {fo_before} → {fo_after}).",
        "整流之后，{form}轨迹的**弯曲程度不变**（弧长/弦长 − 1：{arc_before} → {arc_after}），但**一步**"
        "就做到了原来 {most} 步的效果（切片 W2 {one_before} → {one_after}；原来 {most} 步为 {many}，两次"
        "抽样之间的距离（下限）为 {floor}）。变的是轨迹成为**一阶**：ε̂ 沿每条轨迹保持不变（一阶偏离度 "
        "{fo_before} → {fo_after}）。",
    ),
    "sentence.again": (
        "Rectified once more: sliced W2 of one step {one_before} → {one_after}, first-order defect "
        "{fo_before} → {fo_after}. Paths that are first order already leave little to gain.",
        "再次整流：一步的切片 W2 {one_before} → {one_after}，一阶偏离度 {fo_before} → {fo_after}。若轨迹"
        "此前已是一阶，所余改进便不多。",
    ),
    "sentence.better": (
        "Rectified, one step is better (sliced W2 {one_before} → {one_after}) but **not yet** what "
        "{most} steps gave ({many}). First-order defect {fo_before} → {fo_after}: the smaller, the more "
        "constant ε̂ is along each path. More training steps may help.",
        "整流之后，一步采样有所改善（切片 W2 {one_before} → {one_after}），但**尚未**达到原来 {most} 步的"
        "效果（{many}）。一阶偏离度 {fo_before} → {fo_after}：越小，ε̂ 沿每条轨迹就越不变。增加训练步数可"
        "能有帮助。",
    ),
    "sentence.worse": (
        "Rectified, one step is **hardly better** than before (sliced W2 {one_before} → {one_after}; "
        "first-order defect {fo_before} → {fo_after}). Did the model train long enough to give good pairs?",
        "整流之后，一步采样**几乎没有变好**（切片 W2 {one_before} → {one_after}；一阶偏离度 {fo_before} → "
        "{fo_after}）。模型是否训练得足够久，能给出好的配对？",
    ),
    "sentence.trained_short": (
        "Trained, but its {most}-step samples are still {many} from the data (sliced W2; the floor "
        "is {floor}). More training steps would help; rectifying keeps what the model can do, not more.",
        "训练结束，但 {most} 步采样与数据的距离仍有 {many}（切片 W2；两次抽样之间的距离（下限）为 {floor}）。"
        "增加训练步数会有帮助；整流只能保留模型已有的能力。",
    ),
    "sentence.stopped": (
        "Stopped. What the network has learned so far is shown.",
        "已停止，图中是网络目前学到的结果。",
    ),
    # In an empty stage
    "hint.after": (
        "Train a network, or rectify the exact paths at once: the result appears here.",
        "训练一个网络，或直接整流精确轨迹：结果将显示在这里。",
    ),
    "hint.train": ("Train a network: the result appears here.", "训练一个网络：结果将显示在这里。"),
    "hint.pairs": ("Making pairs…", "正在生成配对……"),
    # The house is full
    "notice.full": (
        "All {count} place(s) for training are taken: you are number {number} in line and start by "
        "yourself as soon as one is free. Until then, explore what is on the stages; Stop leaves the "
        "line.",
        "{count} 个训练名额已满：你排在第 {number} 位，一有空位便自动开始。在此之前可以继续查看图中的内容"
        "；按“停止”可退出排队。",
    ),
    # Errors: one sentence each, the session goes on
    "error.invalid": (
        "{field}: got {value}; allowed: {allowed}.",
        "{field}：收到 {value}；允许：{allowed}。",
    ),
    "notice.lost": (
        "The server has not heard from this page for too long, or was started anew: anything that was "
        "trained here is gone. The settings and the seed are as they were.",
        "服务器太久没有收到此页面的消息，或已重新启动：此前在这里训练的内容已不存在。设置与随机种子保持不"
        "变。",
    ),
    "notice.own_lost": (
        "Your own data are not here any more: neither the server nor this page has them. Please draw or "
        "upload them again; until then the lab shows another data set.",
        "您自己的数据已不在：服务器和此页面都没有保存。请重新绘制或上传；在此之前实验室显示另一个数据集。",
    ),
    "notice.diverged": (
        "The training came to numbers that are not finite at step {step} and ended there. The network shown "
        "is the one of step {kept}. A lower learning rate helps.",
        "训练在第 {step} 步出现非有限数值，已就此结束。所示网络是第 {kept} 步时的网络。降低学习率会有帮助。",
    ),
    "notice.restored": (
        "A process of the server was lost. Nothing is lost here: this goes on from step {step} in another.",
        "服务器的一个进程已丢失。这里没有丢失任何内容：将在另一个进程中从第 {step} 步继续。",
    ),
    "notice.restored_stage": (
        "A process of the server was lost. What was finished is here: this goes on in another process.",
        "服务器的一个进程已丢失。已完成的内容仍在：将在另一个进程中继续。",
    ),
    "error.not_the_same": (
        "What this page showed is not what the server holds by now, so nothing was begun. This is what is "
        "there; please look at it, and press again.",
        "此页面显示的内容与服务器当前保存的不一致，因此没有开始。现在显示的是实际内容：请查看后再按一次。",
    ),
    "error.too_long": (
        "With {field} = {value} this would compute for longer than a run may; allowed: {allowed} at most, "
        "the other settings being as they are.",
        "{field} = {value} 时，计算时间会超过单次运行的上限；其他设置不变时，最多允许 {allowed}。",
    ),
    "error.too_large": (
        "With {field} = {value} a single training step would take too long; allowed: {allowed} at most, "
        "the other settings being as they are.",
        "{field} = {value} 时，单个训练步耗时过长；其他设置不变时，最多允许 {allowed}。",
    ),
    "error.too_much": (
        "With {field} = {value} this would need more memory than a run may have; allowed: {allowed} at most, "
        "the other settings being as they are.",
        "{field} = {value} 时，所需内存会超过单次运行的上限；其他设置不变时，最多允许 {allowed}。",
    ),
    "error.worker": (
        "The computation behind this page was restarted and this model is lost. Press Train to start again.",
        "后台计算已重启，此模型已丢失。请按“训练”重新开始。",
    ),
    "error.full": (
        "Every place in the lab is taken just now. Please try again in a minute.",
        "实验室暂时满员，请一分钟后再试。",
    ),
    "error.line": (
        "No place for training became free in all the time you were in line. Please try again later.",
        "排队已久，一直没有训练名额空出来。请稍后再试。",
    ),
    "error.no_answer": (
        "No answer came within {seconds} s, so this was given up. Please try again.",
        "{seconds} 秒内没有得到答复，已放弃等待。请重试。",
    ),
    "error.time_limit": (
        "Stopped after {seconds} s, the longest that one run may take. What it has learned is kept.",
        "已运行 {seconds} 秒，达到单次运行的时间上限，已停止。学到的内容仍然保留。",
    ),
    "error.memory": (
        "The server has not got the memory for this. What was finished before is kept; smaller settings, or "
        "another try later, may do.",
        "服务器内存不足，无法完成。此前已完成的内容仍然保留；可减小设置，或稍后再试。",
    ),
    "error.unknown": (
        "Something went wrong: {reason}. Nothing else is affected; you can go on.",
        "出错了：{reason}。其他一切不受影响，可以继续。",
    ),
}
