"""Tables of this room, by thing."""

from jidi.returns.models.acts import Act, Elsewhere, LegDay, Paper
from jidi.returns.models.articles import Article
from jidi.returns.models.duties import Duty, Level

__all__ = ["Act", "Article", "Duty", "Elsewhere", "LegDay", "Level", "Paper"]
