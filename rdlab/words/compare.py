"""Words of the Compare tab: key -> (English, Simplified Chinese)."""

COMPARE_TEXTS: dict[str, tuple[str, str]] = {
    "compare.run": ("Train and rectify all", "全部训练并整流"),
    "compare.stop": ("Stop", "停止"),
    "compare.kind": ("Compare", "对比"),
    "compare.kind.form": ("forms", "扩散形式"),
    "compare.kind.prediction": ("predictions", "预测目标"),
    "compare.kind.solver": ("solvers", "求解器"),
    "compare.choose": ("2 to 6 of", "选 2 到 6 个"),
    "compare.count": ("Choose {fewest} to {most} to compare.", "请选择 {fewest} 到 {most} 项进行对比。"),
    # rows and columns
    "compare.before": ("before", "整流前"),
    "compare.after": ("after", "整流后"),
    "compare.row_before": ("**Before**", "**整流前**"),
    "compare.row_after": ("**After**", "**整流后**"),
    "compare.more": ("More columns", "更多列"),
    "compare.hint": ("Not rectified yet", "尚未整流"),
    "compare.phase.idle": ("exact paths", "精确轨迹"),
    "compare.phase.training": ("training {part} %", "训练 {part}%"),
    "compare.phase.pairs": ("making pairs", "生成配对"),
    "compare.phase.rectifying": ("rectifying {part} %", "整流 {part}%"),
    "compare.phase.measuring": ("measuring", "测量中"),
    "compare.phase.stopped": ("stopped", "已停止"),
    "compare.phase.done": ("trained in {seconds} s", "训练用时 {seconds} 秒"),
    "compare.whole.training": (
        "{percent} % of the whole: training before rectification",
        "总进度 {percent}%：正在进行整流前的训练",
    ),
    "compare.whole.pairs": ("{percent} % of the whole: making pairs", "总进度 {percent}%：正在生成配对"),
    "compare.whole.rectifying": (
        "{percent} % of the whole: rectifying, {over} of {count} done",
        "总进度 {percent}%：正在整流，已完成 {over} / {count}",
    ),
    "compare.whole.measuring": (
        "{percent} % of the whole: measuring, {over} of {count} done",
        "总进度 {percent}%：正在测量，已完成 {over} / {count}",
    ),
    "compare.progress": ("{title}: {percent} % done", "{title}：已完成 {percent}%"),
    # numbers
    "compare.meters": ("Numbers beneath each column", "各列的数值"),
    "compare.first_order_defect": ("First-order defect", "一阶偏离度"),
    "compare.arc_over_chord": ("Arc / chord − 1", "弧长/弦长 − 1"),
    "compare.one_step": ("One step, SW₂", "一步质量 SW₂"),
    "compare.floor": ("Floor of SW₂", "SW₂ 下限"),
    "compare.floor.help": (
        "Fresh data against the data: nothing can be reliably nearer.",
        "两次抽样之间的距离（下限）：不可能稳定地更近。",
    ),
    "compare.mark.best": ("best", "最佳"),
    "compare.mark.worst": ("worst", "最差"),
    "compare.mark.straightest": ("straightest", "最直"),
    "compare.mark.curved": ("most curved", "最弯"),
    # chart
    "compare.chart_empty": (
        "Sample quality over steps appears here once a column is measured.",
        "任一列测量完成后，这里显示样本质量随步数的变化。",
    ),
    # table
    "compare.table": ("All numbers", "全部数值"),
    "compare.table.note": (
        "Quality is sliced W₂ to fresh data. Lower is better of defect, step gap and quality; of arc / "
        "chord and straightness, lower is only straighter. A dot marks the lowest of a row group, a ring "
        "the highest.",
        "质量为到新数据的切片 W₂ 距离。一阶偏离度、步数差距与质量越低越好；弧长/弦长与直线度越低只是越直"
        "。实心点为同组最低，空心圈为最高。",
    ),
    "compare.table.empty": ("Numbers appear as they are measured.", "测得的数值会显示在这里。"),
    "compare.table.csv": ("Download CSV", "下载 CSV"),
    "compare.table.what": ("Column", "列"),
    "compare.table.stage": ("Stage", "阶段"),
    "compare.table.straightness": ("Straightness", "直线度"),
    "compare.table.step_gap": ("Step gap", "步数差距"),
    "compare.table.steps": ("{steps} step(s)", "{steps} 步"),
    "compare.table.one": ("1 step", "1 步"),
    "compare.table.floor": ("Floor", "下限"),
    # what has come of it
    "compare.said.question": (
        "Same data, same noise in every column. Which become first order, which become straight, and which "
        "need only one step?",
        "每一列的数据与噪声都相同。哪些会变成一阶？哪些会变直？哪些只需一步？",
    ),
    "compare.said.first_order_all": (
        "All became **first order** (defect at most {fo_before} → {fo_after}).",
        "全部变为**一阶**（一阶偏离度最大 {fo_before} → {fo_after}）。",
    ),
    "compare.said.first_order_some": (
        "Of all, **{names}** became first order (the worst defect: {fo_before} → {fo_after}).",
        "其中 **{names}** 变为一阶（最大的一阶偏离度：{fo_before} → {fo_after}）。",
    ),
    "compare.said.first_order_none": (
        "None became first order (the worst defect: {fo_before} → {fo_after}).",
        "没有一个变为一阶（最大的一阶偏离度：{fo_before} → {fo_after}）。",
    ),
    "compare.said.one_step_all": (
        "All now need **one step** (sliced W₂ at most {one_before} → {one_after}).",
        "现在全部只需**一步**（切片 W₂ 最大 {one_before} → {one_after}）。",
    ),
    "compare.said.one_step_some": (
        "In one step, **{names}** reach what {most} steps did before (the worst: {one_before} → "
        "{one_after}).",
        "**{names}** 一步即达到原先 {most} 步的质量（最差者：{one_before} → {one_after}）。",
    ),
    "compare.said.one_step_none": (
        "None reaches in one step what {most} steps did before (the worst: {one_before} → {one_after}).",
        "没有一个能一步达到原先 {most} 步的质量（最差者：{one_before} → {one_after}）。",
    ),
    "compare.said.straight_all": ("All are straight.", "全部是直的。"),
    "compare.said.straight_some": ("Only **{names}** ended straight.", "只有 **{names}** 最终是直的。"),
    "compare.said.straight_none": ("None ended straight.", "没有一个最终是直的。"),
    "compare.said.curved": (
        "{names}: **more curved** than before.",
        "{names}：**比之前更弯**。",
    ),
}
