"""HTTP only, by audience: desk (offices at work), later portal and api; shared holds what they have in common."""
