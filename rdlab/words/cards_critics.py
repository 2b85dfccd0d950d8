"""Words of the card on what critics say: key -> (English, Simplified Chinese)."""

CRITICS: dict[str, tuple[str, str]] = {
    "card.critics.lead": (
        "Doubts that one can have about the paper and about rectification, with what is known and "
        "what is open. Where a lesson of this lab answers by measuring, it is named.",
        "对这篇论文、对整流可以提出的疑问：哪些已知，哪些尚无定论。凡有课程以测量作答的，都在此列出。",
    ),
    "card.critics.part.coordinates": (
        "“Curved against straight” is only a matter of coordinates",
        "“弯与直”只是坐标的问题",
    ),
    "card.critics.says.coordinates": (
        "It is, and the paper's own formula says so: along a first-order path x/α moves on a "
        "straight line in σ/α. More than that: every form α x₀ + σ ε has the same exact ODE but for "
        "a scale and a clock, so all of them send the same noise to the same sample. They share one "
        "coupling of noise and data. Whoever calls one form straight and another curved speaks of "
        "the scale. What one step needs, a constant ε̂ along each path, is the same in all "
        "coordinates, and rectification changes exactly that: who is paired with whom.",
        "确实如此，论文自己的公式就说明了这一点：在一阶轨迹上，x/α 随 σ/α 沿直线移动。不仅如此：一切"
        "形式 α x₀ + σ ε 除尺度与时间进度外都是同一个精确的 ODE，因此都把同一噪声送到同一样本，共有同"
        "一个噪声与数据的耦合。说一种形式直、另一种弯，说的只是尺度。一步采样所需要的是 ε̂ 沿每条轨迹"
        "不变，这与坐标无关；整流改变的正是这一点：谁与谁配对。",
    ),
    "card.critics.part.enough": ("Is one rectification enough?", "整流一次就够了吗？"),
    "card.critics.says.enough": (
        "Liu et al. (arXiv 2209.03003) repeat it, and prove that no convex cost of transport grows "
        "from one round to the next. Bansal et al. (arXiv 2410.14949) show, under assumptions of "
        "theirs, that two rectifications are sufficient for a straight flow. These are theorems on "
        "exact flows: a trained network adds an error of its own in each round. The lab can rectify "
        "again: read the first-order defect of each round beside the one before.",
        "Liu 等（arXiv 2209.03003）反复进行，并证明任何凸的传输代价都不会逐轮增大。Bansal 等（arXiv "
        "2410.14949）在其假设下证明，两次整流足以得到直的流。这些定理说的是精确的流：训练得到的网络每"
        "一轮都会加入自己的误差。在实验室中可以再次整流：把每一轮的一阶偏离度与前一轮并列来看。",
    ),
    "card.critics.part.drift": ("The student never sees the data", "学生从未见过数据"),
    "card.critics.says.drift": (
        "Its pairs are made by a model. What the teacher gets wrong the student learns as right, and "
        "a further round learns from that: nothing in the algorithm leads back to the data. Besides, "
        "the list of pairs is finite: a large network can learn it by heart, and between its noises "
        "nothing is said. More pairs and fresh ones cost teacher steps. Mixing real samples in has "
        "been proposed against the drift.",
        "它的配对由模型生成。教师的错误被学生当作正确来学，下一轮又以此为准：算法中没有任何一步回到数"
        "据。此外，配对的数目有限：大网络可以把它背下来，而对这些噪声之间的地方什么也没有学。更多、更"
        "新的配对要花费教师的采样步数。有人提出混入真实样本来防止漂移。",
    ),
    "card.critics.part.behind": ("Others are better in one step", "一步采样有更好的方法"),
    "card.critics.says.behind": (
        "The paper says it itself: in appendix II, on its limits, the method still lags behind the "
        "best distillation or GAN training. Its table on COCO-2014 is below, complete.",
        "论文自己也这样说：附录 II 谈局限时写道，该方法仍落后于最好的蒸馏或 GAN 训练。下面是它在 "
        "COCO-2014 上的完整表格。",
    ),
    "card.critics.part.cost": ("What it costs", "代价"),
    "card.critics.says.cost": (
        "{ours}: {ours_days} {ours_gpu} GPU-days. {theirs}: {theirs_days} {theirs_gpu} GPU-days, "
        "that is {ratio} times as many, as the paper states both. They are days on different GPUs, "
        "so the ratio is no exact one.",
        "{ours}：{ours_days} {ours_gpu} GPU 天。{theirs}：{theirs_days} {theirs_gpu} GPU 天，即 "
        "{ratio} 倍（均为论文所述）。两者的 GPU 型号不同，因此这个比值并不精确。",
    ),
    "card.critics.part.open": ("What is open", "尚无定论"),
    "card.critics.says.open": (
        "How near to first order is near enough for one good step, on images? How many pairs does a "
        "network of a given size need before it stops learning them by heart? Does guidance, which "
        "changes the teacher's paths, belong into the pairs or after them? Can matched pairs alone "
        "reach what distillation with a discriminator reaches? A lab in two dimensions shows "
        "mechanisms; none of these it can answer for images.",
        "对图像而言，离一阶多近，一步采样才算够好？给定大小的网络需要多少配对，才不再只是背诵？引导会"
        "改变教师的轨迹，它应放进配对之中，还是留到其后？仅靠匹配对，能否达到带判别器的蒸馏所达到的水"
        "平？二维实验室展示机制，但对图像无法回答其中任何一个问题。",
    ),
    "card.critics.lesson": ("Lesson {number}: {title}", "第 {number} 课：{title}"),
    "card.critics.table": ("Published, not measured here", "已发表的结果，并非在此测量"),
    "card.critics.table.note": (
        "FID on COCO-2014: distance to real images, lower is better. In vermilion: Rectified Diffusion.",
        "COCO-2014 上的 FID：与真实图像的距离，越低越好。朱红色：Rectified Diffusion。",
    ),
    "card.critics.source": (
        "Source: Wang et al., arXiv 2410.07303v2, section 2.2 (first-order paths), appendix II "
        "(limits), table 2 (COCO-2014); further Liu et al., arXiv 2209.03003, and Bansal et al., "
        "arXiv 2410.14949.",
        "出处：Wang 等，arXiv 2410.07303v2 第 2.2 节（一阶轨迹）、附录 II（局限）、表 2（COCO-2014）"
        "；另见 Liu 等，arXiv 2209.03003；Bansal 等，arXiv 2410.14949。",
    ),
}
