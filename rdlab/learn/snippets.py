"""The paper's algorithms 1 to 4 in a few runnable lines of ``toy`` each, for a student to copy.

Flow-matching training, diffusion training, rectified flow and rectified diffusion (arXiv 2410.07303v2,
section 2.1): they differ in where the pairs come from, in the form and in the prediction alone.
"""

BEGIN = """\
import toy
import torch

torch.manual_seed(0)
form, prediction = toy.FORMS["{form}"], toy.PREDICTIONS["{prediction}"]
data, random, nn = toy.DATASETS["eight_gaussians"], torch.Generator().manual_seed(0), torch.nn
net = nn.Sequential(nn.Linear(3, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
adam, steps, losses = torch.optim.Adam(net.parameters(), lr=3e-3), 1000, []
"""
TEACHER = """\
teacher = toy.ExactDenoiser(data.standard_mixture, form)
noise = torch.randn(4096, 2, generator=random)
made = toy.SOLVERS["ddim"].sample(teacher, float(form.norm(form.t_max)) * noise, 50).x[-1]
"""
RANDOM = """\
for _ in range(steps):
    x0, eps = data.sample_standardised(512, random), torch.randn(512, 2, generator=random)
"""
MATCHED = """\
for _ in range(steps):
    pair = torch.randint(len(noise), (512,), generator=random)
    x0, eps = made[pair], noise[pair]
"""
END = """\
    t = form.t_min + (form.t_max - form.t_min) * torch.rand(512, 1, generator=random)
    alpha, sigma = form.alpha(t), form.sigma(t)
    xt = alpha * x0 + sigma * eps
    target = prediction.target(x0, eps, alpha, sigma)
    loss = (net(torch.cat([xt, t], dim=1)) - target).square().mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    losses.append(loss.item())
print(losses[0], losses[-1])
"""
FIXED = BEGIN.replace("{form}", "flow_matching").replace("{prediction}", "flow")
SNIPPETS: tuple[str, ...] = (  # of algorithms 1 to 4; {form} and {prediction} are the student's choice
    FIXED + RANDOM + END,
    BEGIN + RANDOM + END,
    FIXED + TEACHER + MATCHED + END,
    BEGIN + TEACHER + MATCHED + END,
)
