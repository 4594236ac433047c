"""The register: bases, their dated attributes, the titles they and others hold, and what is on record about them."""
