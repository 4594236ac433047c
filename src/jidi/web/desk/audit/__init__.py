"""审计: the trail for those whose duty it is to read it. It shows what an entry says, and no business behind it."""
