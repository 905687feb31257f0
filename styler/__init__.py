"""Styler: neural style transfer by optimisation, live and steerable.

The public names load when they are first used; importing the package loads no torch.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from styler.errors import StylerError as StylerError
    from styler.jobs.events import Level as Level
    from styler.jobs.events import Partway as Partway
    from styler.jobs.events import Result as Result
    from styler.jobs.events import Retreat as Retreat
    from styler.jobs.events import Step as Step
    from styler.jobs.job import Job as Job
    from styler.jobs.steering import Steering as Steering
    from styler.pictures.file_options import FileOptions as FileOptions
    from styler.pictures.picture import Picture as Picture
    from styler.recipe import Recipe as Recipe
    from styler.transfer.engine import Engine as Engine
    from styler.transfer.run import stylize as stylize
    from styler.visualise.deep_dream import deep_dream as deep_dream
    from styler.visualise.events import Dream as Dream
    from styler.visualise.events import DreamStep as DreamStep
    from styler.visualise.events import Visualisation as Visualisation
    from styler.visualise.events import VisualisationStep as VisualisationStep
    from styler.visualise.feature_visualisation import feature_visualisation as feature_visualisation
    from styler.visualise.recipes import DreamRecipe as DreamRecipe
    from styler.visualise.recipes import VisualisationRecipe as VisualisationRecipe
    from styler.visualise.target import Target as Target

__version__ = "0.1.0"

_HOMES = {
    "Dream": "styler.visualise.events",
    "DreamRecipe": "styler.visualise.recipes",
    "DreamStep": "styler.visualise.events",
    "Engine": "styler.transfer.engine",
    "FileOptions": "styler.pictures.file_options",
    "Job": "styler.jobs.job",
    "Level": "styler.jobs.events",
    "Partway": "styler.jobs.events",
    "Picture": "styler.pictures.picture",
    "Recipe": "styler.recipe",
    "Result": "styler.jobs.events",
    "Retreat": "styler.jobs.events",
    "Steering": "styler.jobs.steering",
    "Step": "styler.jobs.events",
    "StylerError": "styler.errors",
    "Target": "styler.visualise.target",
    "Visualisation": "styler.visualise.events",
    "VisualisationRecipe": "styler.visualise.recipes",
    "VisualisationStep": "styler.visualise.events",
    "deep_dream": "styler.visualise.deep_dream",
    "feature_visualisation": "styler.visualise.feature_visualisation",
    "stylize": "styler.transfer.run",
}

_NEED_TORCH = (
    "styler.transfer.engine",
    "styler.transfer.run",
    "styler.visualise.deep_dream",
    "styler.visualise.feature_visualisation",
)

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _HOMES[name] in _NEED_TORCH:
        from styler.installation.torch_loading import load_torch

        load_torch()
    return getattr(importlib.import_module(_HOMES[name]), name)
