"""访问令牌: a person's own tokens for programs."""
