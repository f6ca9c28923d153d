import { loadScripts, type Entry, type Outbox } from './scripts.ts'
import { type Call, Clock, Network, Storage } from './world.ts'

const { createOutbox } = loadScripts()

/** Tabs of one browser, each with an outbox of its own. */
export class Browser {
  readonly clock = new Clock()
  readonly network = new Network(this.clock)
  storage = new Storage()
  link = 'ok'
  proofs = 0
  #ids = 0
  #tabs = 0

  tab (user = 'u_ana', onEntry = (_entry: Entry): void => {}): { outbox: Outbox, told: string[], env: object } {
    const told: string[] = []
    const env = {
      now: this.clock.now,
      setTimer: this.clock.setTimer,
      clearTimer: this.clock.clearTimer,
      random: () => 0.5,
      newId: () => `id${++this.#ids}`,
      root: '../',
      request: this.network.request,
      user,
      tab: `tab${++this.#tabs}`,
      storage: this.storage,
      link: () => this.link,
      onProxy: () => { this.proofs += 1 },
      onOffline: () => {},
      onChange: (entry: Entry) => {
        told.push([entry.body, entry.state, entry.waiting ? 'waiting' : '', entry.code ?? ''].join(' ').replace(/ +/g, ' ').trim())
        onEntry(entry)
      }
    }
    return { outbox: createOutbox(env), told, env }
  }
}

/** The body of a send. */
export const sent = (call: Call) => JSON.parse(call.body ?? '{}') as { clientId: string, body: string, readNo?: number, fileIds?: string[] }
/** The texts of sends. */
export const bodies = (calls: readonly Call[]) => calls.map(call => sent(call).body)
export const stored = (call: Call, status = 201) =>
  call.answer({ status, body: JSON.stringify({ message: { clientId: sent(call).clientId, no: 1 } }) })
export const refused = (call: Call, statusCode: number, code: string) =>
  call.answer({ status: statusCode, body: JSON.stringify({ statusCode, code, error: '', message: `because ${code}` }) })

export function openOutbox () {
  const browser = new Browser()
  return { browser, network: browser.network, clock: browser.clock, storage: browser.storage, tab: browser.tab() }
}
