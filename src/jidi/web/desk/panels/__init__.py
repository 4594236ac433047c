"""评审组: how the province organises the review of a round: form and draw, follow, replace, close, pass on."""
