import type { Language } from '#domain/account/settings.ts'

/** Somebody of a demo: everybody who opens it may step in as them, without a password. */
export interface Character {
  readonly username: string
  /** A sentence for the page on which one chooses. */
  readonly about: Readonly<Record<Language, string>>
}
