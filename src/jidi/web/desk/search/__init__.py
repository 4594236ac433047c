"""搜索: bases, matters, articles and organisations, each through its own fence."""
