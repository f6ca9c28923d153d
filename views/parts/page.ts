import type { isMuted, listPlace } from '#domain/conversations/own-settings.ts'
import type { Language, Settings } from '#domain/account/settings.ts'
import type { briefOf } from '#domain/files/brief.ts'
import type { Mode } from '#domain/account/sessions.ts'
import type { ChangeWindows } from '#domain/messages/change-windows.ts'
import type { KindRules, MessageKind } from '#domain/messages/message-kinds.ts'
import type { namePlacesIn } from '#domain/messages/mentioning.ts'
import type { mentionsUser } from '#domain/messages/mentions.ts'
import type { Presence } from '#domain/people/presences.ts'
import type { Person } from '#domain/people/users.ts'
import type { Drawings } from './drawings.ts'
import type { Say } from './language.ts'
import type { Times } from './times.ts'

/** The person a page is drawn for. */
export interface Viewer extends Person {
  /** The session's public id. */
  readonly sessionId: string
  readonly isAdmin: boolean
  readonly settings: Settings
}

/** The domain's limits that pages show or tell the browser of. */
export interface Limits {
  readonly bodyBytes: number
  readonly unreadCap: number
  /** The number at which counts of contacts and requests stop. */
  readonly countCap: number
  readonly username: number
  /** A regular expression that a whole username matches, in small letters. */
  readonly usernamePattern: string
  readonly displayName: number
  readonly about: number
  readonly passwordMin: number
  readonly passwordMax: number
  readonly note: number
  readonly remark: number
  readonly label: number
  readonly title: number
  readonly announcement: number
  readonly siteName: number
  /** Bytes of one file. */
  readonly fileBytes: number
  /** Files of one message. */
  readonly files: number
  /** Messages that may be chosen at a time. */
  readonly selection: number
}

/** The data about a page that every view in it needs. */
export interface Page {
  /** The prefix of every link, form and poll: `./`, `../` or deeper. */
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
  /** The site's windows for edits and recalls. */
  readonly windows: ChangeWindows
  /** Whether the site lets groups be public. */
  readonly publicGroups: boolean
  /** The domain's rules for a kind of message. */
  readonly kindRules: (kind: MessageKind) => KindRules
  /** The domain's word on whether a conversation is muted, and on its place in the list. */
  readonly isMuted: typeof isMuted
  readonly listPlace: typeof listPlace
  /** The domain's word on the names in a text, and on whether a message mentions a user. */
  readonly namePlacesIn: typeof namePlacesIn
  readonly mentionsUser: typeof mentionsUser
  /** The domain's word on what files are together. */
  readonly filesBrief: typeof briefOf
  /** Returns the address of a public file from this page, with the hash of its content. */
  readonly asset: (name: string) => string
  /** Cache of drawings that this server's pages share. */
  readonly drawings: Drawings
}

/** A page of somebody who has signed in. */
export interface OwnPage extends Page {
  readonly viewer: Viewer
  /** Presence of the viewer's contacts by username, as far as they may see it; null: none to see. Empty in patches: the script draws it. */
  readonly presences: ReadonlyMap<string, Presence | null>
  /** The viewer's own names for people, by id, of those whom the page shows; null: the person's own. Use `nameOf`. */
  readonly remarks: ReadonlyMap<string, string | null>
  /** Nicknames in groups that the page shows, by the id of the group and of the member; groups without any are missing. */
  readonly groupNames: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Those in the group of which a part of the page is drawn: see `inGroup`. */
  readonly nicknames: ReadonlyMap<string, string>
}
