import type { SwitchName } from '../hostile-proxy/switches/index.ts'
import type { Cast } from './players/cast.ts'
import type { Browser, Way } from './players/browser.ts'

/** The switch of the hostile proxy between the kit and the server, or none. */
export type Via = SwitchName | 'none'

/** The setting of a check: users whose requests go through the switch, and the same sessions without it. */
export interface Scene extends Cast {
  readonly via: Via
  readonly way: Way
  /** The path without the switch. */
  readonly bare: Way
  /** The same session without the switch, for calls that are not under test. */
  readonly bareOf: (browser: Browser) => Browser
  /** Signs a user in once more, without the switch. */
  readonly another: (role: 'ana' | 'ben' | 'cho' | 'eve') => Promise<Browser>
  /** The hold that polls ask for, in seconds; every switch lets it pass. */
  readonly hold: number
}

export interface Check {
  /** D1 … D34, or the section of protocol.md. */
  readonly rule: string
  /** The promise under test, as a sentence. */
  readonly title: string
  /** Switches that hide the rule, and why. `*`: any. */
  readonly blind?: Readonly<Partial<Record<SwitchName | '*', string>>>
  /** Hundreds of requests; a short run plays it once. */
  readonly isHeavy?: true
  /** Runs last: it needs a server that has been running for a while. */
  readonly isLate?: true
  /** Throws Broken; any other exception is a fault of the kit or of the network. The result is reported with the figures. */
  readonly run: (scene: Scene) => Promise<unknown>
}
