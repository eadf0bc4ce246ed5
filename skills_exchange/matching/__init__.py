"""Who fits whom.

Pure arithmetic over plain rows: `scoring` (how well an offer fits a wish, in parts that add up), `online` (the best few
for one person), `rounds` (fair for many at once), `rings` (two or three who help each other in a circle). Reading from
and writing to the database is done by `skills_exchange.queries` and `skills_exchange.actions`.
"""
