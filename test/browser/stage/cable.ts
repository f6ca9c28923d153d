import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** A connection to a server that can be cut, with everything on it, and restored. */
export class Cable {
  readonly #toPort: number
  readonly #sockets = new Set<Socket>()
  #server: Server | null = null
  #port = 0

  constructor (toAddress: string) {
    this.#toPort = Number(new URL(toAddress).port)
  }

  get address (): string {
    return `http://127.0.0.1:${this.#port}/`
  }

  async mend (): Promise<void> {
    const server = createServer(socket => {
      const onward = connect(this.#toPort, '127.0.0.1')
      for (const end of [socket, onward]) {
        this.#sockets.add(end)
        end.on('error', () => end.destroy()).on('close', () => {
          this.#sockets.delete(end)
          socket.destroy()
          onward.destroy()
        })
      }
      socket.pipe(onward).pipe(socket)
    })
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.#port, '127.0.0.1', resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  cut (): void {
    this.#server?.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}
