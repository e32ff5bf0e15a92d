"""What the Makefile's commands do: set up, serve, test, check.

Standard library only: this runs by any Python 3.11, before anything is installed. That is why it is no part of
``config``, which cannot be imported without Celery.
"""
