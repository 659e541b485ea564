"""The verbs of accounts, one a module: grants, requests, breaking glass, people, duty, tokens, the purpose of
reading.
"""
