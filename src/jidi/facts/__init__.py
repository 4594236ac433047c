"""Facts: which room reads which of them for the rules. Rooms above register when the site starts."""
