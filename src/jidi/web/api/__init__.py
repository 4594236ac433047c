"""The site for programs: JSON over HTTP, by a token of a person in a post; the same services, permissions and words."""
