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
}
