"""Write records into a knowledge base.

:func:`policykb.authoring.proposal.propose` is the one door: it takes changes, checks the knowledge
base as it would be, and writes all or nothing.
"""
