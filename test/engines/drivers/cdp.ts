import { PATIENCE_MS } from './program.ts'

type Fields = Readonly<Record<string, unknown>>

interface Heard {
  readonly id?: number
  readonly method?: string
  readonly params?: Fields
  readonly result?: Fields
  readonly error?: { readonly message: string }
}

/** One connection of the Chrome DevTools Protocol, the same for a Chrome of 2018 and a current one. */
export class Cdp {
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, { resolve: (result: Fields) => void, reject: (error: Error) => void }>()
  #listen: (method: string, params: Fields) => void = () => {}
  #last = 0

  static async connect (address: string): Promise<Cdp> {
    const socket = new WebSocket(address)
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve()
      socket.onerror = () => reject(new Error(`No connection to ${address}`))
    })
    return new Cdp(socket)
  }

  private constructor (socket: WebSocket) {
    this.#socket = socket
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as Heard)
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('The browser has closed the connection'))
      this.#waiting.clear()
    }
  }

  async call (method: string, params: Fields = {}): Promise<Fields> {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error('The browser has closed the connection')
    const id = ++this.#last
    return await new Promise((resolve, reject) => {
      const late = setTimeout(() => settle(() => reject(new Error(`${method} was not answered`))), PATIENCE_MS)
      const settle = (how: () => void) => {
        clearTimeout(late)
        this.#waiting.delete(id)
        how()
      }
      this.#waiting.set(id, {
        resolve: result => settle(() => resolve(result)),
        reject: error => settle(() => reject(error))
      })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  /** Receives the browser's events. */
  listen (heard: (method: string, params: Fields) => void): void {
    this.#listen = heard
  }

  close (): void {
    this.#socket.close()
  }

  #hear ({ id, method, params = {}, result = {}, error }: Heard): void {
    if (id === undefined) return this.#listen(method ?? '', params)
    const waiting = this.#waiting.get(id)
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(new Error(error.message))
  }
}
