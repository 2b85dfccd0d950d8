"""Limits and ranges that the page's modules need, as JSON in its head: each is written once, in Python.

The page's half is ``static/kit/constants.js``; types stand in ``static/kit/types.d.ts``. What belongs to one
part travels as its props, what belongs to a model with the model (``rdlab.stage.denoisers``).
"""

import json
from typing import Any

from rdlab.engine.protocol import Limits
from rdlab.sd import requests
from rdlab.stage import own_data, wire
from toy.data import csv
from toy.forms import PHI_CAP, PHI_MIN

MOST_BYTES = 10_000_000  # of a CSV file that the page reads: csv.MAX_ROWS of any usual length are less


def constants() -> dict[str, Any]:
    """As the modules get them."""
    side = {"least": requests.SMALLEST, "most": requests.LARGEST, "step": requests.MULTIPLE}
    return {
        "angles": [PHI_CAP, PHI_MIN],
        "frames": Limits().max_fps,
        "own": {"rows": csv.MAX_ROWS, "bytes": MOST_BYTES, "components": own_data.MOST_COMPONENTS},
        "roles": wire.ROLE_OF,
        "images": {"count": requests.MOST_IMAGES, "side": side, "guidance": requests.MOST_GUIDANCE},
    }


def element() -> str:
    """The element of the page's head that holds them."""
    return f'<script type="application/json" id="rdlab-constants">{json.dumps(constants())}</script>'
