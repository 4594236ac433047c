"""Attachments: stored under generated names, typed by content, seen by whoever sees what they belong to."""
