"""Any matter moving through a procedure. One function moves a case; everything it did can be replayed."""
