"""名单: the steps of a round that are taken for a whole list, one city, one area or the round: put in order, freeze, answer."""
