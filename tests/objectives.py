"""J of Gatys et al. made of its parts, for tests that look at the objective without a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from torch import Tensor

from styler.network.vgg import Vgg
from styler.transfer.look import Look
from styler.transfer.sum_of_terms import SumOfTerms
from styler.transfer.terms.content import Content
from styler.transfer.terms.gram import Gram
from styler.transfer.terms.term import Term
from styler.transfer.terms.total_variation import TotalVariation


def gatys(
    network: Vgg,
    contents: Mapping[str, Tensor],
    styles: Mapping[str, Tensor],
    content_weights: Mapping[str, float],
    style_weights: Mapping[str, float],
    *,
    alpha: float = 1.0,
    beta: float = 1.0,
    gamma: float = 0.0,
) -> SumOfTerms:
    """Return alpha J_content + beta J_style + gamma TV with these targets."""
    terms: list[Term] = [
        Content(alpha, content_weights, contents),
        Gram(beta, style_weights, styles),
        TotalVariation(gamma),
    ]
    return SumOfTerms(Look(network), terms)


def term(objective: SumOfTerms, name: str) -> Any:
    """Return one of its terms."""
    (found,) = (each for each in objective.terms if each.name == name)
    return found


def weighed(objective: SumOfTerms, **weights: float) -> SumOfTerms:
    """Return the same with other weights, by the names of the terms."""
    return changed(objective, **{name: {"weight": weight} for name, weight in weights.items()})


def changed(objective: SumOfTerms, **changes: Mapping[str, Any]) -> SumOfTerms:
    """Return the same with terms that are changed, by their names."""
    terms: list[Any] = [replace(each, **changes.get(each.name, {})) for each in objective.terms]  # type: ignore[type-var]
    return replace(objective, terms=terms)
