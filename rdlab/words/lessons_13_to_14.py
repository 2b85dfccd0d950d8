"""Words of lessons 13 and 14: key -> (English, Simplified Chinese), see lessons.py."""

NEWEST_LESSONS: dict[str, tuple[str, str]] = {
    # 13
    "lesson.convert_first.title": (
        "Must Stable Diffusion be converted first?",
        "Stable Diffusion 必须先转换吗？",
    ),
    "lesson.convert_first.question": (
        "With equal training in all, conversion included, whose one step is better?",
        "训练的总步数相同（包括转换的步数），谁的一步样本更好？",
    ),
    "lesson.convert_first.answer.0": ("The converted model's", "转换过的模型"),
    "lesson.convert_first.answer.1": ("Neither: about the same", "不相上下"),
    "lesson.convert_first.answer.2": ("The unconverted one's", "未经转换的模型"),
    "lesson.convert_first.text": (
        "**Converting** trains the pretrained weights on the data once more, now on the flow-matching form "
        "and to predict ε − x₀: 200 steps here, a quarter of the first training. Whether the model then "
        "samples as well as before is measured. **Rectifying** is the same for both: pairs of the model's "
        "own, of the same noises, and the training that it had before (algorithm 4, plain). Each point of "
        "the chart is a training of its own, so that its learning rate has come to rest. Published: the "
        "paper's one-step FID after 20,000 iterations is already below that of Rectified Flow, for 20 A800 "
        "GPU-days in all against InstaFlow's 75.2 A100 GPU-days. A network for two dimensions is converted "
        "in a moment; how much conversion costs for large models, this experiment cannot say.",
        "**转换**：用数据再训练预训练好的权重，改用流匹配的形式，并预测 ε − x₀；这里训练 200 步，为第一次训练"
        "的四分之一。转换后采样是否仍与之前一样好，是量出来的。**整流**对两者相同：用模型自己的配对、相同的噪"
        "声，以及它原来的训练方式（算法 4，原样）。图中每个点都是一次独立的训练，学习率都降到了零。已发表的结"
        "果：论文在 2 万次迭代后，一步采样的 FID 已低于 Rectified Flow；总花费为 20 个 A800 GPU 天，Insta"
        "Flow "
        "为 75.2 个 A100 GPU 天。二维网络转换只需一瞬；对大模型转换要花多少，本实验说明不了。",
    ),
    "lesson.convert_first.symbols": (
        "ŷ: what the network with weights θ answers; y: what it is to predict, ε or ε − x₀; x̃₀: the sample "
        "that the teacher made of the noise ε; α, σ: how much of either is in the noisy sample at time t.",
        "ŷ 为权重为 θ 的网络的回答；y 为它要预测的量，ε 或 ε − x₀；x̃₀ 为教师由噪声 ε 生成的样本；α、σ 为时"
        "刻 t 的带噪样本中两者的含量。",
    ),
    "lesson.convert_first.claim.converted": (
        "The conversion took: in 50 steps the converted model's samples are at most 1.5 times as far from "
        "the data as those of the model before.",
        "转换成功：走 50 步时，转换后的模型的样本与数据的距离至多为转换前的 1.5 倍。",
    ),
    "lesson.convert_first.claim.unchanged": (
        "Conversion alone does not make one step enough: its one-step samples are at least 0.8 times as far "
        "from the data as before.",
        "仅靠转换，一步并不够：一步样本与数据的距离至少仍为转换前的 0.8 倍。",
    ),
    "lesson.convert_first.claim.works": (
        "Rectified as it is, for 600 steps, the model's one-step samples are at most 0.15 times as far from "
        "the data as before.",
        "不经转换，直接整流 600 步，一步样本与数据的距离至多为整流前的 0.15 倍。",
    ),
    "lesson.convert_first.claim.same_total": (
        "After 600 steps in all, of which the converted model has spent 200 on conversion, the two "
        "one-step distances differ by a factor of at most 1.4.",
        "总共训练 600 步后（转换过的模型把其中 200 步用于转换），两者的一步样本与数据的距离至多相差 1.4 倍。",
    ),
    "lesson.convert_first.claim.step_for_step": (
        "Counting rectification alone, conversion is a head start: after 50 steps of it, the model as it "
        "was is at least 1.1 times as far from the data.",
        "只数整流的步数，转换是一种领先：整流 50 步后，未经转换的模型与数据的距离至少为转换过的 1.1 倍。",
    ),
    "lesson.convert_first.claim.first_point": (
        "Hoped for, as in the paper's figure 2 (FID over iterations), but not decisive here: after 50 steps "
        "of rectification, the model as it was is already as near to the data as the converted one after "
        "600.",
        "如论文图 2（FID 随迭代次数的变化）那样期望，但不作为判定：整流 50 步后，未经转换的模型就已与整流"
        " 600 "
        "步的转换过的模型一样接近数据。",
    ),
    "lesson.convert_first.yes": (
        "Conversion is not needed: rectified as it is, the model samples in one step, and for the same "
        "number of steps in all about as well. The head start of the converted model is paid for by the "
        "steps of its conversion. Whether the model as it was is far ahead, as the paper finds for Stable "
        "Diffusion, is the last claim.",
        "不必转换：直接整流，模型就能一步采样；总步数相同时，两者差不多好。转换带来的领先，恰由转换所花的步数"
        "换来。未经转换的模型能否像论文在 Stable Diffusion 上那样遥遥领先，见最后一条。",
    ),
    "lesson.convert_first.source": (
        "arXiv 2410.07303v2, section 2.1 (algorithm 4: matched pairs, and nothing else changes) and figure 2 "
        "(FID over iterations); GPU-days as stated there. InstaFlow: Liu et al., arXiv 2309.06380.",
        "arXiv 2410.07303v2 第 2.1 节算法 4（只换成模型生成的匹配对，其余不变）与图 2（FID 随迭代次数的变"
        "化）；GPU 天数亦出自该文。InstaFlow：Liu 等，arXiv 2309.06380。",
    ),
    # 14
    "lesson.rounds.title": ("Is rectifying again and again better?", "反复整流，会越来越好吗？"),
    "lesson.rounds.question": (
        "What do the second and the third round do to the samples?",
        "第二轮和第三轮整流对样本有什么影响？",
    ),
    "lesson.rounds.answer.0": ("Each makes them better", "每一轮都更好"),
    "lesson.rounds.answer.1": ("Each makes them worse: errors add up", "每一轮都更差：误差会累积"),
    "lesson.rounds.answer.2": ("Hardly anything", "几乎没有"),
    "lesson.rounds.text": (
        "Each round makes 8,192 new pairs by the model of the round before and trains on them for 750 "
        "steps, from that model's weights (algorithm 4, plain). The data are not seen again. **Drift**: how "
        "far samples are from the data, in many steps and in one, and how far the end of a path has moved "
        "since the first model, from the same noise. **Memory**: how far one step of the student ends from "
        "the end of its teacher's path, once on noise whose pairs it was trained on, once on noise that is "
        "new to both. A student that knows its pairs by heart is good at the first alone. That this can be "
        "seen at all is tested with a student that gets 64 pairs only. Critics find that many rounds on a "
        "model's own images can degrade them, and mix in real data against it. This experiment is three "
        "rounds, in two dimensions.",
        "每一轮用上一轮的模型生成 8,192 个新配对，从该模型的权重出发训练 750 步（算法 4，原样），不再看数据。"
        "**漂移**：多步与一步样本与数据的距离；以及由相同噪声出发，轨迹终点比第一个模型移动了多远。**记忆"
        "**：学"
        "生走一步的终点与教师轨迹终点的距离，一次用它训练过的配对的噪声，一次用两者都没见过的噪声。把配对"
        "背下来"
        "的学生，只在前者上好。为确认这真能看出来，另有一个学生只得到 64 个配对。批评者发现，用模型自己的"
        "图像反"
        "复多轮可能使其退化，并加入真实数据来避免。本实验只是二维中的三轮。",
    ),
    "lesson.rounds.symbols": (
        "θ with index k: the weights after k rounds; ŷ: the network's answer, y: what it is to predict; x̃₀ "
        "with (k): the sample that the model after k rounds makes of the noise ε; α, σ: how much of either "
        "is in the noisy sample at time t.",
        "带下标 k 的 θ 为 k 轮之后的权重；ŷ 为网络的回答，y 为它要预测的量；带 (k) 的 x̃₀ 为 k 轮之后的模型由"
        "噪声 ε 生成的样本；α、σ 为时刻 t 的带噪样本中两者的含量。",
    ),
    "lesson.rounds.claim.first": (
        "The first round makes one step good: at most 0.15 times as far from the data as before.",
        "第一轮使一步样本变好：与数据的距离至多为之前的 0.15 倍。",
    ),
    "lesson.rounds.claim.same": (
        "From the first round to the third, the distance of one-step samples from the data changes by a "
        "factor of at most 1.5, either way.",
        "从第一轮到第三轮，一步样本与数据的距离无论变大变小，至多相差 1.5 倍。",
    ),
    "lesson.rounds.claim.drift": (
        "After the third round samples in 50 steps are at most 1.8 times as far from the data as those of "
        "the model before all rounds.",
        "第三轮之后，50 步样本与数据的距离至多为整流之前的 1.8 倍。",
    ),
    "lesson.rounds.claim.closer": (
        "What the rounds do improve: one step of the third student ends nearer to its own teacher's end, at "
        "most 0.85 times as far as that of the first student from its teacher's.",
        "各轮确有改进之处：第三个学生走一步的终点更接近自己的教师，距离至多为第一个学生与其教师的 0.85 倍。",
    ),
    "lesson.rounds.claim.memory": (
        "No student knows its pairs by heart: in each round the one-step error on new noise is at most 1.4 "
        "times that on the noise of its own pairs.",
        "没有学生把配对背下来：每一轮中，新噪声上的一步误差至多为自己配对的噪声上的 1.4 倍。",
    ),
    "lesson.rounds.claim.few": (
        "Memorising would be seen: for the student of 64 pairs it is at least 3 times.",
        "若是背下来，就看得出来：只有 64 个配对的学生，这个比值至少为 3 倍。",
    ),
    "lesson.rounds.claim.again": (
        "Hoped for, but not decisive here: after the third round one-step samples are at least 10 % nearer "
        "to the data than after the first.",
        "期望如此，但不作为判定：第三轮之后的一步样本比第一轮之后至少接近数据 10%。",
    ),
    "lesson.rounds.yes": (
        "The first round does nearly all of it. Further rounds bring a student nearer to its teacher, and "
        "leave the distance from the data about where it was: within three rounds neither much gain nor "
        "collapse. The pairs are not learned by heart, unless there are few of them.",
        "几乎全部改善都来自第一轮。后面几轮使学生更接近教师，与数据的距离则大致不变：三轮之内既没有多少收获，"
        "也没有崩溃。配对并未被背下来，除非配对很少。",
    ),
    "lesson.rounds.source": (
        "arXiv 2410.07303v2, section 2.1 (algorithm 4: matched pairs), which rectifies once. Repeating it: "
        "Liu et al., arXiv 2209.03003 (reflow); its criticism: Zhu et al., arXiv 2412.08175 (model "
        "collapse).",
        "arXiv 2410.07303v2 第 2.1 节算法 4（模型生成的匹配对），只整流一次。反复整流：Liu 等，arXiv "
        "2209.03003（reflow）；对它的批评：Zhu 等，arXiv 2412.08175（模型崩溃）。",
    ),
}
