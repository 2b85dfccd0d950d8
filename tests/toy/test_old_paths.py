"""Names that others may import from where they were before the library's modules became folders."""

import pickle
from importlib import import_module

import pytest

# module -> what it publicly had; this list only ever stays as it is
OLD = {
    "adam": """
        Adam
    """,
    "checks": """
        MAX_ROWS MAX_SIZE floats points
    """,
    "csv_text": """
        ALLOWED InvalidCsv MAX_CHARACTERS MAX_ROWS read_csv
    """,
    "dataset": """
        DIFFERENT Dataset Points Shape from_mixture from_points from_value
    """,
    "exact": """
        ExactDenoiser Posterior denoise
    """,
    "lineage": """
        Lineage
    """,
    "losses": """
        LOSS_SPACES LOSS_WEIGHTS Loss Space Weighting in_space min_snr_weight uniform_weight
    """,
    "measure": """
        EVALUATIONS FLOOR_DRAWS LEAST_ROWS PATHS PATH_STEPS check_steps curve measure path_shape
        step_gap
    """,
    "mixture": """
        GaussianMixture MAX_COMPONENTS
    """,
    "networks": """
        Backprop DIRECTIONS Denoiser MLP N_FEATURES POSITION_FREQUENCIES POSITION_WAVES TIME_COLUMNS
        TIME_FREQUENCIES features
    """,
    "presets": """
        DATASETS along checkerboard circles eight_gaussians equal_modes letters moons on_circle
        petals pinwheel smiley swirl_grid swiss_roll two_gaussians unbalanced
    """,
    "rectify": """
        ConsistencyPairs ModelPairs PAIR_BEND PAIR_PHI PAIR_STEPS SLICE path_pair phase_edges
        phased_pairs rectified_pairs rk4 velocity
    """,
    "resuming": """
        Resumable
    """,
    "retraining": """
        MATCHINGS MOST_PHASES REWEIGHTS Rate Retraining STUDENT_LOSSES VARIANTS at_random distil
        learn_pairs making
    """,
    "training": """
        AT_ONCE Batch GROUP NEAR Progress RandomPairs Recipe Source TIME_SAMPLINGS TimeSampling
        even_sets learning_rate logit_normal_t posterior_mean train uniform_phi uniform_t
    """,
    "data": """
        DATASETS Dataset GaussianMixture InvalidCsv Points Shape from_mixture from_points from_value
        read_csv
    """,
    "config": """
        CHOICES Config FLOAT_RANGES INT_RANGES LATER PRESETS
    """,
    "experiment": """
        DEFAULT_STEPS Experiment MAX_SAMPLES MAX_STEPS
    """,
    "errors": """
        InvalidInput require_choice require_float require_int
    """,
    "forms": """
        FAMILIES FORMS Form PARAM_RANGES PHI_CAP PHI_MIN Schedule as_time cos_sin edm flow_matching
        make_form polar sub_vp ve vp vp_cosine
    """,
    "metrics": """
        DISTANCES OFF_MODE_SIGMAS angle_path arc_over_chord end_pair energy_distance
        first_order_defect first_order_deviation floor off_mode_fraction path_metrics quality
        sliced_w2 step_gap straightness
    """,
    "predictions": """
        EPSILON EPSILON_SKIP FLOW Head PREDICTIONS Prediction V X0 X0_SKIP
    """,
    "sampling": """
        GRIDS MAX_STEPS SOLVERS Solver Trajectory ancestral ddim dpmpp_2m euler even_in_log_snr
        even_in_phi even_in_t heun rk4
    """,
}
ALL = [(module, name) for module, names in OLD.items() for name in names.split()]


@pytest.mark.parametrize(("module", "name"), ALL)
def test_an_old_name_is_where_it_was(module, name):
    import toy

    found = getattr(import_module(f"toy.{module}"), name)
    assert found is not None and getattr(toy, module) is import_module(f"toy.{module}")


@pytest.mark.parametrize(
    ("old", "name"), [("networks", "Denoiser"), ("rectify", "ConsistencyPairs"), ("retraining", "distil")]
)
def test_an_old_name_is_the_same_object_and_unpickles(old, name):
    found = getattr(import_module(f"toy.{old}"), name)
    assert getattr(import_module(found.__module__), name) is found
    pickled = f"ctoy.{old}\n{name}\n.".encode()  # protocol 0: "the global of this module and name"
    assert pickle.loads(pickled) is found


def test_posterior_is_predict():
    import torch

    import toy

    exact = toy.Experiment(toy.Config()).denoiser("exact")
    u = torch.randn(5, 2, generator=torch.Generator().manual_seed(0))
    for one, other in zip(exact.posterior(u, 0.7), exact.predict(u, 0.7), strict=True):
        assert torch.equal(one, other)
