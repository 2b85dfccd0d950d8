"""A sentence for every answer of every lesson, said where the claims that decide its question were confirmed.

What it says must follow from these claims, or hold anyway; where they were not confirmed, none of it is said.
"""

FEEDBACK: dict[str, tuple[str, str]] = {
    # 0: one-step samples end in the middle
    "lesson.denoising.feedback.0": (
        "For that the model would have to know which sample a noise belongs to. Nearly all are possible, "
        "and its answer is their mean.",
        "那样模型就得知道一个噪声属于哪个样本。而几乎所有样本都可能，它的回答是它们的平均。",
    ),
    "lesson.denoising.feedback.1": (
        "Pure noise says next to nothing about x₀: the answer is the mean of the data, nearly the same for "
        "every noise.",
        "纯噪声几乎不说明 x₀ 是什么：回答就是数据的平均，对每个噪声都几乎相同。",
    ),
    "lesson.denoising.feedback.2": (
        "The answer hardly depends on the noise, as pure noise says next to nothing about x₀.",
        "回答几乎与噪声无关，因为纯噪声几乎不说明 x₀ 是什么。",
    ),
    # 1: the end points agree, those of VE too
    "lesson.same_paths.feedback.0": (
        "Without scale and clock all forms share one equation; the gap that is left keeps within the "
        "criterion.",
        "去掉尺度与时间进度，各形式共用一个方程；余下的差距在判据之内。",
    ),
    "lesson.same_paths.feedback.1": (
        "Nearly, but more is true: within a cluster end points could still be far apart, and the measured "
        "gap is much smaller than that.",
        "接近了，但事实更强：同一簇内的终点仍可能相距很远，而测得的差距比这小得多。",
    ),
    "lesson.same_paths.feedback.2": (
        "It looks so, since in x each form draws other curves. But only scale and clock differ: without "
        "them one equation is left, and one noise has one end.",
        "看上去如此，因为各形式在 x 中画出的曲线不同。但不同的只是尺度与时间进度：去掉后只剩一个方程，一个"
        "噪声只有一个终点。",
    ),
    # 2: the paths are bent
    "lesson.not_straight.feedback.0": (
        "The lines of the pairs are straight, but they are not the model's paths: where many lines pass, "
        "the model can only answer with the mean of their directions.",
        "配对的连线是直的，但它们不是模型的轨迹：在许多直线经过之处，模型只能以方向的平均来回答。",
    ),
    "lesson.not_straight.feedback.1": (
        "Each line is straight, but the mean of the directions changes along the way, and the path turns "
        "with it.",
        "每条连线都是直的，但方向的平均在途中改变，轨迹也随之转弯。",
    ),
    "lesson.not_straight.feedback.2": (
        "Training cannot make them straighter: this is the exact model, at which a perfect training would "
        "end.",
        "训练再久也不会更直：这已是精确模型，完美的训练也只能到此为止。",
    ),
    # 3: the extra length falls
    "lesson.straightening.feedback.0": (
        "With pairs that the model itself has made, there is less to average at one place and time, so the "
        "paths keep close to the lines.",
        "配对由模型自己生成后，同一位置、同一时刻要平均的方向更少，轨迹便贴近连线。",
    ),
    "lesson.straightening.feedback.1": (
        "The loss looks the same, but other pairs pass through each place. The mean of their directions is "
        "another, and so are the paths.",
        "损失看上去一样，但经过每一处的配对不同了：方向的平均不同，轨迹也就不同。",
    ),
    "lesson.straightening.feedback.2": (
        "The lines between the pairs are straight, and the new paths come close to them: that leaves no "
        "room for more bends.",
        "配对之间的连线是直的，新轨迹贴近它们，不会再多出弯来。",
    ),
    # 4: matched pairs are much better than shuffled ones
    "lesson.pairs_only.feedback.0": (
        "The form stayed VP throughout, and still one step became much better: the form is not what it "
        "takes.",
        "形式始终是 VP，一步样本仍好了许多：靠的不是形式。",
    ),
    "lesson.pairs_only.feedback.1": (
        "No network here predicts ε − x₀: all predict v, and still one step became much better.",
        "这里没有网络预测 ε − x₀，都预测 v，一步样本仍好了许多。",
    ),
    "lesson.pairs_only.feedback.2": (
        "The two students differ in nothing but who is paired with whom, and that makes the difference.",
        "两个学生只差在谁与谁配对，差别就由此而来。",
    ),
    # 5: small defect, and the guess moves much less than before
    "lesson.constant.feedback.0": (
        "With a constant velocity every path would be a straight line. In VP α and σ do not change evenly, "
        "so even a guess that never changes makes a velocity that turns.",
        "速度不变意味着每条轨迹都是直线。而在 VP 中 α 与 σ 的变化并不均匀，即使猜测始终不变，合成的速度也会"
        "转向。",
    ),
    "lesson.constant.feedback.1": (
        "The guess made at the start is hardly corrected on the way: that is what makes one step enough.",
        "起点处的猜测在途中几乎不用改正：所以一步就够。",
    ),
    "lesson.constant.feedback.2": (
        "That fits the model before rectification, whose guess changed much more on the way. Afterwards it "
        "hardly changes.",
        "这更像整流之前的模型：那时猜测在途中改变得多。整流之后它几乎不变。",
    ),
    # 6: little deviation
    "lesson.same_form.feedback.0": (
        "If the guess of the pair does not change, the path can only be the curve of that pair.",
        "对这一对的猜测不变，轨迹就只能是这一对的曲线。",
    ),
    "lesson.same_form.feedback.1": (
        "Straight lines are what pairs travel on in flow matching. In VP α² + σ² = 1: a pair travels on an "
        "arc of an ellipse, and the rectified path keeps close to it.",
        "配对走直线的是流匹配。在 VP 中 α² + σ² = 1，一对沿椭圆弧移动，整流后的轨迹贴近它。",
    ),
    "lesson.same_form.feedback.2": (
        "From noise to noise the curves do differ, but each keeps close to the one curve α x₀ + σ ε that "
        "joins its ends.",
        "不同噪声的曲线确实不同，但每一条都贴近连接其两端的那条 α x₀ + σ ε。",
    ),
    # 7: the extra length of VP's paths has grown
    "lesson.may_curve.feedback.0": (
        "Straight is what the curve of a pair is in flow matching and VE. In VP it is an arc, and "
        "rectification brings the paths to it.",
        "在流匹配与 VE 中，一对的曲线是直的。在 VP 中它是一段弧，整流使轨迹靠近这段弧。",
    ),
    "lesson.may_curve.feedback.1": (
        "The extra length over the chord has grown by more than the criterion asks for.",
        "比弦多出的长度增加了，超过了判据的要求。",
    ),
    "lesson.may_curve.feedback.2": (
        "Rectification brings a path to the curve of one pair, and in VP that curve is more bent than the "
        "paths were before.",
        "整流使轨迹靠近单个配对的曲线，而在 VP 中这条曲线比原来的轨迹更弯。",
    ),
    # 8: the forms are near each other
    "lesson.few_steps.feedback.0": (
        "The forms keep within the criterion of each other: flow matching has no lead that counts.",
        "各形式之间的差距在判据之内：流匹配没有值得一提的领先。",
    ),
    "lesson.few_steps.feedback.1": (
        "One step needs a guess that stays right all the way, and any form can learn that.",
        "一步生成需要的是全程不变的正确猜测，哪种形式都能学会。",
    ),
    "lesson.few_steps.feedback.2": (
        "The forms keep within the criterion of each other: VP has no lead that counts.",
        "各形式之间的差距在判据之内：VP 没有值得一提的领先。",
    ),
    # 9: apart with their own settings, together with the same
    "lesson.form_or_settings.feedback.0": (
        "With the same settings the forms keep within the criterion of each other: what set them apart "
        "went with the settings.",
        "设置相同时，各形式之间的差距在判据之内：高下随设置而去。",
    ),
    "lesson.form_or_settings.feedback.1": (
        "What differed between the trainings were the settings, and now these are the same.",
        "各次训练不同的是设置，而现在设置相同了。",
    ),
    "lesson.form_or_settings.feedback.2": (
        "A reversed order would leave the forms as far apart as before; with the same settings they are "
        "within the criterion of each other.",
        "次序颠倒，各形式就该仍像先前那样相差；而设置相同时，差距在判据之内。",
    ),
    # 10: good in four, bad in one
    "lesson.phases.feedback.0": (
        "It was trained for one step in each piece. A step across all four asks for a guess that holds in "
        "every piece.",
        "它学的是每段走一步。一步跨过四段，需要一个在每段都成立的猜测。",
    ),
    "lesson.phases.feedback.1": (
        "One step across all four pieces needs one guess for the whole path; here only the guess within a "
        "piece was trained.",
        "一步跨过四段，需要对整条轨迹作同一个猜测；这里只训练了段内的猜测。",
    ),
    "lesson.phases.feedback.2": (
        "Four steps, one in each piece, are what it was trained for, and there it is nearer to the data "
        "than its teacher in four steps.",
        "它学的正是四步、每段一步；在四步时，它比同样走四步的教师更接近数据。",
    ),
    # 11: DDIM arrives, Euler misses
    "lesson.solvers.feedback.0": (
        "They ask the same network, but a straight step leaves a curve: Euler misses by much more than DDIM.",
        "两者问的是同一个网络，但直走一步就会离开曲线：Euler 的误差比 DDIM 大得多。",
    ),
    "lesson.solvers.feedback.1": (
        "The guess is simple, as it hardly changes; the path in x is still curved, and Euler walks "
        "straight on.",
        "简单的是猜测，它几乎不变；x 中的轨迹仍是弯的，而 Euler 直走。",
    ),
    "lesson.solvers.feedback.2": (
        "DDIM moves along the curve of the guessed pair, and the guess hardly changes. Euler's straight "
        "steps leave the curve.",
        "DDIM 沿所猜配对的曲线移动，而猜测几乎不变；Euler 的直步会离开曲线。",
    ),
    # 12: bent, and the mean of the pairs
    "lesson.conditional.feedback.0": (
        "To stay on one line, the model would have to know to which pair it belongs. It knows only place "
        "and time.",
        "要留在一条直线上，模型就得知道自己属于哪一对。它只知道位置和时刻。",
    ),
    "lesson.conditional.feedback.1": (
        "Near the data the nearest points count most; far from them lines to many points pass, and the "
        "mean of all of them decides.",
        "靠近数据时，最近的点作用最大；离得远时，通向许多点的直线都经过这里，由它们的平均决定。",
    ),
    "lesson.conditional.feedback.2": (
        "At each place and time the model moves with the mean of the lines there, and this mean changes "
        "along the way.",
        "在每个位置和时刻，模型按该处各直线的平均移动，而这个平均在途中改变。",
    ),
    # 13: rectified as it is it works, and at one total the two are near each other
    "lesson.convert_first.feedback.0": (
        "Its rectification alone may go faster, but its conversion has cost steps as well: counted all "
        "together, the two keep within the criterion of each other.",
        "单看整流，它或许更快，但转换也花了步数：全部算上，两者之间的差距在判据之内。",
    ),
    "lesson.convert_first.feedback.1": (
        "Rectification needs pairs that a model has made, and any model can make them; what conversion "
        "gains is spent on converting.",
        "整流需要的是模型生成的匹配对，而任何模型都能生成；转换带来的好处，已花在转换上。",
    ),
    "lesson.convert_first.feedback.2": (
        "For Stable Diffusion the paper reports such a lead. Here the two keep within the criterion of each "
        "other: a small network is converted in few steps.",
        "论文在 Stable Diffusion 上确实报告了这样的领先。这里两者之间的差距在判据之内：小网络转换只需很少"
        "步数。",
    ),
    # 14: the first round does it, later ones change little
    "lesson.rounds.feedback.0": (
        "After one round there is little left to gain: the student follows its teacher, and the teacher's "
        "own distance from the data stays.",
        "一轮之后，可改进的已不多：学生跟随教师，而教师自己与数据的距离仍在。",
    ),
    "lesson.rounds.feedback.1": (
        "Errors can add up, since no round sees the data. In these three rounds they keep within the "
        "criterion.",
        "没有一轮再看数据，误差确实可能累积。在这三轮中，它们在判据之内。",
    ),
    "lesson.rounds.feedback.2": (
        "One step was made good by the first round; after it, the distance from the data keeps within the "
        "criterion.",
        "第一轮已使一步样本变好；此后与数据的距离变化都在判据之内。",
    ),
}
