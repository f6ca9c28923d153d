import { createServer } from 'node:http'
import faye from 'faye'

/** A peer: Faye, of which the load uses only the long-polling transport; held as long as Holdline's polls, storing nothing. */
const server = createServer({ keepAliveTimeout: 100_000, requestTimeout: 0 })
new faye.NodeAdapter({ mount: '/bayeux', timeout: 90 }).attach(server)
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 })
