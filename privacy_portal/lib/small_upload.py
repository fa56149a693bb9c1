"""How is a small file taken from a form without ever being on a disk, or in memory beyond its limit?

A view that takes one sets the handler before anything reads the body, and so checks its token itself, as Django's
documentation of upload handlers has it:

    @csrf_exempt
    def upload(request):
        request.upload_handlers = [SmallFile(limit)]
        return _upload(request)  # @csrf_protect
"""

import functools
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

# A body a little too big is read to its end, so that the browser hears the answer; of a huge one nobody reads more.
READ_ON = 10 * 1024 * 1024


class SmallFile(FileUploadHandler):
    """Keeps files of at most `limit` bytes in all. `too_big` says that there was more, which is not kept."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.too_big = False
        self._whole = 0
        self._chunks: list[bytes] = []
        self._size = 0

    def handle_raw_input(self, input_data: Any, meta: dict[str, Any], content_length: int, *others: Any) -> None:
        self._whole = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._chunks = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._size += len(raw_data)
        if self._size > self.limit:
            self.too_big, self._chunks = True, []
            if self._whole > READ_ON:
                raise StopUpload(connection_reset=True)
            raise SkipFile
        self._chunks.append(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        # Neither the name nor the type that the sender gave is of any use to us.
        return SimpleUploadedFile("file", b"".join(self._chunks), "application/octet-stream")


def small_file(limit: int) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view take files of at most `limit` bytes; it is called with `handler=`, the SmallFile of the request."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        protected = csrf_protect(view)

        @csrf_exempt
        @functools.wraps(view)
        def taking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            handler = SmallFile(limit)
            request.upload_handlers = [handler]
            return protected(request, *args, handler=handler, **kwargs)

        return taking

    return decorate
