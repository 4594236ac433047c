"""What every page has in common: words in two languages, parts of pages, tags, error pages, the guards of a view."""
