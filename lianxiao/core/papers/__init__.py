"""Official papers: a Word file with fields becomes a letter as Word, which read again is typeset as PDF.

No models and no rights here. `building` makes a template in the layout of GB/T 9704, `checking` says what is wrong
with one that was edited, `filling` fills it in, `reading` takes the filled one apart for the typesetter, `imprint` puts
the last lines of what is handed out in their place.
"""

from lianxiao.core.papers.checking import Fault, faults
from lianxiao.core.papers.fields import Field, Listing
from lianxiao.core.papers.filling import UnfilledTemplate, fill
from lianxiao.core.papers.imprint import at_the_foot
from lianxiao.core.papers.reading import Paper, read

__all__ = ["Fault", "Field", "Listing", "Paper", "UnfilledTemplate", "at_the_foot", "faults", "fill", "read"]
