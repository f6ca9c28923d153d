import { Type, type Static } from 'typebox'
import { closed, Id, listOf, No, orNull } from '#domain/schemas.ts'
import { ExchangeRecordSchema } from '#domain/wire/records.ts'
import { SCENES, type Expected, type SceneName } from './scenes.ts'

/** Speeds of a play: as one reads, four times as slow, at each press of a button, or without any rest. */
export const SPEEDS = ['normal', 'slow', 'steps', 'fast'] as const
export type Speed = typeof SPEEDS[number]

/** A play under way or over. `passed` is null until it is done; `met` has the exchange that met each line of the expected timeline. */
export const PlaySchema = closed({
  id: Id,
  scene: Type.Unsafe<SceneName>(Type.Enum([...SCENES])),
  speed: Type.Unsafe<Speed>(Type.Enum([...SPEEDS])),
  state: Type.Unsafe<'running' | 'done'>(Type.Enum(['running', 'done'])),
  version: Type.Integer({ description: 'Grows with each change' }),
  passed: orNull(Type.Boolean()),
  brokenBy: orNull(Type.Integer({ description: 'The `n` of the exchange that broke it' })),
  broke: orNull(Type.String({ description: 'Why it broke off before its end' })),
  met: listOf(orNull(No)),
  exchanges: listOf(ExchangeRecordSchema)
}, 'Play')
export type Play = Static<typeof PlaySchema>

/** Plays scenes, each on a server of its own. */
export interface Plays {
  /** Returns the outcome of a scene's last play on this server; null before the first. */
  passed (name: SceneName): boolean | null
  expected (name: SceneName): readonly Expected[]
  /** Begins one. Throws TOO_MANY while the user's last one runs, or too many others do. */
  begin (userId: string, name: SceneName, speed: Speed): Play
  /** Returns a play of this user; null when it is not known, or no longer. */
  one (userId: string, id: string): Play | null
  /** Lets a play of this user go on that waits for it. */
  step (userId: string, id: string): void
  /** Calls `wake` at each change of this user's plays. Returns a function that ends it. */
  onChange (userId: string, wake: () => void): () => void
  /** Ends all of them, and their servers. */
  stop (): Promise<void>
}
