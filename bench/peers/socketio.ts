import { createServer } from 'node:http'
import { Server } from 'socket.io'

/**
 * A peer: Socket.IO with its polling transport alone, held as long as Holdline's polls, storing nothing. With `--recovery` it remembers
 * the messages of the last two minutes (its "connection state recovery"), which only the reconnect figure uses.
 */
const server = createServer({ keepAliveTimeout: 100_000, requestTimeout: 0 })
const io = new Server(server, {
  transports: ['polling'],
  serveClient: false,
  pingInterval: 90_000,
  pingTimeout: 60_000,
  ...process.argv.includes('--recovery') ? { connectionStateRecovery: { maxDisconnectionDuration: 120_000 } } : {}
})

io.on('connection', socket => {
  const { user } = socket.handshake.auth as { user: string }
  if (!socket.recovered) socket.join([user, 'all'])
  socket.on('direct', (to: string, body: string) => { io.to(to).emit('message', user, body) })
  socket.on('group', (body: string) => { io.to('all').emit('message', user, body) })
})
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 })
