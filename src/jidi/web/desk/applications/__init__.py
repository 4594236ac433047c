"""申报认定: rounds, the matter from the county to the act, lists, panels, notices."""
