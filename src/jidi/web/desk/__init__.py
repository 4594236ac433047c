"""The offices at work. Each room of the desk is a package of its own below this one, with ``urls.py`` and ``views.py``."""
