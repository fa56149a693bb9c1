"""A mail server that takes every mail and notes when it came: `python -m bench.sink PORT FILE`.

One line a mail: nanoseconds of the system's monotonic clock, recipient, and "challenge" or "notice". Only as much SMTP
(RFC 5321) as the portal speaks, so that the measurement does not wait for the measuring.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import TextIO

CHALLENGE = b"/confirm/link/"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, log: TextIO) -> None:
    """Speak with one client until it says good-bye."""
    recipient = ""
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            mail = await reader.readuntil(b"\r\n.\r\n")
            kind = "challenge" if CHALLENGE in mail.replace(b"=\r\n", b"") else "notice"
            log.write(f"{time.monotonic_ns()} {recipient} {kind}\n")
            log.flush()
        elif verb == b"RCPT":
            recipient = line.split(b"<")[1].split(b">")[0].decode()
        writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
        await writer.drain()
        if verb == b"QUIT":
            break
    writer.close()


async def main(port: int, path: Path) -> None:
    """Listen on loopback until ended."""
    with path.open("w") as log:
        server = await asyncio.start_server(lambda reader, writer: serve(reader, writer, log), "127.0.0.1", port)
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
