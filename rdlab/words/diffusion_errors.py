"""What the Stable Diffusion tab says when something cannot be done: key -> (English, Simplified Chinese)."""

SD_ERRORS: dict[str, tuple[str, str]] = {
    "sd.error.nowhere": (
        "The full models need a GPU, and this Space has none.",
        "完整模型需要 GPU，而此 Space 没有。",
    ),
    "sd.error.not_here": (
        "{name} cannot run on this machine: choose a model from the list.",
        "{name} 不能在本机运行：请从列表中选择模型。",
    ),
    "sd.error.cells": (
        "Choose models and steps that make 1 to {most} pictures.",
        "请选择能生成 1 到 {most} 张图像的模型与步数。",
    ),
    "sd.error.no_gpu": (
        "{name} with {steps} step(s) needs a GPU, and this machine has none: choose Rectified Diffusion "
        "or its CD version with one step.",
        "{name} 用 {steps} 步采样需要 GPU，而本机没有；请选择一步的 Rectified Diffusion 或其 CD 版。",
    ),
    "sd.error.driver": (
        "The GPU of this machine cannot be used: check its driver, or install a torch built for it.",
        "本机的 GPU 无法使用：请检查驱动，或安装支持它的 torch。",
    ),
    "sd.error.absent": (
        "{name} is not on this machine and could not be fetched: connect to the internet, or download it "
        "first.",
        "本机没有 {name}，也无法获取：请连接网络，或事先下载。",
    ),
    "sd.error.setting": (
        "{variable} says “{value}”, which is neither a folder on this machine nor repository=other: correct "
        "it and start again.",
        "{variable} 的值“{value}”既不是本机上的文件夹，也不是“仓库=另一仓库”的形式：请更正后重新启动。",
    ),
    "sd.error.repository": (
        "The hub has no repository or revision for {name}, or it is not public.",
        "模型库中没有 {name} 的仓库或版本，或它未公开。",
    ),
    "sd.error.architecture": (
        "The weights of {name} do not fit this network: {missing} tensors are missing, unknown or of another "
        "shape.",
        "{name} 的权重与该网络不符：{missing} 个张量缺失、未知或形状不同。",
    ),
    "sd.error.truncated": (
        "The file of {name} is cut short or damaged, also after fetching it again: delete it and try once "
        "more.",
        "{name} 的文件不完整或已损坏，重新获取后仍然如此：请删除后再试。",
    ),
    "sd.error.unsafe": (
        "The file of {name} holds code, or something else than weights: it was not opened.",
        "{name} 的文件含有代码，或并非权重：已拒绝打开。",
    ),
    "sd.error.peft": (
        "{name} is a LoRA in a format that needs the package peft: install it and start again.",
        "{name} 是需要 peft 软件包的 LoRA 格式：请安装后重新启动。",
    ),
    "sd.error.size": (
        "Width and height must be multiples of 8 pixels, not {width} × {height}.",
        "宽和高必须是 8 像素的倍数，{width} × {height} 不行。",
    ),
    "sd.error.sides": (
        "Width and height must be {least} to {most} pixels, not {width} × {height}.",
        "宽和高必须在 {least} 到 {most} 像素之间，{width} × {height} 不行。",
    ),
    "sd.error.memory": (
        "Memory ran out, even one image at a time: choose a smaller size or another model.",
        "即使逐张生成，内存仍不够：请选择更小的尺寸或其他模型。",
    ),
    "sd.error.quota": (
        "Your share of the GPU is used up for now: try later, log in, or choose fewer steps.",
        "您的 GPU 额度暂时用完：请稍后再试、登录，或减少步数。",
    ),
    "sd.error.model": (
        "There is no model “{name}”: choose one of {names}.",
        "没有名为“{name}”的模型：请选择 {names} 之一。",
    ),
    "sd.error.steps": (
        "{name} is made for {allowed} steps, not {steps}.",
        "{name} 适用的步数为 {allowed}，不能是 {steps}。",
    ),
    "sd.error.guidance": (
        "Guidance must be 0 to {most}, not {guidance}.",
        "引导强度必须在 0 到 {most} 之间，{guidance} 不行。",
    ),
    "sd.error.prompt": ("Write what the image should show.", "请写下图像应该画什么。"),
    "sd.error.seeds": (
        "Choose 1 to {most} images, each with a whole number of at least 0 as its seed.",
        "请选择 1 到 {most} 张图像，每张的随机种子为不小于 0 的整数。",
    ),
    "sd.error.unknown": ("Something unforeseen went wrong: {what}", "发生了意外错误：{what}"),
}
