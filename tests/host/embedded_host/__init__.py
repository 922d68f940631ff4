"""Hosts to deploy to, each a set of Linux namespaces on this machine. Python 3.11, no other modules."""
