"""Who there is: divisions, organisations, bodies with members, posts, people, and what each of them may do."""
