import type { Cpu, Watched } from './meter.ts'
import type { Verdict } from './tally.ts'

export type System = 'holdline' | 'floor' | 'socketio' | 'faye' | 'trivial'

/** The form in which browsers ask Holdline: as open pages (`html`), as programs (`json`), or as frames without script (`held`). */
export type View = 'html' | 'json' | 'held'

/** The task of a load, handed over as JSON. */
export interface Job extends Watched {
  readonly system: System
  readonly figure: 'sign-in' | 'ceiling' | 'parked' | 'delivery' | 'sends' | 'fanout' | 'reconnect' | 'rest' | 'disk' | 'pages' | 'long'
  readonly port: number
  /** The number of users, or of connections. */
  readonly size: number
  readonly warmUpMs: number
  readonly measuredMs: number
  /** Sends per second (delivery, disk, long). */
  readonly rate: number
  /** Messages to the group (fanout). */
  readonly messages: number
  readonly view: View
  /** Every tenth user has a second browser (Holdline). */
  readonly hasSeconds: boolean
  /** The clientIds of sends (Holdline): as the page makes them, or random. */
  readonly ids: 'browser' | 'uuid'
  /** Unix ms at which presence settles; 0: it does not, or is not waited for. */
  readonly settledAt: number
  /** The file with Holdline's cookies. */
  readonly credentials: string
}

/** The results of a load. */
export interface Report {
  readonly figures: Readonly<Record<string, number>>
  readonly cpu: Cpu | null
  readonly verdict: Verdict | null
  /** Connections that ended during a request, except those the load cut itself. */
  readonly broken: number
  readonly firstRefusal: string | null
}
