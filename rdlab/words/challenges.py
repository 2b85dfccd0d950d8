"""A challenge a lesson: what to find by other data or another seed, up to its {goal}."""

CHALLENGES: dict[str, tuple[str, str]] = {
    "lesson.denoising.challenge": (
        "Find data that take more steps: after 8 steps the samples still at least {goal} as far from the "
        "data as the floor.",
        "请找到需要更多步的数据：走 8 步之后，样本与数据的距离仍至少为下限的 {goal}。",
    ),
    "lesson.same_paths.challenge": (
        "VE begins with a little signal left in its noise. Find data and a seed for which this shows: its "
        "end points, root mean square, at least {goal} from those of VP.",
        "VE 起点的噪声里还留有少许信号。请找到能看出这一点的数据和随机种子：它的终点与 VP 的终点相距（均方"
        "根）至少 {goal}。",
    ),
    "lesson.not_straight.challenge": (
        "Find data for which the exact paths of flow matching are straighter: at most {goal} longer than "
        "their chords.",
        "请找到使流匹配的精确轨迹更直的数据：比弦至多长 {goal}。",
    ),
    "lesson.straightening.challenge": (
        "Find data that leave more to straighten: before rectification, straightness S of at least {goal} "
        "(0 is straight at even speed). Does rectification still straighten them?",
        "请找到更需要拉直的数据：整流前直线度 S 至少为 {goal}（0 表示匀速直线）。整流还能把它们拉直吗？",
    ),
    "lesson.pairs_only.challenge": (
        "Find data for which the pairs matter even more: with matched pairs, one-step samples at most "
        "{goal} as far from the data as with shuffled pairs.",
        "请找到配对作用更大的数据：用模型生成的匹配对，一步样本与数据的距离至多为同一组配对打乱后的 {goal}。",
    ),
    "lesson.constant.challenge": (
        "Find data for which the guess changes less even before rectification: the trained VP model with a "
        "first-order defect of at most {goal}.",
        "请找到整流之前猜测就改变较少的数据：训练后的 VP 模型，一阶偏离度至多 {goal}。",
    ),
    "lesson.same_form.challenge": (
        "Find data for which the VP model's paths stray less even before rectification: at most {goal} "
        "from the curve through their own ends, in the mean over paths.",
        "请找到整流之前 VP 模型的轨迹就偏离较少的数据：与过自己两端的曲线的最大距离，对各轨迹取平均，至多 "
        "{goal}。",
    ),
    "lesson.may_curve.challenge": (
        "How curved a first-order path is depends on the data as well. Find data for which VP's paths, "
        "rectified, are at most {goal} longer than their chords.",
        "一阶轨迹有多弯，也取决于数据。请找到使整流后 VP 的轨迹比弦至多长 {goal} 的数据。",
    ),
    "lesson.few_steps.challenge": (
        "Find data that are easy even without rectification: the trained VP model in 4 steps at most "
        "{goal} as far from the data as the floor.",
        "请找到不整流也容易的数据：训练后的 VP 模型走 4 步，与数据的距离至多为下限的 {goal}。",
    ),
    "lesson.form_or_settings.challenge": (
        "Find data or a seed for which the usual settings matter more: each form with its own, the worst "
        "form's error at least {goal} the best one's.",
        "请找到惯常设置影响更大的数据或随机种子：各用自己的设置时，最差形式的误差至少为最好的 {goal}。",
    ),
    "lesson.phases.challenge": (
        "Does distilling improve the rectified model? Find data and a seed for which it loses nothing: "
        "after it, one-step samples at most {goal} as far from the data as those of the rectified model it "
        "began as.",
        "蒸馏会改善整流模型吗？请找到至少没有损失的数据和随机种子：蒸馏后，一步样本与数据的距离至多为作为起"
        "点的整流模型的 {goal}。",
    ),
    "lesson.solvers.challenge": (
        "Find data or a seed for which one step comes nearer still: with VP, one DDIM step ending within "
        "{goal} of where 100 steps end, root mean square.",
        "请找到一步更准的数据或随机种子：对 VP，一步 DDIM 的终点与 100 步的终点相距（均方根）至多 {goal}。",
    ),
    "lesson.conditional.challenge": (
        "Find data for which the mean of the lines turns further: marginal paths at least {goal} longer "
        "than their chords.",
        "请找到直线的平均转弯更大的数据：边缘轨迹比弦至少长 {goal}。",
    ),
    "lesson.convert_first.challenge": (
        "Find data or a seed for which conversion gives less of a head start: after the fewest steps of "
        "rectification, the model as it was at most {goal} as far from the data as the converted one.",
        "请找到转换带来的领先更小的数据或随机种子：整流步数最少时，未经转换的模型与数据的距离至多为转换过的 "
        "{goal}。",
    ),
    "lesson.rounds.challenge": (
        "Find data or a seed for which three rounds do drift: after them, samples in many steps at least "
        "{goal} as far from the data as before all rounds.",
        "请找到三轮之后确有漂移的数据或随机种子：此后多步样本与数据的距离至少为整流之前的 {goal}。",
    ),
}
