import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Installation } from '../installation.ts'
import { OperatorError } from '../operator-error.ts'
import { openRecordingProxy, type WaitingExchange } from '../scenes/proxy.ts'
import { createBrowsers } from './browsers.ts'
import { createNames } from './names.ts'
import { createRun } from './run.ts'
import { createViews } from './views.ts'

/** A poll that is not answered by then counts as held: from outside, nobody can see a server park it. */
const HELD_AFTER_MS = 100
/** Stands before the path of a scene's requests: no proxy between its players and this one takes that away. */
const SCENE = /^\/conformance\/(\d+)(?=\/)/

export interface WatchingOptions {
  readonly installation: Installation
  /** The server that is watched; it speaks the contract. */
  readonly target: URL
  readonly listen: { readonly host: string, readonly port: number }
  /** Where the wire view is served: of this machine alone, because it shows everybody's messages. */
  readonly viewPort: number
}

export interface Watching {
  /** The address to use in place of the server's, and that of the wire view. */
  readonly address: string
  readonly view: string
  stop (): Promise<void>
}

/** Watches a server through a recording proxy, and shows what each browser, and each scene of a conformance run, asks of it. */
export async function watchServer ({ installation, target, listen, viewPort }: WatchingOptions): Promise<Watching> {
  const [names, browsers, run] = [createNames(), createBrowsers(), createRun()]
  const proxy = await openRecordingProxy({
    to: () => target.href,
    listen,
    before: SCENE,
    tape (headers, opening, before) {
      const named = names.of(headers)
      const [, id] = SCENE.exec(`${before}/`) ?? []
      const tape = id === undefined ? browsers.tape(named, opening) : run.tape(Number(id), named, opening)
      return tape === null ? null : names.learning(tape)
    }
  })
  let seen = new Set<WaitingExchange>()
  const holding = setInterval(() => {
    for (const each of proxy.waiting) if (seen.has(each)) each.tape?.held()
    seen = new Set(proxy.waiting)
  }, HELD_AFTER_MS)

  const through = proxy.address + target.pathname.slice(1)
  const view = createServer((request, response) => handle(request, response))
  const viewAddress = (): string => `http://127.0.0.1:${(view.address() as AddressInfo).port}/`
  const handle = createViews({ installation, browsers, run, target: target.href, through, view: viewAddress })
  await new Promise<void>((resolve, reject) => {
    view.once('error', () => reject(new OperatorError(`The wire view cannot be served on port ${viewPort}. Name another with --view`)))
      .listen(viewPort, '127.0.0.1', resolve)
  }).catch(async (error: unknown) => {
    clearInterval(holding)
    await proxy.close()
    throw error
  })
  return {
    address: through,
    view: viewAddress(),
    async stop () {
      clearInterval(holding)
      view.close()
      view.closeAllConnections()
      await proxy.close()
    }
  }
}
