"""Signing in: by password with a second factor, by a provider, or by breaking glass; and for how
long.
"""
