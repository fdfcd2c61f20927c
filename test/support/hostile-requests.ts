const post = "POST / HTTP/1.1\r\nHost: a\r\n";
const smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

/**
 * Requests that two servers could read in two ways, or that no server should read at all. Name, bytes, the code by which the
 * embedded proxy refuses it. All of it is one write; nothing behind it may reach an instance unread.
 */
export const hostileRequests: readonly (readonly [name: string, bytes: string, code: string])[] = [
  [
    "CL.TE",
    `${post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  [
    "TE.CL",
    `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n24\r\n${smuggled}\r\n0\r\n\r\n`,
    "BAD_REQUEST",
  ],
  [
    "TE.TE with an unknown coding",
    `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  [
    "TE.TE twice the same",
    `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_",
  ],
  [
    "a compressed coding",
    `${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_FRAMING",
  ],
  ["a coding with a tab", `${post}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${smuggled}`, "BAD_REQUEST"],
  [
    "chunked last but not only",
    `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
    "BAD_REQUEST",
  ],
  ["a misspelt coding", `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`, "BAD_FRAMING"],
  [
    "a coding over HTTP/1.0",
    `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    "BAD_FRAMING",
  ],
  [
    "a coding said in a folded line",
    `${post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  ["a folded line", `GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n`, "BAD_REQUEST"],
  [
    "two lengths that differ",
    `${post}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${smuggled}`,
    "BAD_REQUEST",
  ],
  ["two lengths that are the same", `${post}Content-Length: 1\r\nContent-Length: 1\r\n\r\nA`, "BAD_REQUEST"],
  ["a length with a sign", `${post}Content-Length: +1\r\n\r\nA`, "BAD_REQUEST"],
  ["a list of lengths", `${post}Content-Length: 1, 1\r\n\r\nA`, "BAD_REQUEST"],
  ["a length in hex", `${post}Content-Length: 0x1\r\n\r\nA`, "BAD_REQUEST"],
  ["an empty length", `${post}Content-Length: \r\n\r\nA`, "BAD_REQUEST"],
  ["a blank before the colon", `${post}Content-Length : 5\r\n\r\n${smuggled}`, "BAD_REQUEST"],
  ["a blank before the first name", `GET / HTTP/1.1\r\n Host: a\r\n\r\n`, "BAD_REQUEST"],
  ["a name of nothing", `GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n`, "BAD_REQUEST"],
  ["bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", "BAD_REQUEST"],
  ["one bare line feed", "GET / HTTP/1.1\r\nHost: a\nX-B: c\r\n\r\n", "BAD_REQUEST"],
  ["a bare carriage return", "GET / HTTP/1.1\r\nHost: a\rX-B: c\r\n\r\n", "BAD_REQUEST"],
  ["a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", "BAD_REQUEST"],
  ["a control character in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\x01b\r\n\r\n", "BAD_REQUEST"],
  ["a control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["a byte beyond ASCII in the target", "GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["a fragment in the target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["another host's URL", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["all of the server", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["CONNECT", "CONNECT b:80 HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_TARGET"],
  ["no Host", "GET / HTTP/1.1\r\n\r\n", "BAD_HOST"],
  ["no Host over HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "BAD_HOST"],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "BAD_HOST"],
  ["two Hosts of one name", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", "BAD_HOST"],
  ["a Host that is none", "GET / HTTP/1.1\r\nHost: a@b/c\r\n\r\n", "BAD_HOST"],
  ["an unknown method", "SMUGGLE / HTTP/1.1\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "BAD_REQUEST"],
  ["a version that does not exist", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", "BAD_REQUEST"],
  ["HTTP/0.9", "GET /\r\n\r\n", "BAD_"],
  [
    "h2c",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\nSec-WebSocket-Key: k\r\n\r\n",
    "BAD_UPGRADE",
  ],
  [
    "an upgrade with a body",
    `${post}Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\nContent-Length: 3\r\n\r\nabc`,
    "BAD_UPGRADE",
  ],
  [
    "an upgrade without a key",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    "BAD_UPGRADE",
  ],
  [
    "an upgrade of two kinds",
    "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket, h2c\r\nSec-WebSocket-Key: k\r\n\r\n",
    "BAD_UPGRADE",
  ],
];
