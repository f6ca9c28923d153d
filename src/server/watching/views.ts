import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Check } from 'typebox/value'
import { jsonIn } from '#domain/wire/bodies.ts'
import { EndSchema, PlanSchema } from '#domain/wire/played/conformance.ts'
import { harOf, type Recorded as Exchanges } from '#domain/wire/har.ts'
import { scoreboardOf } from '#domain/wire/scoreboard.ts'
import { stepsOf } from '#domain/wire/steps.ts'
import type { Html } from '#views/parts/html.ts'
import type { WireShown } from '#views/wire/board.ts'
import { exportedWire } from '#views/wire/exported.ts'
import { rulePage, runPage, scenePage } from '#views/wire/watched/run.ts'
import { browserPath, watchedBoard, watchedExchange, type WatchedServer } from '#views/wire/watched/watched.ts'
import { createAssets } from '../assets/assets.ts'
import type { Installation } from '../installation.ts'
import type { Browsers } from './browsers.ts'
import { createPages } from './drawing.ts'
import { STRANGERS } from './names.ts'
import type { Recorded } from './recorded.ts'
import type { Run } from './run.ts'

/** Bytes of a body: the plan of a whole run is a fifth of it. */
const BODY_MAX = 4 * 1024 * 1024
/** Names of this machine. Another one in the header Host is that of a site which tries to read this one from a browser. */
const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/

export interface ViewsNeeds {
  readonly installation: Installation
  readonly browsers: Browsers
  readonly run: Run
  /** The server that is watched, and the proxy in front of it. */
  readonly target: string
  readonly through: string
  /** The view's own address. */
  readonly view: () => string
}

