import type { FastifyContextConfig, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type, type Static, type TObject, type TProperties } from 'typebox'
import { DEVICE_CODE_PATTERN } from '#domain/account/device-links.ts'
import type { Viewer } from '#domain/account/sessions.ts'
import { GROUP_CODE_PATTERN } from '#domain/conversations/group-invites.ts'
import { CLIENT_ID_PATTERN } from '#domain/messages/send-requests.ts'
import type { Shown as Refusal } from '#plugins/pages.ts'
import { SCENES, type SceneName } from '#domain/wire/played/scenes.ts'
import type { Once } from '#domain/site/repeats.ts'
import { RULE_NAMES, type RuleName } from '#domain/wire/faults/fault-table.ts'
import { SECTIONS, type Section } from '#views/account/settings.ts'
import type { ByHand } from '#views/delivery/by-hand.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage, Page } from '#views/parts/page.ts'
import { Id, No, Username } from '#routes/api/schemas.ts'
import type { PageServices } from './page-services.ts'
import type { Shown, Standing } from './standing.ts'

/**
 * The caller that a page or a form is for.
 * `anyone`: signed in or not. `stranger`: not signed in; everybody else is led to their conversations.
 * `user`: signed in; others are led to the sign-in page. `browser`: the same, and a token is refused (FORBIDDEN).
 * `admin`: signed in as an administrator; NOT_FOUND for other users.
 * `conversation`: signed in, and a member of the conversation `:id`; NOT_FOUND for others. The domain checks this inside each read and
 * write; a test tries every such row as an outsider.
 */
export type Needs = 'anyone' | 'stranger' | 'user' | 'browser' | 'admin' | 'conversation'

/**
 * The answer to a form that arrives twice: a second press, a second tab, the back button, an answer that was lost.
 * `same-answer`: a second run would be refused. The repeat leads where the first one led and does nothing, or runs `again`
 * (`sent-twice.ts`).
 * `harmless`: a second run changes nothing more and leads to the same place.
 * A row that makes or ends a thing hands `once` to the domain, which keeps the result in the same write.
 */
export type SentTwice = 'same-answer' | 'harmless'

/**
 * The budget that a page and its forms are charged to. `reader`: the reader's time, and for forms the budget of changes as well.
 * `own-pace`: nobody's time. `free`: neither of the two, because it must work where everything else is used up.
 */
export const COSTS = {
  reader: {}, 'own-pace': { ownPace: true }, free: { ownPace: true, ownBudget: true }
} as const satisfies Record<string, FastifyContextConfig>

/** The schemas of the names that stand in paths. */
export const PARAMS = {
  id: Id,
  file: Id,
  no: No,
  rule: Type.Unsafe<RuleName>(Type.Enum([...RULE_NAMES])),
  username: Username,
  clientId: Type.String({ pattern: CLIENT_ID_PATTERN }),
  secret: Type.String({ maxLength: 64 }),
  invite: Id,
  request: Id,
  code: Type.String({ pattern: GROUP_CODE_PATTERN }),
  link: Type.String({ pattern: DEVICE_CODE_PATTERN }),
  scene: Type.Unsafe<SceneName>(Type.Enum([...SCENES])),
  section: Type.Unsafe<Section>(Type.Enum([...SECTIONS]))
}

type Query = TProperties | null
type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<Rest>
  : Path extends `${string}:${infer Name}` ? Name : never
type ParamsOf<Path extends string> = { readonly [Name in NamesIn<Path> & keyof typeof PARAMS]: Static<(typeof PARAMS)[Name]> }
type LimitName = keyof FastifyInstance['limits']

interface Call<Path extends string, Q extends Query> {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly params: ParamsOf<Path>
  /** Empty when a refused form draws the page again. */
  readonly query: Q extends TProperties ? Static<TObject<Q>> : unknown
}

interface ViewerCall<Path extends string, Q extends Query> extends Call<Path, Q> { readonly viewer: Viewer }

/** A call that is answered with a page. */
export interface Asked<Path extends string, Q extends Query, P extends Page = Page> extends Call<Path, Q> {
  readonly page: P
  /** Why a form of this page was refused, with the form's own name of the field; null when the page was simply opened. */
  readonly refusal: Refusal | null
  /** Returns what was typed into a field of the form that draws this page again, otherwise an empty text. */
  typed (name: string): string
}

interface OwnAsked<Path extends string, Q extends Query> extends Asked<Path, Q, OwnPage> {
  readonly standing: Standing
  /** The sentence for `?done=`, which the form that led here has set. */
  readonly done: string | null
  /** The result of `waits`. */
  readonly came: ByHand['came']
}

