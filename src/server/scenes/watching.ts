import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'
import { DEFAULT_WINDOWS } from '#domain/messages/change-windows.ts'
import type { Site } from '#domain/site/site.ts'
import { createRecorder } from '#domain/wire/recorder.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import { patchPage } from '#plugins/pages.ts'
import { Drawings } from '#views/parts/drawings.ts'
import { wishedLanguage } from '#views/parts/language.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { watchedBoard, watchedExchange } from '#views/wire/watched.ts'
import { createAssets } from '../assets/assets.ts'
import type { Installation } from '../installation.ts'
import { OperatorError } from '../operator-error.ts'
import { openRecordingProxy, type WaitingExchange } from './proxy.ts'

/** A poll that is not answered by then counts as held: from outside, nobody can see a server park it. */
const HELD_AFTER_MS = 100
/** The name of everybody who has not signed in. */
const NONE = 'strangers'

const NOBODY = { about: '', isAdmin: false, disabledAt: null, deletesAt: null, createdAt: 0 }

/** Nobody's site: the view needs a name and a zone to draw a page. */
const SITE: Site = {
  name: 'Holdline',
  signUp: 'closed',
  signUpSetBy: null,
  language: 'en',
  timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  formerMessages: 'keep',
  publicGroups: false,
  ...DEFAULT_WINDOWS
}

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

/** Watches a server through a recording proxy, and shows what each browser asks of it. */
export async function watchServer ({ installation, target, listen, viewPort }: WatchingOptions): Promise<Watching> {
  // Kept until it is stopped; the oldest records of each browser go.
  const recorder = createRecorder({ now: Date.now, after: () => () => {} })
  /** The names of browsers, by what they sign in with. */
  const names = new Map<string, string>()
  const proxy = await openRecordingProxy({
    to: () => target.href,
    listen,
    tape ({ cookie, authorization }, opening) {
      const key = authorization ?? cookie ?? ''
      const name = names.get(key) ?? (key === '' ? NONE : `browser-${names.size + 1}`)
      if (!recorder.watch(name)) return null
      names.set(key, name)
      return recorder.tape({ userId: name, username: name, session: { id: name, kind: 'cookie' } }, opening)
    }
  })
  let seen = new Set<WaitingExchange>()
  const holding = setInterval(() => {
    for (const each of proxy.waiting) if (seen.has(each)) each.tape?.held()
    seen = new Set(proxy.waiting)
  }, HELD_AFTER_MS)

  const assets = createAssets(installation)
  const options = { site: { get: () => SITE }, assets, drawings: new Drawings(), now: Date.now }

  function pageFor ({ headers }: IncomingMessage, username: string): OwnPage {
    const account = { id: username, username, displayName: username, settings: DEFAULT_SETTINGS, ...NOBODY }
    const language = wishedLanguage(headers['accept-language']) ?? SITE.language
    const page = patchPage(options, account, language, { remarks: new Map(), groupNames: new Map() })
    return { ...page, root: '/', asset: file => `/${assets.address(file)}`, mode: 'plain' }
  }

  function draw (request: IncomingMessage, open: string, no: number | null): Html {
    const page = pageFor(request, open)
    if (no !== null) return watchedExchange(page, open, { ...recorder.one(open, no), address: target.href })
    const exchanges = recorder.whole(open).map(({ exchange }) => exchange)
    const shown = { exchanges, others: [], steps: stepsOf(exchanges), board: scoreboardOf(exchanges), version: 0 }
    return watchedBoard(page, { address: target.href, browsers: [...names.values()], open }, shown)
  }

  async function answer (request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url = '/' } = request
    const asset = assets.get(/^\/static\/([^?]+)/.exec(url)?.[1] ?? '')
    const [, open = '', no] = /^\/([\w-]+)\/wire\/(?:exchanges\/(\d+))?$/.exec(url) ?? []
    const headers = { 'content-type': asset?.type ?? 'text/html; charset=utf-8', 'cache-control': 'no-store' }
    const known = [...names.values(), NONE]
    if (asset !== null) {
      response.writeHead(200, headers).end(await asset.content('identity'))
    } else if (known.includes(open)) {
      response.writeHead(200, headers).end(String(draw(request, open, no === undefined ? null : Number(no))))
    } else {
      response.writeHead(303, { location: `/${[...names.values()].at(-1) ?? NONE}/wire/` }).end()
    }
  }

  const view = createServer((request, response) => {
    answer(request, response).catch(() => { response.writeHead(303, { location: '/' }).end() })
  })
  await new Promise<void>((resolve, reject) => {
    view.once('error', () => reject(new OperatorError(`The wire view cannot be served on port ${viewPort}. Name another with --view`)))
      .listen(viewPort, '127.0.0.1', resolve)
  }).catch(async (error: unknown) => {
    clearInterval(holding)
    await proxy.close()
    throw error
  })
  return {
    address: proxy.address,
    view: `http://127.0.0.1:${(view.address() as AddressInfo).port}/`,
    async stop () {
      clearInterval(holding)
      view.close()
      view.closeAllConnections()
      await proxy.close()
    }
  }
}
