from lianxiao.core.downloads import download

__all__ = ["download"]
