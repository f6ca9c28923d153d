import { connect, type Socket } from 'node:net'
import { PATIENCE_MS } from './program.ts'

type Reply = readonly [type: 1, id: number, error: { readonly message: string } | null, result: unknown]

/** Firefox's own remote control: JSON in frames that begin with their length in bytes and a colon. */
export class Marionette {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #received = Buffer.alloc(0)
  #last = 0

  static async connect (port: number): Promise<Marionette> {
    const socket = connect(port, '127.0.0.1')
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return new Marionette(socket)
  }

  private constructor (socket: Socket) {
    this.#socket = socket
    socket.on('error', () => {})
    socket.on('data', (data: Buffer) => {
      this.#received = Buffer.concat([this.#received, data])
      this.#read()
    })
  }

  async call (command: string, params: object = {}): Promise<unknown> {
    const id = ++this.#last
    const text = JSON.stringify([0, id, command, params])
    const [, , error, result] = await new Promise<Reply>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${command} was not answered`)), PATIENCE_MS)
      this.#waiting.set(id, reply => {
        clearTimeout(late)
        resolve(reply)
      })
      this.#socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
    if (error !== null) throw new Error(`${command}: ${error.message}`)
    return result !== null && typeof result === 'object' && 'value' in result ? result.value : result
  }

  close (): void {
    this.#socket.destroy()
  }

  #read (): void {
    for (;;) {
      const colon = this.#received.indexOf(':')
      if (colon < 0) return
      const end = colon + 1 + Number(this.#received.subarray(0, colon).toString())
      if (this.#received.length < end) return
      const said = JSON.parse(this.#received.subarray(colon + 1, end).toString()) as Reply | object
      this.#received = this.#received.subarray(end)
      // The first frame only introduces the browser.
      if (Array.isArray(said)) this.#hear(said as unknown as Reply)
    }
  }

  #hear (reply: Reply): void {
    this.#waiting.get(reply[1])?.(reply)
    this.#waiting.delete(reply[1])
  }
}
