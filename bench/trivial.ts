import { createServer } from 'node:net'

/**
 * The trivial responder: answers every request with the same bytes, without reading it. It costs the kernel and little else, so the
 * throughput against it is the capacity of the load itself.
 */
const BODY = '{"cursor":1,"events":[]}'
const ANSWER = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`)

createServer({ noDelay: true }, socket => {
  socket.on('data', () => { socket.write(ANSWER) })
  socket.on('error', () => {})
}).listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 })
