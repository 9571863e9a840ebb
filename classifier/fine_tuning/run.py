"""Fine-tuning: the network learns both decisions at once; it can be stopped at any moment and goes on where it was."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn import functional

from classifier.encoder.inputs import HEADINGS, SAYINGS, pad
from classifier.errors import TrainingError
from classifier.fine_tuning.lessons import UNKNOWN, Batch, Lessons, epoch, same_sentences
from classifier.fine_tuning.network import FindingNetwork, load_network

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


CHECKPOINT = "checkpoint.pt"
"""The name of the file, in a folder for each network."""

_STEPS_BETWEEN = 100


@dataclass(frozen=True, slots=True)
class Settings:
    """How the network learns.

    Learning rates of AdamW for the encoder and for the heads, warmed up over the first `warm_up` of the steps and
    then falling in a line. `smoothing` is taken from each right label and shared among all (Szegedy and others 2016).
    `sayings` is the weight of the loss of the two judgements beside those of finding and standard.
    """

    epochs: int = 3
    batch: int = 32
    encoder_rate: float = 8e-5
    head_rate: float = 2e-3
    warm_up: float = 0.06
    weight_decay: float = 0.01
    smoothing: float = 0.05
    sayings: float = 0.5
    seed: int = 0
    threads: int = 2


def fine_tune(
    lessons: Lessons,
    places: Sequence[int],
    weights: Path,
    settings: Settings,
    folder: Path,
    progress: Callable[[str], None],
) -> FindingNetwork:
    """A network that has learned from the examples at `places`.

    `folder` keeps a checkpoint every 100 steps; where it holds one of the same lessons and settings, learning goes on
    from there and gives what it would have given undisturbed. On one machine and number of threads the same seed gives
    the same network; elsewhere sums are taken in another order and scores differ in the last digits, which three epochs
    can spread to about a percentage point of single decisions.
    """
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    network = load_network(weights, len(lessons.labels), len(lessons.codes))
    groups = same_sentences(lessons, places)
    run = _Run(network, settings, len(groups))
    done = run.restore(folder / CHECKPOINT, identity_of(lessons, places, settings))
    network.train()
    clock = _Clock(run.steps, done, progress)
    for number in range(run.epoch, settings.epochs):
        run.begin(number)
        for place, batch in enumerate(epoch(lessons, groups, settings.batch, run.chance)):
            if place < run.skip:
                continue
            run.step(lessons, batch)
            clock.tick(number, settings.epochs)
            if (place + 1) % _STEPS_BETWEEN == 0:
                run.save(folder / CHECKPOINT, place + 1)
        run.end(folder / CHECKPOINT)
    return network.eval()


class _Run:
    """The state of learning: network, optimiser, schedule and chance, and where in which epoch it is."""

    def __init__(self, network: FindingNetwork, settings: Settings, sentences: int) -> None:
        self.network, self.settings = network, settings
        self.epoch = self.skip = 0
        self.steps = settings.epochs * -(-sentences // settings.batch)
        self.chance = np.random.default_rng(settings.seed)
        named = [(name, weight) for name, weight in network.named_parameters() if weight.requires_grad]
        encoder = [weight for name, weight in named if name.startswith("encoder.")]
        heads = [weight for name, weight in named if not name.startswith("encoder.")]
        self.learning = [*encoder, *heads]
        self.optimiser = torch.optim.AdamW(
            [{"params": encoder, "lr": settings.encoder_rate}, {"params": heads, "lr": settings.head_rate}],
            weight_decay=settings.weight_decay,
        )
        warm = max(int(settings.warm_up * self.steps), 1)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min(1.0, (step + 1) / warm) * max(0.02, 1 - step / self.steps)
        )
        self.chance_before = self.chance.bit_generator.state
        self.identity = ""

    def begin(self, number: int) -> None:
        """Start an epoch, or go on in it."""
        self.epoch = number
        self.chance_before = self.chance.bit_generator.state

    def step(self, lessons: Lessons, batch: Batch) -> None:
        """Learn from one batch."""
        loss = _loss(self.network.under(*tensors(lessons, batch)), lessons, batch.places, self.settings)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learning, 1.0)
        self.optimiser.step()
        self.schedule.step()

    def end(self, path: Path) -> None:
        """Finish an epoch."""
        self.epoch += 1
        self.chance_before = self.chance.bit_generator.state
        self.save(path, 0)
        self.skip = 0

    def save(self, path: Path, batches: int) -> None:
        """Keep all that is needed to go on; the file is there whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".partial")
        state = {
            "identity": self.identity,
            "epoch": self.epoch,
            "batches": batches,
            "network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
            "chance": self.chance_before,
            "dropout": torch.get_rng_state(),
        }
        torch.save(state, beside)
        beside.replace(path)

    def restore(self, path: Path, identity: str) -> int:
        """Go back to what `save` kept, if it was of the same lessons and settings; the steps that are done."""
        self.identity = identity
        if not path.exists():
            return 0
        try:
            state: dict[str, Any] = torch.load(path, weights_only=True)
        except Exception as error:
            raise TrainingError(
                f"the checkpoint {path} cannot be read", mend="Delete it, and training starts from the beginning"
            ) from error
        if state["identity"] != identity:
            return 0
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.chance.bit_generator.state = state["chance"]
        torch.set_rng_state(state["dropout"])
        self.epoch, self.skip = state["epoch"], state["batches"]
        return self.epoch * (self.steps // self.settings.epochs) + self.skip


class _Clock:
    """Tells how far learning is and how long it will still take."""

    def __init__(self, steps: int, done: int, progress: Callable[[str], None]) -> None:
        self.steps, self.first, self.done, self.progress = steps, done, done, progress
        self.start = self.told = time.monotonic()

    def tick(self, epoch: int, epochs: int) -> None:
        """Count a step; speak up about twice a minute."""
        self.done += 1
        now = time.monotonic()
        if now - self.told > 30:
            self.told = now
            left = (now - self.start) / (self.done - self.first) * (self.steps - self.done)
            self.progress(
                f"  epoch {epoch + 1} of {epochs}, {self.done / self.steps:.0%} done, "
                f"about {max(round(left / 60), 1)} min left"
            )


def tensors(lessons: Lessons, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What `FindingNetwork.under` takes in of a batch; without any heading there is still one row, of none."""
    headings = list(dict.fromkeys(heading for above in batch.above for heading in above))
    rows = {heading: row for row, heading in enumerate(headings)}
    places = torch.full((len(batch.places), HEADINGS), -1)
    for sentence, above in enumerate(batch.above):
        places[sentence, : len(above)] = torch.tensor([rows[heading] for heading in above], dtype=torch.long)
    sentences = pad([lessons.sentences[place] for place in batch.places], lessons.frame)
    read = pad([lessons.headings[heading] for heading in headings] or [[]], lessons.frame)
    return torch.from_numpy(sentences), torch.from_numpy(read), places


def _loss(found: torch.Tensor, lessons: Lessons, places: list[int], settings: Settings) -> torch.Tensor:
    findings, sayings, standards = found.split([len(lessons.labels), SAYINGS, len(lessons.codes)], dim=1)
    gold = torch.from_numpy(lessons.findings[places])
    said = torch.from_numpy(lessons.sayings[places])
    about = torch.from_numpy(lessons.standards[places])
    smooth = settings.smoothing
    loss = functional.cross_entropy(findings, gold, label_smoothing=smooth)
    loss = loss + settings.sayings * functional.binary_cross_entropy_with_logits(
        sayings, said * (1 - smooth) + smooth / 2
    )
    if bool((about != UNKNOWN).any()):
        loss = loss + functional.cross_entropy(standards, about, ignore_index=UNKNOWN, label_smoothing=smooth)
    return loss


def identity_of(lessons: Lessons, places: Sequence[int], settings: Settings) -> str:
    """What a checkpoint belongs to: the lessons chosen and the settings, as a hash."""
    import hashlib
    import json

    chosen = [
        (lessons.sentences[place], *(lessons.headings[heading] for heading in lessons.above[place])) for place in places
    ]
    answers = [lessons.findings[places].tolist(), lessons.standards[places].tolist()]
    facts = {key: value for key, value in asdict(settings).items() if key != "threads"}
    return hashlib.sha256(json.dumps([chosen, answers, facts]).encode()).hexdigest()
