"""The demo: people, organisations and courses to click through, made by the same actions as the site's own pages.

It exists only under settings with `DEMO = True` (`wikilearn.settings.dev`); anywhere else its commands refuse to run
and its pages answer 404. `cast` says who plays, `loading` has the table of steps, `views` lets one
sign in as any of them. The courses in `library/` are our own texts, CC BY-SA 4.0, in the format of a training library.
"""
