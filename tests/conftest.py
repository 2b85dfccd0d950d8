"""Which tests are quick, which need a browser, which are load; and the order in which they run."""

import os
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"  # read once, when huggingface_hub is first imported: no test needs the hub

TESTS = Path(__file__).resolve().parent
# What takes longer than a reader waits, and why; all else is quick. A folder or a file below tests/.
NOT_QUICK = {
    "browser": "drives a browser",
    "faults": "networks that are cut, servers that are killed, browsers that wait for it",
    "js": "the page's tools, each a process of its own",
    "load": "thirty visitors",
    "rdlab/compare": "worker processes",
    "rdlab/diffusion": "small Stable Diffusion models are written and run",
    "rdlab/engine": "worker processes",
    "rdlab/lab": "worker processes, and sessions that train",
    "rdlab/learn": "worker processes",
    "rdlab/lessons": "trains every lesson's networks",
    "rdlab/page/test_gradio_internals.py": "serves a page",
    "rdlab/page/test_own_data_engine.py": "worker processes",
    "rdlab/page/test_own_data_held.py": "worker processes",
    "rdlab/serving": "serves the app",
    "rdlab/sd": "small Stable Diffusion models are written and run",
    "rdlab/stage/test_cost.py": "sessions",
    "rdlab/stage/test_determinism.py": "trains, in processes of its own",
    "rdlab/stage/test_quanta.py": "measures quanta",
    "rdlab/stage/test_restoring.py": "sessions that train",
    "test_docs.py": "trains",
    "test_environment.py": "starts the app",
    "test_fuzz.py": "thousands of cases",
    "test_packaging.py": "builds a wheel and installs it",
    "test_snapshots.py": "sessions that train",
    "test_types.py": "reads the types of all libraries",
    "toy/test_examples.py": "trains",
    "toy/test_experiment.py": "trains",
    "toy/test_own_objects.py": "trains",
    "toy/test_retraining.py": "trains",
    "toy/test_state.py": "trains",
    "toy/test_threads.py": "processes of its own",
    "toy/test_training.py": "trains",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick-limit",
        type=float,
        metavar="SECONDS",
        help="a test marked quick fails if it takes longer",
    )


def belongs(path: Path) -> str:
    """The entry of NOT_QUICK that a test's file falls under; "" for a quick one."""
    place = path.relative_to(TESTS).as_posix()
    return next((entry for entry in NOT_QUICK if place == entry or place.startswith(f"{entry}/")), "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks by place. Those with a browser come last: Playwright's loop, once it runs, keeps others in the
    same thread from running loops of their own.
    """
    for item in items:
        entry = belongs(item.path) if item.path.is_relative_to(TESTS) else ""
        if entry in ("browser", "faults", "load"):
            item.add_marker(entry)
        elif not entry:
            item.add_marker("quick")
    items.sort(key=lambda item: bool({"browser", "faults"} & set(item.path.parts)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> object:
    report = yield
    limit = item.config.getoption("--quick-limit")
    slow = limit and item.get_closest_marker("quick") and call.duration > limit
    if slow and report.passed:
        report.outcome = "failed"
        report.longrepr = (
            f"{call.when} took {call.duration:.1f} s, more than a quick test may ({limit:g} s): make it "
            "faster, or name it in NOT_QUICK (tests/conftest.py)"
        )
    return report
