"""提醒: what the system wrote to the person, one digest a day."""
