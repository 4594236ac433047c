"""Forms filled in: what people type, the versions they hand in, what is still missing, what changed between two.

A filing belongs to a thing of a higher room, named by (owner kind, owner key). That room says who may write and read,
and what is open now; this room keeps what was written and never loses any of it.
"""
