"""系统: what the administrators keep. No business content stands here."""
