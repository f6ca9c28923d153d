import type { Language } from '#domain/account/settings.ts'

/** Somebody of a demo: everybody who opens it may step in as them, without a password. */
export interface Character {
  readonly username: string
  /** A sentence for the page on which one chooses. */
  readonly about: Readonly<Record<Language, string>>
}

/** Demo mode: the throw-away server of `holdline demo` has it, and every other has null. Guards anything that a demo alone may do. */
export interface Demo {
  readonly cast: readonly Character[]
  /** The link that signs in by being opened, again and again: the one exception to D20. */
  readonly door: {
    readonly key: string
    /** The one of the cast who its visitor is. */
    readonly username: string
    /** The talk with them is shown beside its requests. */
    readonly partner: string
  }
  /** Has this process stopped and a new one started on the same folder and port, soon. Missing where nobody can. */
  readonly restart?: () => void
}
