"""Words of the Stable Diffusion tab: key -> (English, Simplified Chinese).

All but SD_AT_START come with the tab.
"""

from rdlab.words.diffusion_errors import SD_ERRORS

SD_AT_START: dict[str, tuple[str, str]] = {
    "tab.sd": ("Stable Diffusion", "Stable Diffusion"),
    "sd.run": ("Generate", "生成"),
    "sd.stop": ("Stop", "停止"),
}

SD_TAB: dict[str, tuple[str, str]] = {
    # where it runs
    "sd.where.gpu": (
        "The full models run on this machine's GPU. Each is loaded when first used.",
        "完整模型在本机的 GPU 上运行，首次使用时才加载。",
    ),
    "sd.where.zero": (
        "The full models run on a GPU that is lent for a few seconds at a time (ZeroGPU). Each is "
        "loaded when "
        "first used.",
        "完整模型在按次借用几秒钟的 GPU（ZeroGPU）上运行，首次使用时才加载。",
    ),
    "sd.where.folder": (
        "No GPU here: the models in the folder that RDLAB_SD_MODELS names run on the CPU.",
        "本机没有 GPU：RDLAB_SD_MODELS 所指文件夹中的模型在 CPU 上运行。",
    ),
    "sd.where.cpu": (
        "The full models need a GPU, and this machine has none; two of them run here with one step, slowly.",
        "完整模型需要 GPU，而本机没有；其中两个可以在这里用一步慢慢运行。",
    ),
    "sd.where.none": (
        "The full models need a GPU, and this Space has none: below is what the paper has published.",
        "完整模型需要 GPU，而此 Space 没有；下面是论文已发表的结果。",
    ),
    "sd.where.how": (
        "On a machine with an NVIDIA GPU (8 GB; 16 GB for XL), in this folder:",
        "在有 NVIDIA GPU 的机器上（8 GB；XL 需 16 GB），于本项目文件夹中运行：",
    ),
    "sd.where.clone": (
        "On a machine with an NVIDIA GPU (8 GB; 16 GB for XL):",
        "在有 NVIDIA GPU 的机器上（8 GB；XL 需 16 GB）：",
    ),
    "sd.where.space": (
        "On Hugging Face: duplicate the Space and choose ZeroGPU or a GPU as its hardware.",
        "在 Hugging Face 上：复制此 Space，并选择 ZeroGPU 或 GPU 作为硬件。",
    ),
    "sd.copy": ("Copy", "复制"),
    "sd.copied": ("Copied", "已复制"),
    # what a run costs without a GPU
    "sd.confirm.both": (
        "{names} on this CPU: first about {gigabytes} GB to download, once; then about {time} of computing, "
        "measured on this machine. The small decoder (TAESD) makes the picture.",
        "{names} 在本机 CPU 上：先下载约 {gigabytes} GB（仅一次），然后计算约 {time}（按本机实测估计）。"
        "图像由小型解码器（TAESD）生成。",
    ),
    "sd.confirm.time": (
        "{names} on this CPU: about {time} of computing, measured on this machine; nothing to download. The "
        "small decoder (TAESD) makes the picture.",
        "{names} 在本机 CPU 上：计算约 {time}（按本机实测估计），无需下载。图像由小型解码器（TAESD）生成。",
    ),
    "sd.confirm.yes": ("Go on", "继续"),
    "sd.confirm.no": ("Not now", "暂不"),
    "sd.seconds": ("{count} s", "{count} 秒"),
    "sd.minutes": ("{count} min", "{count} 分钟"),
    # the form
    "sd.mode": ("What to do", "模式"),
    "sd.mode.generate": ("One model", "单个模型"),
    "sd.mode.compare": ("Compare", "对比"),
    "sd.prompt": ("Prompt", "提示词"),
    "sd.prompt.hint": ("What should the image show? English works best.", "图像应该画什么？英文效果最好。"),
    "sd.examples": ("For example", "例如"),
    "sd.example.0": ("Lighthouse", "灯塔"),
    "sd.example.1": ("Corgi", "柯基"),
    "sd.example.2": ("Still life", "静物"),
    "sd.example.3": ("Mountains", "山峦"),
    "sd.negative": ("Negative prompt", "反向提示词"),
    "sd.negative.off": ("Without effect: CFG is 1.", "无效：CFG 为 1。"),
    "sd.model": ("Model", "模型"),
    "sd.models": ("Models (rows)", "模型（行）"),
    "sd.group.rectified": ("Rectified Diffusion", "整流扩散"),
    "sd.group.others": ("To compare with", "对照"),
    "sd.fact.base": ("From {base}, {size} × {size} pixels.", "基于 {base}，{size} × {size} 像素。"),
    "sd.fact.licence": ("Licence: {licence}.", "许可证：{licence}。"),
    "sd.fact.unstated": (
        "Licence: not stated; {base} beneath it is {licence}.",
        "许可证：未注明；其下的 {base} 为 {licence}。",
    ),
    "sd.fact.link": ("On the hub", "模型页面"),
    "sd.steps": ("Steps", "步数"),
    "sd.columns": ("Steps (columns)", "步数（列）"),
    "sd.guidance": ("CFG", "CFG"),
    "sd.guidance.help": (
        "How strongly the prompt guides; 1 is none, at half the cost.",
        "提示词的引导强度；1 表示不引导，计算量减半。",
    ),
    "sd.guidance.own": ("Each model with its own CFG.", "各模型采用各自的 CFG。"),
    "sd.width": ("Width", "宽"),
    "sd.height": ("Height", "高"),
    "sd.count": ("Images", "张数"),
    "sd.seed": ("Seed", "随机种子"),
    "sd.seed.new": ("New seed", "换个随机种子"),
    "sd.measure": ("The same noise in {fewest} step(s) too", "同一噪声再用 {fewest} 步"),
    "sd.measure.one": ("The same noise in 1 step too", "同一噪声再用 1 步"),
    "sd.measure.help": (
        "Runs the same noise once more with the fewest steps the model allows, to see whether both end "
        "at the "
        "same image.",
        "用模型允许的最少步数对同一噪声再运行一次，看两者是否到达同一图像。",
    ),
    # progress
    "sd.doing.idle": ("Ready.", "就绪。"),
    "sd.doing.line": (
        "Number {number} in line; it starts by itself.",
        "排队第 {number} 位，轮到时自动开始。",
    ),
    "sd.doing.starting": ("Starting; the first time takes some seconds.", "正在启动；首次需要几秒钟。"),
    "sd.doing.download": ("{name}: downloading, {percent} %", "{name}：下载中，{percent}%"),
    "sd.doing.weights": ("{name}: loading, {percent} %", "{name}：加载中，{percent}%"),
    "sd.doing.step": ("Step {step} of {steps}", "第 {step} / {steps} 步"),
    "sd.doing.decode": ("Decoding", "解码中"),
    "sd.doing.shortest": ("Once more with {steps} step(s), to compare", "再用 {steps} 步运行一次，作对比"),
    "sd.doing.cells": ("{done} of {all} picture(s)", "{done} / {all} 张"),
    "sd.doing.compared": ("Done: {all} picture(s).", "完成：{all} 张图像。"),
    "sd.doing.stopping": ("Stopping after this step", "本步结束后停止"),
    "sd.doing.stopped": ("Stopped.", "已停止。"),
    "sd.doing.done": ("Done in {time}.", "完成，用时 {time}。"),
    # pictures
    "sd.empty": (
        "The images appear here, and beneath them how their paths went: x̂₀ after each step, and "
        "whether ε̂ stays "
        "the same along the way.",
        "图像将显示在这里；随后显示轨迹的经过：每一步的 x̂₀，以及 ε̂ 在途中是否保持不变。",
    ),
    "sd.grid.empty": (
        "One noise, several models, several numbers of steps: the pictures appear here, row by row.",
        "同一噪声、多个模型、多种步数：图像将逐行显示在这里。",
    ),
    "sd.about_run": (
        "{name} · {steps} step(s) · CFG {guidance} · {width} × {height}",
        "{name} · {steps} 步 · CFG {guidance} · {width} × {height}",
    ),
    "sd.about_one": (
        "{name} · 1 step · CFG {guidance} · {width} × {height}",
        "{name} · 1 步 · CFG {guidance} · {width} × {height}",
    ),
    "sd.times": (
        "Text encoder {text} · UNet {unet} ({step} a step) · {decoder} {vae}",
        "文本编码 {text} · UNet {unet}（每步 {step}）· {decoder} {vae}",
    ),
    "sd.times.remembered": (
        "Text encoder: remembered · UNet {unet} ({step} a step) · {decoder} {vae}",
        "文本编码：已缓存 · UNet {unet}（每步 {step}）· {decoder} {vae}",
    ),
    "sd.decoder.vae": ("VAE", "VAE"),
    "sd.decoder.taesd": ("small decoder (TAESD)", "小型解码器（TAESD）"),
    "sd.cut": (
        "The prompt is longer than the encoder reads (75 words or parts of words): its end was ignored.",
        "提示词超出编码器的长度（75 个词元），末尾部分被忽略。",
    ),
    "sd.tile.seed": ("seed {seed}", "随机种子 {seed}"),
    "sd.tile.waiting": ("waiting", "等待中"),
    "sd.tile.missing": ("not made", "未生成"),
    "sd.tile.flagged": (
        "Withheld: the safety checker thinks that this image may be unsuitable. Try another prompt or seed.",
        "未显示：安全检查认为此图像可能不宜展示。请换提示词或随机种子。",
    ),
    "sd.tile.gone": ("This picture is no longer there: generate it again.", "此图像已不在：请重新生成。"),
    "sd.download": ("Download PNG", "下载 PNG"),
    "sd.reuse": ("Use this seed", "使用此随机种子"),
    "sd.enlarge": ("Enlarge: {what}", "放大：{what}"),
    "sd.close": ("Close", "关闭"),
    # the grid
    "sd.grid": ("The same noise, row by row another model", "同一噪声，每行一个模型"),
    "sd.grid.note": (
        "Seed {seed}. “Gap”: how far a picture ends from that with the most steps of its row, in "
        "latent space; "
        "0 is the same image, about 1.4 is any other.",
        "随机种子 {seed}。“差距”：在潜空间中，与本行步数最多的图像相差多远；0 表示同一图像，约 1.4 "
        "表示毫不相关。",
    ),
    "sd.grid.steps": ("{steps} step(s)", "{steps} 步"),
    "sd.grid.one_step": ("1 step", "1 步"),
    "sd.grid.no": ("made for {allowed} step(s)", "适用于 {allowed} 步"),
    "sd.grid.waiting": ("waiting", "等待中"),
    "sd.grid.running": ("running", "运行中"),
    "sd.grid.stopped": ("stopped", "已停止"),
    "sd.grid.failed": ("failed", "失败"),
    "sd.grid.gap": ("gap {gap}", "差距 {gap}"),
    "sd.grid.guidance": ("CFG {guidance}", "CFG {guidance}"),
    # the first-order view
    "sd.first": ("First-order view", "一阶视角"),
    "sd.strip": (
        "x̂₀ after each step: where the model thinks the path ends",
        "每一步的 x̂₀：模型认为轨迹的终点",
    ),
    "sd.strip.step": ("step {step}", "第 {step} 步"),
    "sd.strip.end": ("the same noise in {steps}", "同一噪声，{steps}"),
    "sd.first.empty": (
        "With more than one step, the path is measured here.",
        "使用多于一步时，这里会显示对轨迹的测量。",
    ),
    "sd.gap": ("{fewest} against {steps} step(s)", "{fewest} 步对 {steps} 步"),
    "sd.arc": ("Arc / chord − 1: {arc}", "弧长/弦长 − 1：{arc}"),
    "sd.measured": (
        "**Measured:** neighbouring ε̂ agree to at least {lowest} (cosine), first-order defect {fo}.",
        "**实测：**相邻 ε̂ 的余弦至少为 {lowest}，一阶偏离度 {fo}。",
    ),
    "sd.measured_gap": (
        "{fewest} and {steps} step(s) end {gap} apart (0: the same image; about 1.4: any other).",
        "{fewest} 步与 {steps} 步的终点相差 {gap}（0：同一图像；约 1.4：毫不相关）。",
    ),
    "sd.expect.one": (
        "A path of one step is first order by construction. Choose more steps to see whether ε̂ stays "
        "the same "
        "along the way.",
        "只有一步的轨迹必然是一阶的。选择更多步数，看 ε̂ 在途中是否保持不变。",
    ),
    "sd.expect.plain": (
        "Expect the cosines to start well below 1: ε̂ turns along the way, and x̂₀ begins as a blur. The model "
        "learned from random pairs of noise and image, so one step cannot end where many do.",
        "预期：余弦起初明显小于 1，ε̂ 在途中转向，x̂₀ 起初是一团模糊。模型从随机配对的噪声与图像中学习，"
        "所以一步到不了多步的终点。",
    ),
    "sd.expect.rectified": (
        "Expect cosines near 1 and an x̂₀ that hardly moves: this noise means this image from the "
        "first step on. "
        "The model learned from its own pairs of noise and image, so one step ends near where many do.",
        "预期：余弦接近 1，x̂₀ 几乎不动，从第一步起这份噪声就对应这幅图像。"
        "模型从自己生成的噪声与图像配对中学习，"
        "所以一步的终点接近多步的终点。",
    ),
    "sd.expect.phased": (
        "Expect cosines near 1 within a phase and a turn where the next one begins. The paths are "
        "first order "
        "phase by phase, so one step for each of the four is enough, but not one for all.",
        "预期：每一段内余弦接近 1，段与段之间有转折。轨迹逐段一阶，所以四段各走一步就够，"
        "但一步走完全程不行。",
    ),
    "sd.expect.flow": (
        "Expect cosines near 1, as for Rectified Diffusion: this model learned from its own pairs too, "
        "under flow "
        "matching. There first-order paths happen to be straight.",
        "预期：与整流扩散一样余弦接近 1，因为它也从自己的配对中学习，只是采用流匹配形式；"
        "在那里一阶轨迹恰好是直线。",
    ),
    "sd.expect.noisy": (
        "Expect cosines below 1: after each step the sampler mixes in new noise, so the path has no "
        "one pair. x̂₀ "
        "is a picture from the first step on all the same, as each step aims at the end.",
        "预期：余弦小于 1，因为采样器每步之后混入新噪声，轨迹不属于单独一对。但每一步都直指终点，所以 x̂₀ "
        "从第一步起就是图像。",
    ),
    "sd.chart_cosines": ("Does ε̂ stay the same? (1 is first order)", "ε̂ 是否保持不变？（1 为一阶）"),
    "sd.chart_drift": ("How far is x̂₀ from the end? (0 is first order)", "x̂₀ 离终点多远？（0 为一阶）"),
    "sd.chart.successive": ("cos(ε̂ᵢ, ε̂ᵢ₊₁)", "cos(ε̂ᵢ, ε̂ᵢ₊₁)"),
    "sd.chart.to_end": ("cos(ε̂ᵢ, ε*)", "cos(ε̂ᵢ, ε*)"),
    "sd.chart.step": ("Step", "步"),
    "sd.chart.drift": ("distance of x̂₀", "x̂₀ 的距离"),
}

SD_TEXTS = SD_TAB | SD_ERRORS
