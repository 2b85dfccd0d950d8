"""Words of the card on what critics say: key -> (English, Simplified Chinese)."""

CRITICS: dict[str, tuple[str, str]] = {
    "card.critics.table": ("Published, not measured here", "已发表的结果，并非在此测量"),
    "card.critics.table.note": (
        "FID on COCO-2014: distance to real images, lower is better. In vermilion: Rectified Diffusion.",
        "COCO-2014 上的 FID：与真实图像的距离，越低越好。朱红色：Rectified Diffusion。",
    ),
}
