"""Exits 0 when the Kafka node at a port answers a metadata request and names all nodes: answers.py PORT NODES."""

import socket
import struct
import sys


def ask(port: int) -> bytes:
    """Sends Metadata v1 for no topic and returns the body of the answer."""
    client = b"\x00\x07answers"
    request = struct.pack(">hhi", 3, 1, 1) + client + struct.pack(">i", 0)
    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
        connection.settimeout(2)
        connection.sendall(struct.pack(">i", len(request)) + request)
        (size,) = struct.unpack(">i", receive(connection, 4))
        return receive(connection, size)


def receive(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise OSError("closed")
        data += more
    return data


def main() -> int:
    port, nodes = int(sys.argv[1]), int(sys.argv[2])
    try:
        # Correlation id, then the array of brokers.
        (count,) = struct.unpack(">i", ask(port)[4:8])
    except (OSError, struct.error):
        return 1
    return 0 if count >= nodes else 1


if __name__ == "__main__":
    sys.exit(main())
