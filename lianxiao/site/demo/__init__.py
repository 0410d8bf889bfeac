"""The demo world: invented people and cases that try the whole road, played through the real actions.

`data/demo/plot.json` says which story goes how far, and how many days ago each step was taken.
"""
