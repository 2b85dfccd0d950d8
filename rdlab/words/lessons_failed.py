"""What it means that a claim of a lesson was not confirmed: key -> (English, Chinese), see lessons.py.

Each says what did not hold and where to look; the lesson's summary is made of those that are true.
"""

FAILED: dict[str, tuple[str, str]] = {
    # 0
    "lesson.denoising.no.middle": (
        "Here one-step samples stay further from the middle of the data than the criterion allows: the "
        "noise still holds some signal of these data.",
        "这里一步样本离数据的中央比标准所允许的更远：噪声里还留有这份数据的信号。",
    ),
    "lesson.denoising.no.steps": (
        "For these data 50 steps gain less over a single one than the criterion expects.",
        "对这份数据，50 步比一步的改进小于标准的预期。",
    ),
    "lesson.denoising.no.mean": (
        "So few of the draws could have led to these noisy samples that their mean is still uncertain.",
        "抽取的 x₀ 中能给出这些带噪样本的太少，它们的平均仍不确定。",
    ),
    "lesson.denoising.no.tweedie": (
        "The density of these noisy samples changes too fast for the score to be measured this well.",
        "这些带噪样本的密度变化太快，得分测不到这么准。",
    ),
    # 1
    "lesson.same_paths.no.ends": (
        "Here the end points differ by more than the criterion allows. The equation is the same in every "
        "form, so what differs is the solver's error: its steps are too coarse for one of the clocks.",
        "这里各形式的终点相差超出了标准。方程在各形式下相同，差别因而来自求解器误差：它的步长对某个时间进"
        "度来说太粗。",
    ),
    "lesson.same_paths.no.ve": (
        "Most VE paths end elsewhere here: the signal that is left in VE's noise decides about these data.",
        "这里大多数 VE 轨迹到达了别处：对这份数据，VE 噪声中残留的信号起了决定作用。",
    ),
    "lesson.same_paths.no.ways": (
        "On their way some paths part further than the criterion allows, though they obey one equation: "
        "a small difference at the start, or the solver's error, has grown.",
        "有些轨迹在途中的差距超出了标准，尽管它们服从同一个方程：是起点处的微小差别或求解器误差被放大了。",
    ),
    # 2
    "lesson.not_straight.no.bent": (
        "For these data the exact paths are nearly as short as their chords.",
        "对这份数据，精确轨迹几乎与弦一样短。",
    ),
    "lesson.not_straight.no.one_step": (
        "For these data one straight step from the noise comes nearer to the data than the criterion "
        "expects.",
        "对这份数据，从噪声直走一步比标准所预期的更接近数据。",
    ),
    "lesson.not_straight.no.most_bent": (
        "For these data another form bends nearly as much as flow matching, or more.",
        "对这份数据，另一种形式与流匹配几乎一样弯，甚至更弯。",
    ),
    # 3
    "lesson.straightening.no.arc": (
        "The retrained paths did not come as close to their chords as expected.",
        "重新训练后的轨迹没有像预期那样接近它们的弦。",
    ),
    "lesson.straightening.no.speed": (
        "The retrained paths are not travelled as evenly as expected.",
        "重新训练后，轨迹上的速度没有像预期那样均匀。",
    ),
    "lesson.straightening.no.crossings": (
        "Lines of the model's own pairs still cross at one time more often than expected. A model's "
        "exact paths never do; their chords may.",
        "模型生成的匹配对，其连线仍比预期更常在同一时刻相交。模型的精确轨迹不会如此，但它们的弦可能。",
    ),
    "lesson.straightening.no.uncertain": (
        "Given the point, the direction of its line is still less certain than expected.",
        "已知所在的点，其连线的方向仍不如预期那样确定。",
    ),
    # 4
    "lesson.pairs_only.no.one_step": (
        "Here the matched pairs did not help one step as much as expected.",
        "这里匹配对对一步采样的帮助不如预期。",
    ),
    "lesson.pairs_only.no.as_good": (
        "With matched pairs, one step is not yet as good as the teacher's 50. The student can come near its "
        "teacher but hardly pass it.",
        "用匹配对训练后，一步仍不及教师的 50 步。学生可以接近教师，却难以超过它。",
    ),
    # 5
    "lesson.constant.no.fo": (
        "The retrained model is not first order yet: its defect is above the criterion.",
        "重新训练后的模型还不是一阶：它的一阶偏离度高于标准。",
    ),
    "lesson.constant.no.drift": (
        "The guess x̂₀ still moves along the path more than expected.",
        "猜测 x̂₀ 沿轨迹的移动仍比预期大。",
    ),
    # 6
    "lesson.same_form.no.deviation": (
        "The paths still stray from the curve of one pair by more than the criterion allows.",
        "轨迹偏离单个配对的曲线，仍超出标准。",
    ),
    "lesson.same_form.no.falls": (
        "Retraining has brought the paths nearer to the curve of one pair by less than expected.",
        "重新训练使轨迹接近单个配对的曲线，但不如预期。",
    ),
    # 7
    "lesson.may_curve.no.fo": (
        "Not all four forms are first order here: the worst defect is above the criterion, so the shape "
        "of that form's paths says little about first-order paths.",
        "这里四种形式并非都是一阶：最大的一阶偏离度高于标准，因此该形式轨迹的形状说明不了一阶轨迹。",
    ),
    "lesson.may_curve.no.curved": (
        "VP or sub-VP paths turned out nearly straight here. The curve α x₀ + σ ε bends little where x₀ "
        "and ε are far apart.",
        "这里 VP 或 sub-VP 的轨迹几乎是直的。当 x₀ 与 ε 相距很远时，曲线 α x₀ + σ ε 弯得很少。",
    ),
    "lesson.may_curve.no.straight": (
        "Flow-matching or VE paths are not yet straight here.",
        "这里流匹配或 VE 的轨迹还不直。",
    ),
    "lesson.may_curve.no.more_curved": (
        "For these data VP paths did not become more curved.",
        "对这份数据，VP 轨迹没有变得更弯。",
    ),
    "lesson.may_curve.no.scaled": (
        "Seen as x/α, VP or sub-VP paths are not yet straight: they are not yet first order.",
        "换成 x/α 后，VP 或 sub-VP 的轨迹还不直：它们还不是一阶。",
    ),
    # 8
    "lesson.few_steps.no.better": (
        "In at least one form, one step has gained less than expected. See in the chart in which.",
        "至少有一种形式，一步采样的改善不如预期。请在图中看是哪一种。",
    ),
    "lesson.few_steps.no.as_many": (
        "In at least one form, one step is not yet as good as 25 steps before.",
        "至少有一种形式，一步还不及整流前的 25 步。",
    ),
    "lesson.few_steps.no.any_form": (
        "Here the forms do differ in one step by more than the criterion allows.",
        "这里各形式的一步样本确有差别，超出了标准。",
    ),
    # 9
    "lesson.form_or_settings.no.yardstick": (
        "The long-trained network itself is not good on these data, so distances from it say less.",
        "长时间训练的网络在这份数据上本身就不好，因此与它的距离说明不了多少。",
    ),
    "lesson.form_or_settings.no.own": (
        "With these data the usual settings are nearly equally good: there is no difference to explain.",
        "对这份数据，各形式的惯常设置几乎一样好：没有差别需要解释。",
    ),
    "lesson.form_or_settings.no.shared": (
        "With the settings of flow matching the forms still differ by more than the criterion allows.",
        "都用流匹配的设置时，各形式仍有差别，超出了标准。",
    ),
    "lesson.form_or_settings.no.swapped": (
        "With the settings of VP or VE, flow matching still differs from them by more than the criterion "
        "allows.",
        "换上 VP 或 VE 的设置后，流匹配与它们仍有差别，超出了标准。",
    ),
    # 10
    "lesson.phases.no.pieces": (
        "In at least one phase the phased model is hardly nearer to first order than its teacher.",
        "至少有一段，分段模型并不比教师更接近一阶。",
    ),
    "lesson.phases.no.four": (
        "With as many steps as phases, the phased model gains less on its teacher than expected.",
        "步数与段数相同时，分段模型相对教师的改善不如预期。",
    ),
    "lesson.phases.no.one": (
        "In one step the phased model is not as far behind as expected.",
        "只走一步时，分段模型并不像预期那样落后。",
    ),
    "lesson.phases.no.start": (
        "Starting the distillation from the rectified model helped less than expected.",
        "从整流后的模型开始蒸馏，帮助不如预期。",
    ),
    # 11
    "lesson.solvers.no.ddim": (
        "DDIM misses in one step too: the model is not first order yet, and no rule is exact in few steps.",
        "DDIM 走一步也会偏离：模型还不是一阶，任何规则用少步数都不精确。",
    ),
    "lesson.solvers.no.euler": (
        "On at least one grid Euler loses less to DDIM than expected.",
        "至少在一种取点方式下，Euler 相对 DDIM 的损失不如预期大。",
    ),
    "lesson.solvers.no.same_rule": (
        "Under flow matching the two rules came out different, though their steps are the same by their "
        "formulas.",
        "在流匹配下两种规则的结果不同，尽管按公式它们的一步相同。",
    ),
    "lesson.solvers.no.flow": (
        "With flow matching four steps miss by more than the criterion allows: that model is not first "
        "order yet.",
        "对流匹配，四步的偏离超出了标准：该模型还不是一阶。",
    ),
    # 12
    "lesson.conditional.no.bent": (
        "For these data the marginal paths are nearly as short as their chords.",
        "对这份数据，边缘轨迹几乎与弦一样短。",
    ),
    "lesson.conditional.no.mean": (
        "At these points so few of the drawn pairs pass near that their mean is still uncertain.",
        "在这些点附近经过的配对太少，它们的平均仍不确定。",
    ),
    "lesson.conditional.no.clouds": (
        "Half way, the two clouds differ by more than the criterion allows: the solver's steps, or the "
        "draws, are too coarse for these data.",
        "中途两团点云的差距超出了标准：对这份数据，求解器的步长或抽样太粗。",
    ),
    # 13
    "lesson.convert_first.no.converted": (
        "The converted model samples worse than the one before: its conversion would have to be longer here.",
        "转换后的模型采样不如之前：在这里转换还应更长。",
    ),
    "lesson.convert_first.no.unchanged": (
        "Conversion by itself has changed the one-step samples more than expected.",
        "转换本身对一步样本的改变比预期大。",
    ),
    "lesson.convert_first.no.works": (
        "Rectified as it is, the model has gained less in one step than expected.",
        "不经转换直接整流，一步样本的改善不如预期。",
    ),
    "lesson.convert_first.no.same_total": (
        "For the same number of steps in all the two do differ here by more than the criterion allows; the "
        "chart shows which is ahead.",
        "总步数相同时，这里两者确有差别，超出了标准；图中可见谁在前。",
    ),
    "lesson.convert_first.no.step_for_step": (
        "Step for step of rectification, the converted model's head start is smaller than expected.",
        "只数整流的步数，转换过的模型的领先不如预期。",
    ),
    # 14
    "lesson.rounds.no.first": (
        "The first round has helped one step less than expected.",
        "第一轮对一步样本的帮助不如预期。",
    ),
    "lesson.rounds.no.same": (
        "The later rounds have changed one-step samples by more than the criterion allows.",
        "后面几轮使一步样本的变化超出了标准。",
    ),
    "lesson.rounds.no.drift": (
        "After three rounds the samples have drifted from the data by more than the criterion allows.",
        "三轮之后，样本漂离数据，超出了标准。",
    ),
    "lesson.rounds.no.closer": (
        "The third student is not as much nearer to its teacher than the first as expected.",
        "第三个学生与教师的接近程度，相对第一个学生的改善不如预期。",
    ),
    "lesson.rounds.no.memory": (
        "In at least one round the student is clearly better on the noise of its own pairs: it has learned "
        "some of them by heart.",
        "至少有一轮，学生在自己配对的噪声上明显更好：它背下了其中一些。",
    ),
    "lesson.rounds.no.few": (
        "The student of few pairs errs on new noise less than expected: it has learned more than these "
        "pairs by heart.",
        "只有少量配对的学生，在新噪声上的误差比预期小：它学到的不止是背下这些配对。",
    ),
}
