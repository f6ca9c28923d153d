import type { Language, Settings } from '#domain/account/accounts.ts'
import type { Mode } from '#domain/account/sessions.ts'
import type { Presence } from '#domain/people/presences.ts'
import type { UserRef } from '#domain/people/users.ts'
import type { Say } from './language.ts'
import type { Times } from './times.ts'

/** The person a page is drawn for. */
export interface Viewer extends UserRef {
  /** The session's public id. */
  readonly sessionId: string
  readonly settings: Settings
}

/** The domain's limits that pages show or tell the browser of. */
export interface Limits {
  readonly bodyBytes: number
  readonly unreadCap: number
  /** Where counts of contacts and requests stop. */
  readonly countCap: number
  readonly username: number
  readonly displayName: number
  readonly passwordMin: number
  readonly passwordMax: number
  readonly note: number
  readonly remark: number
  readonly title: number
  readonly siteName: number
  readonly editHours: number
  readonly recallMinutes: number
}

/** What every view needs to know about the page it stands in. */
export interface Page {
  /** What stands before every link, form and poll: `./`, `../` or deeper. */
  readonly root: string
  /** This page's own address below the root, for forms that lead back to it: `contacts/?q=ben`; empty for the root. */
  readonly here: string
  readonly language: Language
  readonly say: Say
  readonly times: Times
  readonly now: number
  readonly mode: Mode
  readonly viewer: Viewer | null
  /** The hidden field of every form that changes something. */
  readonly formToken: string
  readonly siteName: string
  readonly limits: Limits
  /** Where a public file is found, from this page: its address carries its content's hash. */
  readonly asset: (name: string) => string
}

/** A page of somebody who has signed in. */
export interface OwnPage extends Page {
  readonly viewer: Viewer
  /** Presence of the viewer's contacts, by username, as far as they may see it. In patches empty: the script knows, and draws it. */
  readonly presences: ReadonlyMap<string, Presence>
}
