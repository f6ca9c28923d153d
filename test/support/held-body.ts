import { once } from 'node:events'
import { Agent, request } from 'node:http'

export interface HeldBody {
  /** Sends the last byte, and returns the server's answer. */
  finish (): Promise<{ readonly status: number, readonly location: string, readonly text: string }>
}

export interface HeldRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * A request whose last byte is held back, on a connection of its own. When this resolves, the server has read the
 * headers and knows the caller: it sends `100 Continue` right before it looks.
 */
export async function heldBody (origin: string, { method, path, headers, body }: HeldRequest): Promise<HeldBody> {
  const sent = request(origin + path, {
    agent: new Agent(), method, headers: { ...headers, 'content-length': Buffer.byteLength(body), expect: '100-continue', connection: 'close' }
  })
  sent.flushHeaders()
  await once(sent, 'continue')
  const bytes = Buffer.from(body)
  sent.write(bytes.subarray(0, -1))
  return {
    async finish () {
      sent.end(bytes.subarray(-1))
      const [response] = await once(sent, 'response')
      let text = ''
      for await (const piece of response) text += String(piece)
      return { status: response.statusCode as number, location: String(response.headers.location ?? ''), text }
    }
  }
}
