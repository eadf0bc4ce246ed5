"""What localizing rests on and no database is needed for.

`checks` finds what a translation has lost; `differences` shows word by word how a text has changed; `terms` finds the
words of a glossary in a text; `gate` says when a module can be published in a language.
"""
