"""The policy core: what a policy pack says, and what follows from it.

Plain Python. No Django, no clock, no database, no network; the only file access is reading a pack's own folder
(:mod:`policycore.pack`). Everything a rule looks at comes in through a :class:`policycore.facts.FactReader`, and
everything it answers is a :class:`policycore.verdict.Verdict` that says what it looked at and by which article.
"""
