import type { SwitchName } from '../hostile-proxy/switches/index.ts'
import type { Cast } from './cast.ts'
import type { Browser, Way } from './browser.ts'

/** What is between the kit and the server: one switch of the hostile proxy, or nothing. */
export type Via = SwitchName | 'none'

/** Where a check is played: people whose requests go through the switch, and the same sessions without it. */
export interface Scene extends Cast {
  readonly via: Via
  readonly way: Way
  /** The way without the switch. */
  readonly bare: Way
  /** The same session without the switch, for what is not looked at. */
  readonly bareOf: (browser: Browser) => Browser
  /** Signs somebody in once more, without the switch. */
  readonly another: (role: 'ana' | 'ben' | 'cho' | 'eve') => Promise<Browser>
  /** Seconds a poll asks to be held; every switch lets that pass. */
  readonly hold: number
}

export interface Check {
  /** D1 … D32, or the paragraph of PROTOCOL. */
  readonly rule: string
  /** A sentence about what is looked at. */
  readonly title: string
  /** Switches through which it cannot be seen, and why. `*`: any. */
  readonly blind?: Readonly<Partial<Record<SwitchName | '*', string>>>
  /** Hundreds of requests; a short run plays it once. */
  readonly isHeavy?: true
  /** Played last: it looks at what a server says only when it has run for a while. */
  readonly isLate?: true
  /** Throws Broken; anything else it throws is a fault of the kit's or of the network's. What it returns is told, for the figures. */
  readonly run: (scene: Scene) => Promise<unknown>
}
