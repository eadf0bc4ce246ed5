"""What people are told, on the site and by e-mail, in their language, zone and by their preferences.

An app registers the kinds of its notices in `ready()` (`kinds.register`), writes one template for each, and calls
`actions.notify`. The text is rendered when it is read or sent, so it speaks the language that the person has then.

How e-mail leaves (`delivery`): the row of `Email` is the outbox. Whoever sends locks one due row
(`FOR UPDATE SKIP LOCKED`), sends, marks it, and commits. A worker that dies loses its lock with its connection, so the
e-mail is due again at once and no claim can go stale; two workers never hold the same row. The one gap that no protocol
can close is a crash after the mail server said yes and before the commit: then it is sent again (at least once, rather
than perhaps never), with the same `Message-ID`, by which mail systems drop the second copy.
"""
