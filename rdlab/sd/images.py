"""PNG files that carry their settings: what was asked and how long it took, as JSON in a text chunk."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
from PIL import Image, PngImagePlugin

CHUNK = "rdlab"


def to_png(image: np.ndarray, settings: dict[str, Any]) -> bytes:
    """image: uint8 (h, w, 3); settings: anything JSON can hold, in any language."""
    told = PngImagePlugin.PngInfo()
    told.add_itxt(CHUNK, json.dumps(settings, ensure_ascii=False))
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG", pnginfo=told)
    return file.getvalue()


def read_settings(png: bytes) -> dict[str, Any] | None:
    """The settings in a PNG, None where there are none; raises OSError for what is no image."""
    with Image.open(io.BytesIO(png)) as image:
        image.load()  # text may follow the pixels
        told = getattr(image, "text", {}).get(CHUNK)
    try:
        return json.loads(told) if told else None
    except json.JSONDecodeError:
        return None
