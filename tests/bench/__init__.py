"""Measures, not tests: ``manage.py bench`` runs this package as a program.

Pages come from the URLconf and the permission matrix, so that a page which has its row there is measured unasked.
"""
