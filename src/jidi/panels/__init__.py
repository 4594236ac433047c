"""Panels: the pool of experts, the draw on record, declarations of interest, scores or opinions."""
