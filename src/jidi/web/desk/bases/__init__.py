"""基地: the register, the page of a base, and what is entered about bases and places."""
