"""Words of the Learn tab for what a lesson opens after its run: three levels, feedback, the challenge."""

LEVEL_TEXTS: dict[str, tuple[str, str]] = {
    "learn.first": ("Show me first", "先看讲解"),
    "learn.predict.done": ("Predicted and seen: this lesson is done.", "已预测，也已看到结果：本课完成。"),
    "learn.predict.seen": (
        "Seen, but not predicted. Choose other data or another seed, predict, and run again.",
        "已看到结果，但没有预测。换别的数据或随机种子，先预测，再运行。",
    ),
    "learn.is_solved": ("challenge solved", "挑战完成"),
    "learn.levels": ("Levels of this lesson", "本课的三个层次"),
    "learn.levels.closed": (
        "Predict first, then run the experiment. After it, three things open here:",
        "先预测，再运行实验。之后这里会打开三项内容：",
    ),
    "learn.levels.opened": ("The explanation is open: See, Try, Prove.", "讲解已打开：看、试、证。"),
    "learn.level.see": ("See", "看"),
    "learn.level.see.what": ("what came out, and why", "结果如何，为什么"),
    "learn.level.try": ("Try", "试"),
    "learn.level.try.what": ("a challenge of your own", "由你完成的挑战"),
    "learn.level.prove": ("Prove", "证"),
    "learn.level.prove.what": ("the formula, step by step", "公式及其推导"),
    "learn.said.why": ("Why", "为什么"),
    "learn.feedback.open": (
        "The claims that decide this question were not all confirmed here; what was measured says which "
        "one failed.",
        "决定这个问题的结论在这里并未全部成立；测量结果说明是哪一条。",
    ),
    "learn.proof": ("Step by step", "逐步推导"),
    "learn.glossary": ("Symbols and terms", "符号与术语"),
    "learn.challenge": ("Your turn", "轮到你了"),
    "learn.challenge.how": (
        "Choose other data or another seed above the pictures and run again. Your own data from the lab "
        "count as well.",
        "在图像上方换别的数据或随机种子，再运行一次；在实验室里自己画的数据也算。",
    ),
    "learn.challenge.idle": (
        "Not tried yet with these data and this seed.",
        "尚未用这份数据和这个随机种子试过。",
    ),
    "learn.challenge.solved": (
        "✓ Reached before, in this browser. These data and this seed are not tried yet.",
        "✓ 此前已在本浏览器中达成。这份数据和这个随机种子尚未试过。",
    ),
    "learn.challenge.reached": (
        "✓ Reached: **{value}** measured, {goal} wanted.",
        "✓ 已达成：测得 **{value}**，要求{goal}。",
    ),
    "learn.challenge.missed": (
        "Not reached: **{value}** measured, {goal} wanted. Missed by **{missed}**.",
        "未达成：测得 **{value}**，要求{goal}，还差 **{missed}**。",
    ),
    "learn.challenge.nothing": (
        "Not reached: nothing finite was measured, {goal} wanted.",
        "未达成：没有测得有限的数值，要求{goal}。",
    ),
    "learn.challenge.at_most": ("at most {goal}", "至多 {goal}"),
    "learn.challenge.at_least": ("at least {goal}", "至少 {goal}"),
    "learn.challenge.points": ("percentage points", "个百分点"),
}
