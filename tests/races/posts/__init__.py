"""Real posts to steps that want a form or a file of their own, or a case that has come further than what is planted.

One row is one function: it brings its case where the step can be taken, and says who sends what to which address.
"""

from tests.races.posts import after, campus, department, earlier, midterm, people
from tests.races.posts.rows import POSTS, Post

__all__ = ["POSTS", "Post", "after", "campus", "department", "earlier", "midterm", "people"]
