"""Experiment and Config: the library's public face."""

import math

import numpy as np
import pytest
import torch

import toy

QUICK = {"steps": 60, "batch_size": 128, "width": 32, "depth": 2} | {
    "rectify_steps": 60,
    "rectify_batch_size": 64,
}


def run(generator):
    return list(generator)


def quick(**options):
    return toy.Experiment(toy.Config(**{**QUICK, **options}))


@pytest.fixture(scope="module")
def trained():
    """The default run, once."""
    exp = toy.Experiment(toy.Config(data="eight_gaussians", form="vp", prediction="v", seed=5))
    run(exp.train())
    run(exp.rectify())
    return exp


# --- stages -----------------------------------------------------------------------------------------------


def test_stages_appear_in_the_order_they_are_made():
    exp = quick()
    assert exp.stages == ["exact"]
    assert [p.step for p in exp.train()] == list(range(1, 61))
    run(exp.rectify(pairs=64))
    run(exp.rectify(pairs=64))
    run(exp.rectify(pairs=64, variant="phased", phases=4))
    run(exp.rectify(pairs=64, variant="consistency"))
    assert exp.stages == ["exact", "base", "rectified-1", "rectified-2", "phased-4", "consistency"]
    for stage in exp.stages:
        assert np.isfinite(exp.sample(stage, n=16, steps=4)).all()


def test_data_without_a_closed_form_has_no_exact_stage():
    exp = quick(data=toy.from_points(np.random.default_rng(0).normal(size=(40, 2))))
    assert exp.stages == []
    with pytest.raises(toy.InvalidInput, match="teacher"):
        exp.rectify()
    assert np.isfinite(exp.sample("empirical", n=16, steps=4)).all()
    run(exp.train())
    assert exp.stages == ["base"]


def test_training_resumes_where_a_loop_was_left():
    whole, parts = quick(seed=3), quick(seed=3)
    run(whole.train())
    for progress in parts.train():
        if progress.step == 20:
            break
    assert [p.step for p in parts.train()] == list(range(21, 61))
    assert np.array_equal(whole.sample("base", 50, 5), parts.sample("base", 50, 5))


def test_a_finished_training_starts_afresh_and_gives_the_same():
    exp = quick(seed=4)
    run(exp.train())
    first = exp.sample("base", 50, 5)
    run(exp.rectify(pairs=64))
    run(exp.train())
    assert exp.stages == ["exact", "base"]
    assert np.array_equal(exp.sample("base", 50, 5), first)


def test_a_stopped_training_keeps_its_network():
    exp = quick()
    for progress in exp.train():
        if progress.step == 10:
            break
    exp.stop()
    assert "base" in exp.stages
    assert next(exp.train()).step == 1


def test_a_stopped_rectification_is_replaced_by_the_next():
    exp = quick()
    run(exp.train())
    for progress in exp.rectify(pairs=64):
        if progress.step == 10:
            break
    exp.stop()
    assert exp.stages[-1] == "rectified-1" and exp.teacher == "base"
    run(exp.rectify(pairs=64))
    assert exp.stages == ["exact", "base", "rectified-1"] and exp.teacher == "rectified-1"


def test_reset_keeps_config_and_seed():
    exp = quick(seed=9)
    run(exp.train())
    first = exp.sample("base", 30, 3)
    exp.reset()
    assert exp.stages == ["exact"] and exp.config.seed == 9
    run(exp.train())
    assert np.array_equal(exp.sample("base", 30, 3), first)


def test_seeds_differ():
    one, other = quick(seed=1), quick(seed=2)
    run(one.train()), run(other.train())
    assert not np.allclose(one.sample("base", 30, 3), other.sample("base", 30, 3))


def test_progress_counts_pairs_before_steps():
    exp = quick()
    progress = run(exp.rectify(pairs=64, teacher="exact"))
    making = [p for p in progress if p.step == 0]
    assert making and all(math.isnan(p.loss) for p in making)
    assert [p.step for p in progress if p.step] == list(range(1, 61))
    assert all(p.stage == "rectified-1" and p.steps == 60 for p in progress)


# --- sampling ---------------------------------------------------------------------------------------------


def test_shapes_types_and_scale(trained):
    path = trained.trajectory("base", n=200, steps=50, solver="ddim", seed=1)
    assert path.t.shape == (51,) and path.x.shape == (51, 200, 2)
    assert path.x0.shape == path.eps.shape == (50, 200, 2)
    assert path.x.dtype == path.x0.dtype == np.float32
    samples = trained.sample("base", n=200, steps=50, solver="ddim", seed=1)
    assert samples.dtype == np.float32 and np.array_equal(samples, path.x[-1])
    radius = np.linalg.norm(samples, axis=1)
    assert np.median(radius) == pytest.approx(2.0, abs=0.1)  # the ring's own radius


