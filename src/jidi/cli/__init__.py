"""The ``jidi`` command line: one table of commands, each a module with ``main(arguments) -> exit status``."""
