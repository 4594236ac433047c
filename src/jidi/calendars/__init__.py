"""The calendar of working days: the State Council's yearly notices, as a table the site keeps."""
