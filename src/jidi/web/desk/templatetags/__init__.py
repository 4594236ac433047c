"""Django looks here for the tag library ``jddesk``."""
