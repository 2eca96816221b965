"""The cheapest HTTP/1.1 client that is still correct, for the load generator; one request in flight per connection."""

import asyncio


class Connection(asyncio.Protocol):
    def __init__(self) -> None:
        self._received = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self.alive = False

    def connection_made(self, transport) -> None:
        self._transport = transport
        self.alive = True

    def data_received(self, received: bytes) -> None:
        self._received += received
        self._settle()

    def connection_lost(self, problem) -> None:
        self.alive = False
        self._settle()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((0, b""))

    def ask(self, request: bytes) -> asyncio.Future[tuple[int, bytes]]:
        self._received = b""
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def _settle(self) -> None:
        end = self._received.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        head = self._received[:end].lower()
        body = self._body(head, end + 4)
        if body is None:
            return
        answer, self._answer, self._received = self._answer, None, b""
        if b"connection: close" in head:
            self.alive = False
            self._transport.close()
        if not answer.done():
            answer.set_result((int(head[9:12]), body))

    def _body(self, head: bytes, start: int) -> bytes | None:
        """What follows the head, or None while some of it is missing."""
        at = head.find(b"content-length:")
        if at >= 0:
            length = int(head[at + 15 :].partition(b"\r")[0])
            return self._received[start : start + length] if len(self._received) >= start + length else None
        if b"transfer-encoding: chunked" in head:
            return self._received[start:] if self._received.endswith(b"0\r\n\r\n") else None
        whole = not self.alive or head[9:12] in (b"204", b"304")
        return self._received[start:] if whole else None


class Pool:
    """Keep-alive connections; opens one more when none is idle."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[Connection] = []
        self.opened = 0

    async def post(self, request: bytes) -> tuple[int, bytes]:
        """Status and body; status 0 when the connection was lost."""
        connection = self._pop()
        fresh = connection is None
        connection = connection or await self._open()
        status, body = await connection.ask(request)
        if status == 0 and not fresh:
            # The server closed an idle connection as we wrote: it never read the request.
            connection = await self._open()
            status, body = await connection.ask(request)
        if connection.alive:
            self._idle.append(connection)
        return status, body

    def _pop(self) -> Connection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.alive:
                return connection
        return None

    async def _open(self) -> Connection:
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(Connection, self._host, self._port)
        self.opened += 1
        return connection
