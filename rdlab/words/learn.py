"""Words of the Learn tab around the lessons: key -> (English, Simplified Chinese)."""

LEARN_TEXTS: dict[str, tuple[str, str]] = {
    # the list
    "learn.lessons": ("Lessons", "课程"),
    "learn.done": ("{count} of {all} done", "已完成 {count} / {all}"),
    "learn.is_done": ("done", "已完成"),
    "learn.number": ("Lesson {number}", "第 {number} 课"),
    "learn.choose": ("Choose a lesson", "选择课程"),
    "learn.previous": ("Previous lesson", "上一课"),
    "learn.next": ("Next lesson", "下一课"),
    "learn.card.coming": ("It is on its way.", "正在载入。"),
    "learn.card.failed": (
        "It could not be loaded. Choose another entry, then this one again.",
        "载入失败。请先选择其他条目，再重新选择这一项。",
    ),
    # the question
    "learn.predict": ("What do you expect?", "你的预测"),
    "learn.predict.help": (
        "Choose before you run it. Your choice stays in this browser.",
        "先选择，再运行。你的选择只保存在此浏览器中。",
    ),
    "learn.is_yours": ("your prediction", "你的预测"),
    "learn.is_right": ("what came out", "实验结果"),
    # the experiment
    "learn.run": ("Run the experiment", "运行实验"),
    "learn.stop": ("Stop", "停止"),
    "learn.data": ("Data", "数据"),
    "learn.seed": ("Seed", "随机种子"),
    "learn.hint": (
        "Run the experiment: its pictures appear here.",
        "运行实验：图像将显示在这里。",
    ),
    "learn.doing.idle": (
        "Computed live, a few seconds. Try other data and seeds: does it still hold?",
        "现场计算，约需几秒。换别的数据和随机种子试试：结论还成立吗？",
    ),
    "learn.doing.pairs": (
        "Training {number} of {count} – {model}: making pairs (ε, x₀)",
        "训练 {number} / {count} – {model}：正在生成配对 (ε, x₀)",
    ),
    "learn.doing.train": (
        "Training {number} of {count} – {model}: step {step} of {steps}",
        "训练 {number} / {count} – {model}：第 {step} / {steps} 步",
    ),
    "learn.doing.measure": ("Measuring", "测量中"),
    "learn.doing.measure_model": ("Measuring: {model}", "测量中：{model}"),
    "learn.doing.stopped": (
        "Stopped. What is trained already is kept: run again to go on.",
        "已停止。已训练的部分会保留，再次运行即可继续。",
    ),
    "learn.doing.done": ("Done: {seconds} s of computing.", "完成：计算用时 {seconds} 秒。"),
    # models, by their names on the shelf
    "learn.model": ("{form}, {kind}", "{form}，{kind}"),
    "learn.kind.exact": ("exact", "精确"),
    "learn.kind.base": ("trained", "训练后"),
    "learn.kind.rectified-1": ("rectified", "整流后"),
    "learn.kind.random": ("retrained on shuffled pairs", "用同一组配对打乱后重新训练"),
    "learn.kind.phased-4": ("phased, 4 phases", "分段，4 段"),
    "learn.kind.cd-base": ("distilled from the trained model", "由训练后的模型蒸馏"),
    "learn.kind.cd-rectified-1": ("distilled from the rectified model", "由整流后的模型蒸馏"),
    "learn.kind.as-own": ("own settings", "自己的设置"),
    "learn.kind.as-vp": ("settings of VP", "VP 的设置"),
    "learn.kind.as-ve": ("settings of VE", "VE 的设置"),
    "learn.kind.as-flow_matching": ("settings of flow matching", "流匹配的设置"),
    "learn.kind.eps": ("trained, predicts ε", "训练后，预测 ε"),
    "learn.kind.converted": ("converted", "转换后"),
    "learn.kind.direct": ("rectified, {number} step(s)", "整流 {number} 步"),
    "learn.kind.after": ("rectified, {number} step(s)", "整流 {number} 步"),
    "learn.kind.round": ("after round {number}", "第 {number} 轮之后"),
    "learn.kind.few": ("student of {number} pair(s)", "学自 {number} 个配对"),
    # titles of the stages
    "learn.drawn.data": ("The data: {data}", "数据：{data}"),
    "learn.drawn.steps": ("{solver}, {steps} step(s)", "{solver}，{steps} 步"),
    "learn.drawn.one_step": ("{solver}, 1 step", "{solver}，1 步"),
    "learn.drawn.live": ("in training", "训练中"),
    "learn.drawn.even_phi": ("times even in φ", "按 φ 均匀取点"),
    "learn.drawn.even_t": ("times even in t", "按 t 均匀取点"),
    "learn.drawn.u": ("in u, without scale", "以 u 显示（去掉尺度）"),
    "learn.drawn.x_alpha": ("as x/α", "以 x/α 显示"),
    "learn.drawn.x-u": ("in x, or in u by the slider", "以 x 显示，可用滑块移到 u"),
    "learn.overlay.lines_random": (
        "only the lines of pairs, at random",
        "只画随机配对的连线",
    ),
    "learn.overlay.lines_model": (
        "only the lines of the model's own pairs",
        "只画模型生成的配对的连线",
    ),
    "learn.overlay.estimates": (
        "bold: one path; green x̂₀, grey ε̂: the model's estimates along it; press on the picture for another "
        "path",
        "粗线：一条轨迹；绿色 x̂₀、灰色 ε̂：沿途的估计；点击画面可换一条",
    ),
    "learn.overlay.phases": (
        "dots: the path where one of {count} phase(s) ends",
        "圆点：{count} 段之间的交界",
    ),
    "learn.overlay.clouds": (
        "green: single pairs α x₀ + σ ε at the same time, beside the model's points",
        "绿点：同一时刻单个配对的 α x₀ + σ ε，与模型的点并列",
    ),
    "learn.overlay.pairs_random": ("lines: pairs at random", "直线：随机配对"),
    "learn.overlay.pairs_model": ("lines: pairs made by the model", "直线：模型生成的配对"),
    "learn.overlay.conditional": (
        "green: where single pairs go from one noise; bold: the model",
        "绿线：同一噪声出发的各条单对轨迹；粗线：模型",
    ),
    "learn.overlay.ghost": (
        "wide pink line beneath each path: α x₀ + σ ε through its two ends",
        "轨迹下面的粉色宽线：过其两端的 α x₀ + σ ε",
    ),
    # what was measured
    "learn.claims": ("What was measured", "测量结果"),
    "learn.claims.empty": (
        "The measured numbers appear here, each beside its criterion. A claim may also turn out not to hold.",
        "测得的数值将与各自的判据一起显示在这里；结论也可能不成立。",
    ),
    "learn.beside": (
        "What it is read beside",
        "对照的数值",
    ),
    "learn.std": (
        "std: in standard deviations of the data.",
        "标准差：以数据的标准差为单位。",
    ),
    "learn.steps": ("{steps} step(s)", "{steps} 步"),
    "learn.one_step": ("1 step", "1 步"),
    # what came out
    "learn.said.title": ("What came out", "结论"),
    "learn.said.hit": ("You predicted “{mine}”, and so it came out.", "你的预测是“{mine}”，与实验一致。"),
    "learn.said.miss": (
        "You predicted “{mine}”. It came out: “{right}”.",
        "你的预测是“{mine}”，实验结果是“{right}”。",
    ),
    "learn.said.open": (
        "You predicted “{mine}”. Expected was “{right}”, but not all of it was confirmed here.",
        "你的预测是“{mine}”。预期的答案是“{right}”，但这里并未全部成立。",
    ),
    "learn.said.none": ("It came out: “{right}”.", "实验结果：“{right}”。"),
    "learn.said.none_open": (
        "Expected was “{right}”, but not all of it was confirmed here.",
        "预期的答案是“{right}”，但这里并未全部成立。",
    ),
    "learn.source": ("Source: {source}", "出处：{source}"),
    "learn.lab": ("Open in the lab", "在实验室中打开"),
    # published numbers
    "learn.published": ("Published, not measured here", "已发表的结果，并非在此测量"),
    "learn.published.note": (
        "Stable Diffusion on COCO-2017. FID: distance to real images, lower is better. CLIP: how well an "
        "image fits its text, higher is better. In vermilion: Rectified Diffusion. Hover or tap a point "
        "for its numbers.",
        "Stable Diffusion，COCO-2017。FID：与真实图像的距离，越低越好。CLIP：图像与文字的相符程度，越高越好"
        "。朱红色：Rectified Diffusion。将鼠标移到点上（或点按）可看数值。",
    ),
    "learn.published.method": ("Method", "方法"),
    "learn.published.model": ("Model", "模型"),
    "learn.published.steps": ("Steps", "步数"),
    "learn.chart_fid": ("FID against steps (lower is better)", "FID 随步数的变化（越低越好）"),
    "learn.chart_clip": ("CLIP against steps (higher is better)", "CLIP 随步数的变化（越高越好）"),
    "learn.chart_iterations": (
        "FID of one step over training iterations",
        "一步采样的 FID 随训练迭代次数的变化",
    ),
    "learn.axis_trained": (
        "Training steps since the first training, conversion included",
        "第一次训练之后的训练步数（包括转换）",
    ),
    "learn.course.direct": ("as it was", "未经转换"),
    "learn.course.after": ("converted, then rectified", "先转换，再整流"),
    "learn.axis_iterations": ("Training iterations", "训练迭代次数"),
    "learn.hover_steps": ("Steps", "步数"),
    "learn.published.curve": (
        "Dashed: Rectified Flow in one step, FID 47.91. Rectified Diffusion is below it from the first "
        "point shown, 20,000 iterations, and still improving at the last.",
        "虚线：Rectified Flow 一步采样的 FID，47.91。Rectified Diffusion 从图中第一个点（2 万次迭代）起就低"
        "于它，到最后仍在改进。",
    ),
    # views
    "view.own": ("as in the lesson", "课程视图"),
    "view.own.help": (
        "Each picture in the coordinates, and with the lines, that its lesson is about.",
        "每幅图采用该课所讲的坐标与连线。",
    ),
}