def test_every_step_mixes_its_pair_in_own_units():
    points = 40 + 7 * np.random.default_rng(0).normal(size=(300, 2))
    exp = quick(data=toy.from_points(points), form="sub_vp")
    run(exp.train())
    path = exp.trajectory("base", n=20, steps=6, seed=1)
    t = torch.tensor(path.t[:-1])[:, None, None]
    alpha, sigma = exp.form.alpha(t).numpy(), exp.form.sigma(t).numpy()
    assert np.allclose(path.x[:-1], alpha * path.x0 + sigma * path.eps, rtol=1e-3, atol=1e-2)
    assert abs(path.x[-1].mean() - 40) < 7


def test_the_same_seed_gives_the_same_noise_everywhere(trained):
    u = {}
    for form in toy.FORMS:
        exp = quick(form=form)
        path = exp.standard_trajectory("exact", 30, 4, seed=7)
        u[form] = path.x[0] / float(exp.form.norm(path.t[0]))
    for form in toy.FORMS:
        assert torch.allclose(u[form], u["vp"], atol=1e-5), form
    first, more = trained.noise(10, seed=3), trained.noise(1000, seed=3)
    assert torch.equal(first, more[:10])
    base, rectified = (trained.trajectory(stage, 30, 2, seed=3).x[0] for stage in ("base", "rectified-1"))
    assert np.array_equal(base, rectified)


def test_the_same_noise_reaches_the_same_sample_in_every_form():
    ends = {}
    for form in toy.FORMS:
        exp = quick(form=form)
        ends[form] = exp.standard_trajectory("exact", 300, 200, "ddim", seed=2).x[-1]
    for form in toy.FORMS:
        limit = 0.02 if form == "ve" else 0.01  # VE ends at sigma = 10, a little signal left in its noise
        rms = (ends[form] - ends["flow_matching"]).square().mean().sqrt()
        near = (ends[form] - ends["flow_matching"]).norm(dim=1).median()
        assert near < limit, (form, near)
        assert rms < 0.2, (form, rms)  # a point between two modes may choose the other


def test_ancestral_sampling_is_reproducible(trained):
    one, two = (trained.sample("base", 100, 20, "ancestral", seed=4) for _ in range(2))
    assert np.array_equal(one, two)


# --- quality ----------------------------------------------------------------------------------------------


def test_metrics_have_their_names_and_the_claims_hold(trained):
    before, after = (trained.metrics(stage, steps=(1, 4, 50), n=2048) for stage in ("base", "rectified-1"))
    for found in (before, after):
        assert set(found) == {
            "first_order_defect", "arc_over_chord", "straightness", "step_gap", "quality", "cost", "floor",
        }  # fmt: skip
        assert list(found["quality"]) == [1, 4, 50]
        assert [found["cost"][k]["nfe"] for k in (1, 4, 50)] == [1, 4, 50]
        assert found["cost"][50]["milliseconds"] > found["cost"][1]["milliseconds"] > 0
    assert before["first_order_defect"] > 0.8 and after["first_order_defect"] < 0.02
    assert after["arc_over_chord"] > 3 * before["arc_over_chord"]  # VP: more curved, and yet:
    limit = 1.5 * max(before["quality"][50]["sliced_w2"], before["floor"]["sliced_w2"])
    assert before["quality"][1]["sliced_w2"] > 5 * limit > 5 * after["quality"][1]["sliced_w2"]
    assert after["step_gap"] < 0.1 < before["step_gap"]


@pytest.mark.parametrize("form", ["vp", "sub_vp", "ve", "flow_matching"])
@pytest.mark.parametrize("data", ["moons", "checkerboard"])
def test_one_step_after_rectification_is_as_good_as_fifty_before(form, data):
    exp = toy.Experiment(toy.Config(data=data, form=form, prediction="v", seed=11))
    run(exp.train()), run(exp.rectify())
    options = {"n": 2048, "seed": 12, "distances": ("sliced_w2",)}
    before = exp.metrics("base", steps=(50,), **options)
    after = exp.metrics("rectified-1", steps=(1,), **options)
    limit = 1.5 * max(before["quality"][50]["sliced_w2"], before["floor"]["sliced_w2"])
    assert after["quality"][1]["sliced_w2"] <= limit
    assert after["first_order_defect"] < 0.05


