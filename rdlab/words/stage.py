"""Words of the stages, bars, meters and charts: key -> (English, Simplified Chinese)."""

_FIRST_ORDER = (
    "First order: the path is αx₀ + σε for one fixed pair (x₀, ε), so any number of steps lands on the same "
    "sample. It means neither the ODE's order nor the solver's.",
    "一阶：整条轨迹都是同一个配对 (x₀, ε) 的 αx₀ + σε，因此用多少步都到达同一个样本。"
    "它既不是常微分方程的阶，也不是求解器的阶。",
)

STAGE_TEXTS: dict[str, tuple[str, str]] = {
    # stages
    "panel.exact": ("Exact", "精确"),
    "panel.empirical": ("Exact, blurred points", "精确（点经模糊）"),
    "panel.base": ("Trained", "已训练"),
    "panel.rectified": ("Rectified × {k}", "已整流 × {k}"),
    "panel.phased": ("Phased, {k} phase(s)", "分段，{k} 段"),
    "panel.consistency": ("Consistency", "一致性"),
    "stage.steps": ("{form} · {steps} step(s)", "{form} · {steps} 步"),
    "stage.one_step": ("{form} · 1 step", "{form} · 1 步"),
    "stage.training": ("{form} · training {step} / {steps}", "{form} · 训练 {step} / {steps}"),
    "stage.empty": ("Nothing to show yet.", "尚无内容。"),
    "stage.beyond": (
        "Noise starts {ratio}× wider than this window",
        "噪声的起点比此窗口宽 {ratio} 倍",
    ),
    "stage.zoom_in": ("Zoom in", "放大"),
    "stage.zoom_out": ("Zoom out", "缩小"),
    "stage.zoom_home": ("Show everything again (double click)", "恢复全景（双击）"),
    "stage.keys": (
        "Stage. Space plays, arrow keys move the clock, Home is noise, End is data. Enter launches a path, "
        "Escape removes it.",
        "画面。空格键播放，方向键移动时间进度，Home 为噪声，End 为数据。回车键发射一条轨迹，Esc 将其移除。",
    ),
    "stage.summary": (
        "{stage}: {paths} path(s) from noise to data, {form}, {steps} step(s), {samples} sample(s); "
        "clock at {percent} %.",
        "{stage}：{paths} 条从噪声到数据的轨迹，{form}，{steps} 步，{samples} 个样本；时间进度为 "
        "{percent}%。",
    ),
    # view bar
    "view.show": ("What the stages show", "画面显示的内容"),
    "view.samples": ("Samples", "样本"),
    "view.samples.help": (
        "Large dots travel with the clock; small dots are where many more samples end.",
        "大点随时间进度移动；小点是更多样本的终点。",
    ),
    "view.paths": ("Paths", "轨迹"),
    "view.paths.help": (
        "The way of each sample from its noise (grey dot) to the data.",
        "每个样本从噪声（灰点）到数据的轨迹。",
    ),
    "view.first_order": ("First-order path", "一阶轨迹"),
    "view.first_order.help": (
        "Pink: αx₀ + σε through each path's own two ends. " + _FIRST_ORDER[0],
        "粉色：经过每条轨迹两端的 αx₀ + σε。" + _FIRST_ORDER[1],
    ),
    "view.density": ("Data", "数据"),
    "view.density.help": ("The data, as a soft green cloud beneath.", "数据，以柔和的绿色云显示在底层。"),
    "view.coords": ("Coordinates", "坐标"),
    "view.in": ("View in", "坐标"),
    "view.x": ("x", "x"),
    "view.x.help": ("x = αx₀ + σε, the form's own coordinates.", "x = αx₀ + σε，该形式自身的坐标。"),
    "view.x_alpha": ("x/α", "x/α"),
    "view.x_alpha.help": (
        "Divided by α, every first-order path is straight: curved in x and first order go together.",
        "除以 α 之后，每条一阶轨迹都是直线：在 x 中弯曲与一阶并不矛盾。",
    ),
    "view.u": ("u", "u"),
    "view.u.help": (
        "u = x / √(α² + σ²): in these coordinates every form has the same paths.",
        "u = x / √(α² + σ²)：在此坐标中所有形式的轨迹都相同。",
    ),
    # clock bar
    "clock.noise": ("noise", "噪声"),
    "clock.data": ("data", "数据"),
    "clock.play": ("Play (space)", "播放（空格键）"),
    "clock.pause": ("Pause (space)", "暂停（空格键）"),
    "clock.speed": ("Speed: one pass takes 5 s at 1×", "速度：1× 时一遍 5 秒"),
    "clock.loop": ("Repeat", "循环"),
    "clock.full": ("Full screen", "全屏"),
    "clock.slider": ("Clock, from noise to data", "时间进度，从噪声到数据"),
    "clock.at": ("{percent} % of the way from noise to data", "从噪声到数据的 {percent}%"),
    "clock.keys": (
        "Space plays, arrow keys move the clock, Home is noise, End is data",
        "空格键播放，方向键移动时间进度，Home 为噪声，End 为数据",
    ),
    # meters
    "meter.title": ("Is it first order? Is it straight?", "是一阶吗？是直的吗？"),
    "meter.first_order_defect": ("First-order defect", "一阶偏离度"),
    "meter.first_order_defect.help": (
        "How far the velocity is from that of αx₀ + σε through the path's ends, squared: 0 is first "
        "order, 1 is as far from it as standing still. It can be more than 1. Not the ODE's order, nor "
        "the solver's.",
        "速度与经过轨迹两端的 αx₀ + σε 的速度相差多远（平方）：0 即一阶，1 表示与静止不动相差一样远，也可"
        "能大于 1。与常微分方程或求解器的阶无关。",
    ),
    "meter.arc_over_chord": ("Arc over chord − 1", "弧长/弦长 − 1"),
    "meter.arc_over_chord.help": (
        "Length of the paths in x over the distance of their ends, minus 1: 0 is straight. Where paths "
        "turn back, half of how far they get stands for that distance: straight there and back is 3.",
        "轨迹在 x 中的长度与两端距离之比减 1：0 即直线。若轨迹折返，则以其所到最远处的一半代替两端距离："
        "直去直回为 3。",
    ),
    "meter.straightness": ("Straightness S", "直线度 S"),
    "meter.straightness.help": (
        "Deviation from constant velocity over time, per squared chord: 0 is straight at an even pace. "
        "It depends on the form's clock.",
        "速度随时间偏离恒速的程度，除以弦长平方：0 即匀速直线。它取决于形式的时间进度。",
    ),
    "meter.step_gap": ("One-step gap", "一步之差"),
    "meter.step_gap.help": (
        "RMS distance between the one-step and the many-step sample of the same noise, in standard "
        "deviations of the data: 0 means one step suffices.",
        "同一噪声的一步样本与多步样本之间的均方根距离，以数据标准差计：0 表示一步即可。",
    ),
    "meter.one_step": ("One-step quality", "一步质量"),
    "meter.one_step.help": (
        "Sliced Wasserstein-2 distance of one-step samples to fresh data, lower is better; the green line is "
        "the floor: data against data.",
        "一步样本与新数据的切片 Wasserstein-2 距离，越低越好；绿线为下限：数据与数据之间的距离。",
    ),
    "meter.floor": ("floor {floor}", "下限 {floor}"),
    # loss line
    "loss.now": ("loss {loss} · step {step} / {steps}", "损失 {loss} · 第 {step} / {steps} 步"),
    "loss.help": ("Training loss, logarithmic axis", "训练损失，对数坐标"),
    # thumbnails
    "picker.label": ("Data set", "数据集"),
    # race
    "race.title": ("Step race, same noise", "步数竞赛，同一噪声"),
    "race.empty": (
        "After measuring: the same noise in one step and in many, left and right, DDIM and Euler.",
        "测量之后显示：同一噪声分别用一步与多步，左右两侧，DDIM 与 Euler。",
    ),
    "race.summary": ("{label}: {points} sample(s)", "{label}：{points} 个样本"),
    # chart
    "chart.quality": (
        "Distance to the data (sliced W2)",
        "与数据的距离（切片 W2）",
    ),
    "chart.floor": ("floor", "下限"),
    "chart.empty": (
        "After measuring: how good few steps are. Lower is better.",
        "测量之后显示：少量步数的效果，越低越好。",
    ),
    # notice
    "notice.close": ("Put away", "关闭"),
    "notice.again": ("Run it again", "重新运行"),
    "connection.cut": (
        "No connection just now. What runs goes on, and this page catches up when it is back.",
        "暂时没有连接。正在运行的内容会继续，连接恢复后页面会自动补上。",
    ),
    "connection.back": ("Connected again.", "已重新连接。"),
}
