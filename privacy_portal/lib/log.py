"""What must a log line never hold, whoever writes it?"""

import logging
import re

# The links of our messages carry capabilities; Django's own warnings quote the path of a request.
_CAPABILITY = re.compile(r"/(link|voice|not-me)/[^/\s'\"]+")


class WithoutCapabilities(logging.Filter):
    """Blanks the tokens of confirmation, tracking and voice addresses in a record, its arguments included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = _CAPABILITY.sub(r"/\1/…", record.getMessage()), None
        return True
