import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A site below one path of the host: the proxy strips the path, or keeps it. */
export interface Behind {
  /** With a slash at both ends. */
  readonly path: string
  readonly does: 'strip' | 'keep'
  /** The address where the site listens, like http://127.0.0.1:8080. */
  readonly to: string
}

/** A reverse proxy with several sites behind it; one may be added later, since a site may need to know its address first. */
export async function openPrefixProxy () {
  const sites: Behind[] = []
  const server = createServer((asked, answer) => {
    const url = asked.url ?? '/'
    const site = sites.find(({ path, does }) => url.startsWith(path) || (does === 'keep' && url === path.slice(0, -1)))
    if (site === undefined) {
      answer.writeHead(404, { 'content-type': 'text/plain' }).end('Another site.')
      return
    }
    const to = new URL(site.to)
    const passed = request({
      host: to.hostname,
      port: to.port,
      method: asked.method,
      path: site.does === 'strip' ? url.slice(site.path.length - 1) : url,
      headers: { ...asked.headers, host: to.host }
    }, given => {
      answer.writeHead(given.statusCode ?? 502, given.headers)
      given.pipe(answer)
    })
    passed.once('error', () => answer.destroy())
    answer.once('close', () => passed.destroy())
    asked.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    /** Without a slash at the end. */
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put (...behind: readonly Behind[]): void { sites.push(...behind) },
    async close (): Promise<void> {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }
  }
}
