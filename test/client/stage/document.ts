import { Window } from 'happy-dom'
import { createContext, runInContext } from 'node:vm'
import { runScripts, type Ladder } from './scripts.ts'
import type { Clock } from './world.ts'

type Found = InstanceType<typeof Window>['document']['body']

/** A patch as `Holdline.readPatches` reads it. */
export interface Patch { seq: number | null, how: string, into: string | null, elements: readonly Found[] }

/** The parts that know the document, as far as tests call them. */
export interface DocumentParts {
  addPart (part: { name: string, needs: readonly string[], create (app: App & Record<string, { is: object } | undefined>): unknown }): void
  createApp (page: object): { start (): void }
  readPatches (html: string): Patch[]
  createPatches (env: object): { apply (patch: Patch): void }
  hearReceipts (receipts: readonly object[], conversation: string): void
  createOutgoing (outbox: object, isLinked: () => boolean): Outgoing
  createComposer (env: object): { moved (): void, filled (box: object): void, sendInParts (): void, takeBack (body: string): void }
  addTrigger (trigger: Trigger): void
  createCompletion (): { close (): void }
  createDrafts (env: object): Drafts
  createRecalled (marks: object, user: string): Recalled
  createReplying (env: object): Replying
  requote (place: string, words: string): void
  findEmoji (table: object, query: string, max: number): string[][]
  emojiNamed (table: object, word: string): string | null
  createPicker (table: object, html: string, onTone: (tone: string) => void): Picker
  isTouch (): boolean
  mergeReaction (item: object, seq: number, drawn: object): void
  settleSignOut (user: string | null): void
  createChosen (env: object): Chosen
  createRecorder (env: object): { pressed (): void, released (): void, clicked (): void, stop (): boolean, cancel (): boolean }
  startRecording (env: object): { stop (): void, cancel (): void }
  createTextLimit (): { look (box: object): boolean, refuses (form: object): boolean }
  measure (text: string, max: number): { bytes: number, over: number }
  splitText (text: string, max: number): string[]
  createConnection (): { set (state: string): void, say (name: string): void }
  createReload (env: object): () => void
  createReading (env: object): { look (page: object, no: number): void }
  createSignals (): {
    hear (signals: object, conversation: string | null): void
    said (username: string): void
    moved (page: { conversation: string | null }): void
    drawn (element: object): void
  }
  drawLadder (told: ReturnType<Ladder['told']>, now: number): void
  drawTitle (unread: number, text: string): void
  createNotifier (env: object): { said (said: object): void, looked (conversation: string | null): void }
  createDesktop (storage: object, user: string, onOpen: (conversation: string) => void): Desktop
  readPage (): { conversation: string | null, list: Found | null, shown: Found | null, cursor: string, seq: number, root: string } | null
}

export interface Chosen {
  add (files: readonly object[], more?: object): void
  has (conversation: string): boolean
  take (conversation: string): { key: string, name: string, size: number, alt: string, original: boolean, peaks: number[] | null }[]
  remove (key: string): void
  draw (): void
}

export interface Picker {
  open (near: object, choose: (char: string) => boolean): void
  close (): boolean
}

export interface Option { text: string, name: string }

export interface Trigger {
  sign: string
  label: string
  least: number
  find (query: string, form: object, done: (options: Option[]) => void): void
}

/** The app as a part sees it: parts by name, and events. */
export interface App {
  page (): object
  on (event: string, listener: () => unknown): void
  emit (event: string): boolean
}

export interface Replying {
  arrived (): void
  choose (html: string): boolean
  cancel (): boolean
  take (conversation: string): number | null
  requote (place: string, words: string): void
  of (conversation: string): number | null
  follow (conversation: string, no: number | null): void
}

export interface Desktop {
  state (): string
  turnOn (done: () => void): void
  turnOff (): void
  show (said: object): void
  read (conversation: string): void
  draw (): void
}

export interface Outgoing {
  draw (entry: object, page: object): void
  drawAll (page: object): void
  arrived (element: Found): void
}

export interface Recalled {
  keep (id: string, text: string): void
  has (id: string): boolean
  take (id: string): string
}

export interface Drafts {
  changed (conversation: string, body: string): void
  sent (conversation: string, clientId: string): void
  answers (conversation: string, body: string): void
  restore (conversation: string, textarea: { value: string }): void
  heard (conversation: string, body: string): void
  arrived (conversation: string, clientId: string, body: string): void
  retry (): void
}

/** A document of ours with the named scripts run in it, on a clock that stands until it is moved. */
export function openDocument (clock: Clock, body: string, ...names: string[]) {
  const window = new Window({ url: 'http://holdline.test/conversations/c1' })
  const { document } = window
  document.documentElement.setAttribute('data-root', '../')
  document.body.innerHTML = body
  class StandingDate extends Date {
    constructor () { super(clock.now()) }
  }
  const reloads = { count: 0 }
  const context = createContext({
    window,
    document,
    location: { reload: () => { reloads.count += 1 } },
    navigator: { onLine: true },
    setTimeout: clock.setTimer,
    clearTimeout: clock.clearTimer,
    Date: StandingDate
  })
  runScripts(context, ['parts.js', 'dom.js', 'key-codes.js', 'page.js', ...names])
  runInContext('Holdline.dom.enliven()', context)
  const parts = runInContext('Holdline', context) as DocumentParts
  const one = (selector: string): Found => {
    const found = document.querySelector(selector)
    if (found === null) throw new Error(`the document has no ${selector}`)
    return found as Found
  }
  return { window, document, parts, one, reloads, run: (source: string): unknown => runInContext(source, context) }
}
