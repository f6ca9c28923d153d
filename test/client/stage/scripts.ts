import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { createContext, runInContext, type Context } from 'node:vm'

/** The delivery scripts' functions for the page and the simulation; each file documents its own. */
export interface Cores {
  readAnswer (result: Result): Answer | null
  readSent (result: Result, clientId: string): { state: string, code: string | null, reason: string | null }
  readCall (result: Result, noun: string | null): { ok: boolean, isProxy: boolean, code: string | null, reason: string | null }
  readMarkup (text: string): string
  isProxyPage (result: Result): boolean
  retryAfterMs (header: string | null, now: number): number
  createConsumer (env: object): Consumer
  createPolls (env: object): Polls
  createOutbox (env: object): Outbox
  createLeader (env: object): Leader
  createClient (env: object): Client
  createLadder (env: object): Ladder
  createChunkSize (): ChunkSize
  createUpload (env: object, file: object): { stop (): void }
  createUploads (env: object): Uploads
  createPacking (env: object): { look (done: () => void): void }
}

export interface Result { status: number, body: string, retryAfter: string | null }

export interface Answer {
  holdline: 1
  status: string
  reason: string | null
  from: string | null
  cursor: string | null
  fromSeq: number
  toSeq: number
  events: readonly { seq: number, text?: string }[]
  html: string | null
  signals: object | null
  more: boolean
  hold: number
  retryMs: number
}

export interface Consumer {
  take (answer: Answer, own: boolean): 'applied' | 'gap'
  caughtUp (): void
  rewind (cursor: string, seq: number): void
  cursor (): string | null
  seq (): number | null
}

export interface Polls {
  start (): void
  rest (): void
  catchUp (): void
  doubt (): void
  retryNow (): void
  hear (answer: Answer): void
  end (): void
}

export interface Entry {
  clientId: string
  conversationId: string
  body: string
  files: readonly SentFile[] | null
  state: 'sending' | 'failed' | 'bounced' | 'stored' | 'gone'
  waiting: boolean
  code: string | null
  reason: string | null
}

/** A file of an entry; without `id` it is not on the server yet. */
export interface SentFile { name: string, key?: string, size?: number, upload?: string | null, id?: string | null }

export interface Uploads {
  look (): void
  changed (entry: Entry): void
  told (file: SentFile): { sent: number, waiting: string | null, limit: number | null } | null
  poke (): void
  end (): void
}

export interface Outbox {
  send (conversationId: string, body: string, readNo: number | null, replyTo?: number | null, files?: readonly SentFile[] | null): Entry
  uploaded (clientId: string, files: readonly SentFile[]): void
  refused (clientId: string, code: string, reason: string | null): void
  retry (clientId: string): void
  discard (clientId: string): void
  arrived (clientId: string): void
  entries (): Entry[]
  refresh (): void
  poke (): void
  end (): void
}

export interface ChunkSize {
  next (most: number): number
  passed (bytes: number, ms: number): void
  cut (bytes: number): void
  isLeast (): boolean
  limit (): number | null
}

export interface Leader {
  start (): void
  relay (answer: Answer): void
  relayLink (state: string): void
  setActive (active: boolean): void
  isActive (): boolean
  end (): void
}

export interface Ladder {
  holdS (): number
  answered (askedS: number, elapsedMs: number, answer: Pick<Answer, 'status' | 'hold'>): void
  cut (askedS: number, elapsedMs: number): void
  failed (): void
  moved (): void
  forget (): void
  told (): { askS: number, limit: null | { cutMs: number | null, askedS: number, learnedMs: number, triedMs: number } }
}

export interface Client {
  start (): void
  wake (hasMoved: boolean): void
  retryNow (): void
  doubt (): void
  setActive (active: boolean): void
  rewind (cursor: string, seq: number): void
  end (): void
}

const PUBLIC = new URL('../../../public/', import.meta.url)
const ORDER: readonly string[] = [...new Set([
  'page/start.js', ...listed('scripts.json'), ...listed('later-scripts.json'), ...listed('file-scripts.json'), ...listed('front-scripts.json'),
  'messages/emoji/picker.js'
])]

function listed (name: string): string[] {
  return JSON.parse(readFileSync(new URL(name, PUBLIC), 'utf8')) as string[]
}

/** The scripts without a document: the page and the simulation run the same files. */
const DELIVERY = [
  ...ORDER.slice(ORDER.findIndex(path => path.endsWith('answers.js')), ORDER.findIndex(path => path.endsWith('outbox.js')) + 1),
  'page/parts.js', 'connection/packing.js', 'files/chunk-size.js', 'files/upload.js', 'files/uploads.js'
]

/** Runs scripts of `public/` in the order of scripts.json, each named without its folder. */
export function runScripts (context: Context, names: readonly string[], edited = (_name: string, source: string) => source): void {
  for (const path of ORDER.filter(path => names.includes(basename(path)))) {
    const { pathname } = new URL(path, PUBLIC)
    runInContext(edited(basename(path), readFileSync(pathname, 'utf8')), context, { filename: pathname })
  }
}

/** The delivery scripts as a browser runs them: in one global. `edited` may change their text first. */
export function loadScripts (edited?: (name: string, source: string) => string): Cores {
  const context = createContext({})
  runScripts(context, DELIVERY.map(path => basename(path)), edited)
  return runInContext('Holdline', context) as Cores
}