interface Sent<Path extends string, N extends Needs, Body extends TProperties> extends Call<Path, null> {
  readonly viewer: N extends 'anyone' ? Viewer | null : Viewer
  readonly body: Static<TObject<Body>>
  /** The key of this form with these fields, by which the domain finds what the first one made. */
  readonly once: Once | undefined
}

/** One form of a page: a `POST` to its path. */
interface Form<Path extends string, N extends Needs, Body extends TProperties, Result> {
  readonly path: Path
  readonly needs: N
  readonly body: Body
  /** Fields that this form names otherwise than the API: by their name there. `displayName` is `display_name` without an entry. */
  readonly names?: Readonly<Record<string, string>>
  /** A limit of its own, in addition to the budget of changes. */
  limit? (body: Static<TObject<Body>>): LimitName | null
  does (sent: Sent<Path, N, Body>, services: PageServices): Result | Promise<Result>
  /** Returns the address below the root to go on to; null draws the page again with what was typed. */
  leadsTo (sent: Sent<Path, N, Body>, result: Result, services: PageServices): string | null
  /** `page` draws the row's page again with the reason and what was typed; `error-page` leaves it to the error page. */
  readonly refused: 'page' | 'error-page' | RefusedForm<Path>
  readonly sentTwice: SentTwice
  /**
   * Runs in place of `does` for a repeat of what the domain has kept under `once`, and leads on as the first one did. Without it, the
   * address is kept after `does`, in a write of its own.
   */
  again? (sent: Sent<Path, N, Body>, services: PageServices): Result | Promise<Result>
  /** True: a form that signs in or out; see `isDoor` of its route. */
  readonly isDoor?: true
  /** True: a script may send it with `?fragment=1`, and gets no content. */
  readonly isSilent?: true
  /** True: a form with files. `does` reads it, `body` names its fields, and its id is in `?form=`, to be known before the fields are. */
  readonly streams?: true
}

interface RefusedForm<Path extends string> {
  /** Returns a document, or the params and query with which the row's page is drawn again. */
  draws (asked: RefusedAsked<Path>): Html | { readonly params?: object, readonly query?: object }
}

interface RefusedAsked<Path extends string> extends Asked<Path, null> { readonly refusal: Refusal }

export type FormRow = Form<string, Exclude<Needs, 'stranger'>, TProperties, unknown>

interface Row<Path extends string, Q extends Query> {
  readonly path: Path
  /** The fields of the query besides `fragment`; any other is refused. Null: the query is ignored. */
  readonly query: Q
  /** Default: `reader`. */
  readonly costs?: keyof typeof COSTS
  limit? (query: Call<Path, Q>['query']): LimitName | null
  readonly forms?: readonly FormRow[]
}

interface OpenRow<Path extends string, Q extends Query> extends Row<Path, Q> {
  readonly needs: 'anyone' | 'stranger'
  /** True: adds the headers of answers that were held, for old caches. */
  readonly isHeld?: true
  /** Returns the document, or the address below the root to go on to. */
  draws (asked: Asked<Path, Q>, services: PageServices): Html | string | Promise<Html | string>
}

interface OwnRow<Path extends string, Q extends Query> extends Row<Path, Q> {
  readonly needs: Exclude<Needs, 'anyone' | 'stranger'>
  /** Returns the columns; the frame of the app is drawn around them. */
  draws (asked: OwnAsked<Path, Q>, services: PageServices): Shown | Promise<Shown>
  /** Parts of the page for a script, by the value of `?fragment=`. */
  readonly fragments?: Readonly<Record<string, FragmentRow<Path, Q>['draws']>>
  /** Waits before anything is read. Returns false when the caller has left, and the reply once it is answered. */
  waits? (call: ViewerCall<Path, Q>, services: PageServices): Promise<ByHand['came'] | false | FastifyReply>
}

interface FragmentRow<Path extends string, Q extends Query> {
  draws (asked: Asked<Path, Q, OwnPage>, services: PageServices): Promise<Html>
}

export type OpenPageRow = OpenRow<string, Query> & { readonly isOwn: false }
export type OwnPageRow = OwnRow<string, Query> & { readonly isOwn: true }
export type PageRow = OpenPageRow | OwnPageRow

/** A row of the table: a document of its own, for strangers as well. */
export function openPage<const Path extends string, const Q extends Query> (row: OpenRow<Path, Q>): PageRow {
  return { ...row, isOwn: false }
}

/** A row of the table: a page of the app, for people who are signed in. */
export function ownPage<const Path extends string, const Q extends Query> (row: OwnRow<Path, Q>): PageRow {
  return { ...row, isOwn: true }
}

export function form<const Path extends string, const N extends FormRow['needs'], const Body extends TProperties, Result> (
  row: Form<Path, N, Body, Result>
): FormRow {
  // The runner hands a row only what has passed the row's own schemas.
  return row as unknown as FormRow
}
