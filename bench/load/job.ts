import type { Cpu } from './meter.ts'
import type { Verdict } from './tally.ts'

export type System = 'holdline' | 'floor' | 'socketio' | 'faye' | 'trivial'

/** The task of a load, handed over as JSON. */
export interface Job {
  readonly system: System
  readonly figure: 'sign-in' | 'ceiling' | 'parked' | 'delivery' | 'sends' | 'fanout' | 'reconnect'
  readonly port: number
  readonly pid: number
  /** The number of users, or of connections. */
  readonly size: number
  readonly warmUpMs: number
  readonly measuredMs: number
  /** Sends per second (delivery). */
  readonly rate: number
  /** Messages to the group (fanout). */
  readonly messages: number
  /** Senders hold polls of their own (sends). */
  readonly bothPark: boolean
  /** The form of the answers (Holdline): `html` as open pages ask for them, `json` as programs do. */
  readonly view: 'json' | 'html'
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