interface Reply {
  /** 200 when missing. */
  readonly status?: number
  /** HTML when missing. */
  readonly type?: string
  readonly body?: Html | string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

interface Asked {
  readonly headers: IncomingHttpHeaders
  /** The variable parts of the address. */
  readonly parts: readonly string[]
  readonly body: unknown
}

/** Null: there is no such thing. */
type Answer = (asked: Asked) => Reply | null | Promise<Reply | null>

/** Returns the handler of the wire view of a watched server: pages, JSON, and what a conformance run tells of itself. */
export function createViews ({ installation, browsers, run, target, through, view }: ViewsNeeds) {
  const assets = createAssets(installation)
  const pageOf = createPages(assets)
  const server = (open: string | null): WatchedServer => ({ address: target, browsers: browsers.names(), open })
  const json = (value: unknown): Reply => ({ type: 'application/json; charset=utf-8', body: JSON.stringify(value) })
  const saved = (name: string, reply: Reply): Reply => ({ ...reply, headers: { 'content-disposition': `attachment; filename="${name}"` } })
  const har = (all: readonly Exchanges[]): Reply => saved('holdline.har', json(harOf(all, { address: target, version: '1' })))

  function shownOf (recorded: Recorded | null): WireShown {
    const exchanges = recorded?.all().map(({ exchange }) => exchange) ?? []
    return { exchanges, others: [], steps: stepsOf(exchanges), board: scoreboardOf(exchanges), version: 0 }
  }

  /** The browser in an address; those who have not signed in have a page before they ask. */
  function browserIn (name: string): { readonly name: string, readonly recorded: Recorded | null } | null {
    const recorded = browsers.find(name)
    return recorded === null && name !== STRANGERS ? null : { name, recorded }
  }

  const routes: ReadonlyArray<readonly [method: 'GET' | 'POST', path: RegExp, answer: Answer]> = [
    ['GET', /^\/static\/([^?]+)/, async ({ parts: [name = ''] }) => {
      const asset = assets.get(name)
      return asset === null ? null : { type: asset.type, body: await asset.content('identity') }
    }],
    ['GET', /^\/browsers\/([^/]+)\/wire\/$/, ({ headers, parts: [name = ''] }) => {
      const found = browserIn(name)
      return found === null ? null : { body: watchedBoard(pageOf(headers, name), server(name), shownOf(found.recorded)) }
    }],
    ['GET', /^\/browsers\/([^/]+)\/wire\/exchanges\/(\d+)$/, ({ headers, parts: [name = '', n] }) => {
      const found = browserIn(name)?.recorded?.one(Number(n))
      return found === undefined ? null : { body: watchedExchange(pageOf(headers, name), browserPath(name), { ...found, address: target }) }
    }],
    ['GET', /^\/browsers\/([^/]+)\/har$/, ({ parts: [name = ''] }) => {
      const found = browserIn(name)
      return found === null ? null : har(found.recorded?.all() ?? [])
    }],
    ['GET', /^\/browsers\/([^/]+)\/export$/, async ({ headers, parts: [name = ''] }) => {
      const found = browserIn(name)
      if (found === null) return null
      const style = await assets.get(assets.address('wire-export.css').slice('static/'.length))?.content('identity')
      const shown = { shown: shownOf(found.recorded), recorded: found.recorded?.all() ?? [], style: String(style), address: target }
      return saved('holdline-wire.html', { body: exportedWire(pageOf(headers, name), shown) })
    }],
    ['GET', /^\/conformance\/$/, ({ headers }) => {
      const command = `npm run conformance -- --wire ${view()}`
      return { body: runPage(pageOf(headers, STRANGERS), server(null), { scenes: run.scenes(), command }) }
    }],
    ['GET', /^\/conformance\.json$/, () => json({ through, scenes: run.scenes() })],
    ['GET', /^\/conformance\/rules\/([^/]+)$/, ({ headers, parts: [rule = ''] }) => {
      const scenes = run.scenes().filter(each => each.rule === rule)
      return scenes.length === 0 ? null : { body: rulePage(pageOf(headers, STRANGERS), rule, scenes) }
    }],
    ['GET', /^\/conformance\/(\d+)\/wire\/$/, ({ headers, parts: [id] }) => {
      const found = run.one(Number(id))
      if (found === null) return null
      const exchanges = found.recorded?.all().map(({ exchange }) => exchange) ?? null
      return { body: scenePage(pageOf(headers, STRANGERS), { scene: found.scene, exchanges, steps: stepsOf(exchanges ?? []) }) }
    }],
    ['GET', /^\/conformance\/(\d+)\/wire\/exchanges\/(\d+)$/, ({ headers, parts: [id, n] }) => {
      const found = run.one(Number(id))?.recorded?.one(Number(n))
      return found === undefined ? null : { body: watchedExchange(pageOf(headers, STRANGERS), `conformance/${id}/`, { ...found, address: target }) }
    }],
    ['GET', /^\/conformance\/(\d+)\/har$/, ({ parts: [id] }) => har(run.one(Number(id))?.recorded?.all() ?? [])],
    ['GET', /^\/conformance\/(\d+)\.json$/, ({ parts: [id] }) => {
      const found = run.one(Number(id))
      return found === null ? null : json({ scene: found.scene, exchanges: found.recorded?.all() ?? [] })
    }],
    ['POST', /^\/conformance$/, ({ body }) => {
      if (!Check(PlanSchema, body)) return { status: 400 }
      run.begin(body)
      return { status: 204 }
    }],
    ['POST', /^\/conformance\/(\d+)$/, ({ parts: [id], body }) => {
      if (!Check(EndSchema, body)) return { status: 400 }
      run.end(Number(id), body)
      return { status: 204 }
    }]
  ]

  async function answer (request: IncomingMessage): Promise<Reply> {
    const { url = '/', method, headers } = request
    if (!OWN_HOST.test(headers.host ?? '')) return { status: 403 }
    // Another site cannot send this type without asking first, which is never granted.
    if (method === 'POST' && headers['content-type'] !== 'application/json') return { status: 415 }
    const text = method === 'POST' ? await bodyOf(request) : ''
    if (text === null) return { status: 413 }
    for (const [of, path, answer] of routes) {
      const match = of === method ? path.exec(url) : null
      const reply = match === null ? null : await answer({ headers, parts: match.slice(1).map(decodeURIComponent), body: jsonIn(text) })
      if (reply !== null) return reply
    }
    const newest = browsers.names().at(-1) ?? STRANGERS
    return url.endsWith('.json') || method !== 'GET' ? { status: 404 } : { status: 303, headers: { location: `/${browserPath(newest)}wire/` } }
  }

  return function handle (request: IncomingMessage, response: ServerResponse): void {
    answer(request).catch(() => ({ status: 303, headers: { location: '/' } })).then(({ status = 200, type = 'text/html; charset=utf-8', body = '', headers = {} }: Reply) => {
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers }).end(Buffer.isBuffer(body) ? body : String(body))
    }).catch(() => response.destroy())
  }
}

/** Resolves with null for a body that is too large. */
async function bodyOf (request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > BODY_MAX) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}
