"""工作台: what waits for the post, what is due next, what waits for others."""