def test_phased_is_good_at_its_steps_and_bad_at_one():
    exp = toy.Experiment(toy.Config(seed=2))
    run(exp.train()), run(exp.rectify(variant="phased", phases=4))
    options = {"n": 2048, "seed": 3, "distances": ("sliced_w2",)}
    teacher = exp.metrics("base", steps=(4,), **options)["quality"][4]["sliced_w2"]
    found = exp.metrics("phased-4", steps=(1, 4), **options)["quality"]
    assert found[4]["sliced_w2"] < 0.8 * teacher
    assert found[1]["sliced_w2"] > 0.5


def test_consistency_distillation_makes_one_step_better():
    exp = toy.Experiment(toy.Config(seed=2))
    run(exp.train()), run(exp.rectify(variant="consistency"))
    options = {"n": 2048, "seed": 3, "steps": (1,), "distances": ("sliced_w2",)}
    before, after = (exp.metrics(s, **options)["quality"][1]["sliced_w2"] for s in ("base", "consistency"))
    assert after < 0.3 * before


# --- bad input --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("data", "nine_gaussians"),
        ("form", "vpp"),
        ("prediction", None),
        ("steps", 0),
        ("steps", 1.5),
        ("steps", "many"),
        ("steps", True),
        ("batch_size", 10**9),
        ("learning_rate", float("nan")),
        ("learning_rate", -1),
        ("width", 0),
        ("depth", 100),
        ("ema", 1.0),
        ("time_sampling", "often"),
        ("loss_space", ""),
        ("loss_weight", 3),
        ("seed", -1),
        ("pairs", 3),
        ("references", -1),
    ],
)
def test_a_bad_field_is_named(field, value):
    with pytest.raises(ValueError, match=field) as caught:
        toy.Config(**{field: value})
    error = caught.value
    assert isinstance(error, toy.InvalidInput) and error.field == field and error.allowed
    assert "allowed" in str(error)


def test_numbers_are_taken_in_any_honest_form():
    config = toy.Config(steps="300", learning_rate="0.02", seed=np.int64(4), batch_size=64.0)
    assert (config.steps, config.learning_rate, config.seed, config.batch_size) == (300, 0.02, 4, 64)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda exp: exp.sample("base", 10, 1), "stage"),
        (lambda exp: exp.sample("exact", 0, 1), "n"),
        (lambda exp: exp.sample("exact", 10**9, 1), "n"),
        (lambda exp: exp.sample("exact", 10, 0), "steps"),
        (lambda exp: exp.sample("exact", 10, 5, solver="magic"), "solver"),
        (lambda exp: exp.sample("exact", 10, 5, seed=-1), "seed"),
        (lambda exp: exp.metrics("exact", steps=()), "steps"),
        (lambda exp: exp.metrics("exact", steps=(0,)), "steps"),
        (lambda exp: exp.metrics("exact", n=2), "n"),
        (lambda exp: exp.rectify(pairs=0), "pairs"),
        (lambda exp: exp.rectify(variant="magic"), "variant"),
        (lambda exp: exp.rectify(variant="phased", phases=0), "phases"),
        (lambda exp: exp.rectify(teacher="base"), "stage"),
    ],
)
def test_a_bad_call_is_named_and_changes_nothing(call, field):
    exp = quick()
    with pytest.raises(toy.InvalidInput) as caught:
        call(exp)
    assert caught.value.field == field
    assert exp.stages == ["exact"]


def test_config_survives_a_dictionary():
    config = toy.Config(form="ve", steps=77, ema=0.99)
    assert toy.Config.from_dict(config.to_dict()) == config
    points = np.random.default_rng(0).normal(size=(20, 2))
    own = toy.Config(data=toy.from_points(points))
    again = toy.Config.from_dict(own.to_dict())
    assert np.allclose(again.dataset.points.numpy(), points)
    with pytest.raises(toy.InvalidInput, match="colour"):
        toy.Config.from_dict({"colour": "red"})
    with pytest.raises(toy.InvalidInput, match="config"):
        toy.Config.from_dict([1, 2])


def test_an_error_survives_a_queue():
    import pickle

    error = toy.InvalidInput("steps", 0, "a whole number from 1 to 9")
    again = pickle.loads(pickle.dumps(error))
    assert (again.field, again.value, again.allowed, str(again)) == ("steps", "0", error.allowed, str(error))
