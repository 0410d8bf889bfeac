from lianxiao.core.refusals import Refused


class RefusedFile(Refused):
    """An upload that is not let in. The message tells the uploader what is wrong and what to do instead."""
