"""What the program wrote into a child's record, in the reader's language: ``{% load children %}``."""

from django import template

from tutela.children.stored_words import in_words

register = template.Library()
register.filter("in_words", in_words)
