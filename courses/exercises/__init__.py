"""Practical tasks in lessons.

A block of kind `exercise` has the text `text` and the settings `{"mode": "declared" | "reviewed" | "wiki"}`, and for a
wiki `{"wiki": dbname, "page": title, "namespace": number, "tag": name}`: the edit that is asked for, each but the wiki
optional. `verifying` asks the wiki; nothing but public edits of the person's own linked account is looked at.
"""
