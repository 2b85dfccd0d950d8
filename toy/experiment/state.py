"""An experiment as plain values that another process can go on from.

Unlike a file of ``toy.io`` it holds trainings under way, and what Python can pickle: it travels between one's
own processes only.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

from toy.config import Config
from toy.experiment.courses import Course
from toy.models.denoiser import Denoiser, Network
from toy.stages import Lineage, Stage, Trained
from toy.training.rectify import Retraining
from toy.training.standing import Arrays, Standing, arrays_of, put_arrays


@dataclass(frozen=True, eq=False)
class StageState:
    """A network and its history.

    Attributes:
        stage: its name.
        parent: index of the node it came from.
        finished: whether its training came to its end.
        net: its numbers; None for one whose name went to another.
        losses: float64 (steps,).
        how: as of ``Trained``.
    """

    stage: str
    parent: int | None
    finished: bool
    net: Arrays | None
    losses: np.ndarray
    how: Hashable = None


@dataclass(frozen=True, eq=False)
class CourseState:
    """A training under way.

    Attributes:
        arguments: by which it is gone on with.
        begun: the config when it began.
        order: of a retraining.
        node, parent: indices of what it trains and of its teacher.
        teacher: the teacher's numbers, where its node has not got them (any more).
        standing: where its steps stand; None while its pairs are made.
    """

    arguments: Hashable
    begun: Config
    order: Retraining | None
    node: int | None
    parent: int | None
    teacher: Arrays | None
    standing: Standing | None

    def into(
        self,
        course: Course,
        nodes: list[Trained],
        new_net: Callable[[], Network],
        denoiser: Callable[[Network], Denoiser],
    ) -> None:
        """Make a new course stand where this one stood.

        Args:
            course: which has not begun.
            nodes: of the experiment, as ``ExperimentState.into`` gives them.
            new_net: makes a network of the config's shape.
            denoiser: of a network.
        """
        course.begun, course.resumed = self.begun, self.standing
        course.node = None if self.node is None else nodes[self.node]
        if self.parent is not None:
            course.parent = nodes[self.parent]
            net = course.parent.net
            if self.teacher is not None:
                net = new_net()
                put_arrays(net, self.teacher)
            course.teacher = None if net is None else denoiser(net)


@dataclass(frozen=True, eq=False)
class ExperimentState:
    """What ``toy.Experiment.state`` gives.

    Attributes:
        config: the settings.
        nodes: all networks, parents before their children.
        order: indices of those in the lineage, in its order.
        base, retraining: trainings under way.
        latest_retrains: whether the retraining is what ``stop`` would end.
    """

    config: Config
    nodes: tuple[StageState, ...]
    order: tuple[int, ...]
    base: CourseState | None
    retraining: CourseState | None
    latest_retrains: bool

    def into(self, networks: Lineage, new_net: Callable[[], Network]) -> list[Trained]:
        """Put the networks into an empty lineage; all of them, in the order of ``nodes``."""
        nodes: list[Trained] = []
        for kept in self.nodes:
            net = None
            if kept.net is not None:
                net = new_net()
                put_arrays(net, kept.net)
            parent = None if kept.parent is None else nodes[kept.parent]
            losses = kept.losses.tolist()
            nodes.append(Trained(Stage.parse(kept.stage), net, parent, kept.finished, losses, how=kept.how))
        for i in self.order:
            networks.put(nodes[i])
        return nodes


def state_of(
    config: Config,
    networks: Lineage,
    courses: tuple[Course | None, Course | None],
    arguments: tuple[Hashable, Hashable],
    latest_retrains: bool,
) -> ExperimentState:
    """The state of an experiment with these networks and these trainings: the base's and a retraining."""
    nodes = networks.ancestors_first(*(
        node for course in courses if course for node in (course.parent, course.node) if node
    ))  # fmt: skip
    index = {node: i for i, node in enumerate(nodes)}

    def course_state(course: Course | None, asked: Hashable) -> CourseState | None:
        if course is None or (course.node is not None and course.node.net is None):
            return None  # nothing, or what nobody can reach any more
        parent, teacher = course.parent, course.teacher
        apart = parent is not None and isinstance(teacher, Denoiser) and teacher.net is not parent.net
        return CourseState(
            arguments=asked,
            begun=course.begun,
            order=course.order,
            node=None if course.node is None else index[course.node],
            parent=None if parent is None else index[parent],
            teacher=arrays_of(teacher.net) if apart and isinstance(teacher, Denoiser) else None,
            standing=course.standing,
        )

    states = tuple(
        StageState(
            str(node.stage),
            None if node.parent is None else index[node.parent],
            node.finished,
            None if node.net is None else arrays_of(node.net),
            np.array(node.losses, dtype=np.float64),
            node.how,
        )
        for node in nodes
    )
    base, retraining = (course_state(*pair) for pair in zip(courses, arguments, strict=True))
    order = tuple(index[node] for node in networks)
    return ExperimentState(config, states, order, base, retraining, latest_retrains)
