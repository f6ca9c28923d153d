import fp from 'fastify-plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARS, type Account } from '#domain/account/accounts.ts'
import type { Language } from '#domain/account/settings.ts'
import { NOTE_MAX_CHARS, REMARK_MAX_CHARS } from '#domain/people/contacts.ts'
import { LABEL_NAME_MAX_CHARS } from '#domain/people/labels.ts'
import { TITLE_MAX_CHARS, UNREAD_CAP } from '#domain/conversations/conversations.ts'
import { ANNOUNCEMENT_MAX_CHARS } from '#domain/conversations/group-fields.ts'
import { DomainError } from '#domain/errors.ts'
import { COUNT_CAP } from '#domain/lists.ts'
import { ReasonError } from '#domain/reasons.ts'
import { isMuted, listPlace } from '#domain/conversations/own-settings.ts'
import { namePlacesIn } from '#domain/messages/mentioning.ts'
import { briefOf } from '#domain/files/brief.ts'
import { mentionsUser } from '#domain/messages/mentions.ts'
import { kindRules } from '#domain/messages/message-kinds.ts'
import { BODY_MAX_BYTES, MESSAGE_FILES_MAX } from '#domain/messages/send-requests.ts'
import { SELECTION_MAX } from '#domain/messages/selections.ts'
import { SITE_NAME_MAX_CHARS, type Site } from '#domain/site/site.ts'
import { ABOUT_MAX_CHARS, DISPLAY_NAME_MAX_CHARS, USERNAME_MAX_CHARS, USERNAME_PATTERN } from '#domain/people/users.ts'
import { errorPage, errorText, reasonText, waitText } from '#views/site/errors.ts'
import type { Drawings } from '#views/parts/drawings.ts'
import { fragment, isDocument, type Html } from '#views/parts/html.ts'
import { pageLanguage, sayIn, wishedLanguage } from '#views/parts/language.ts'
import type { Limits, OwnPage, Page } from '#views/parts/page.ts'
import { timesIn } from '#views/parts/times.ts'
import { hereOf, rootOf, signInAt } from './addresses.ts'
import { isUnpacked } from './compression.ts'
import type { Refusal } from './errors.ts'
import { readerOf } from './reading.ts'
import { chosenLanguage, viewerOf } from './session/session.ts'
import type { PublicFiles } from './statics.ts'

/** A refusal as a page shows it. */
export interface Shown {
  readonly code: Refusal['code']
  /** The reason in the reader's language. */
  readonly text: string
  /** The field at fault, as the API names it: `timeZone`. */
  readonly field: string | null
}

/** Draws a refused form again, with the reason in it; null leaves it to the error page. */
export type Refused = (why: Shown, request: FastifyRequest, reply: FastifyReply) => Promise<Html | null>

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly refused?: Refused
    /** Returns the page of a form, below the root. */
    readonly pageOf?: (request: FastifyRequest) => string
  }
  interface FastifyReply {
    /** Returns what every view of this answer needs. */
    page (): Page
    /** Returns the same for a page of a signed-in user. Throws UNAUTHENTICATED. */
    ownPage (): OwnPage
    /** Sends a page or a fragment; `drawAgain` draws it as it is now, for one that was overtaken by a recall. */
    html (view: Html, drawAgain?: () => Promise<Html>): FastifyReply
    /** Redirects to a page after a form was accepted, by an address below the root. */
    seeOther (to: string): FastifyReply
  }
}

export interface PagesOptions {
  readonly site: { get (): Site }
  readonly assets: PublicFiles
  readonly drawings: Drawings
  readonly now: () => number
  readonly limits: Limits
}

const DOMAIN_LIMITS: Omit<Limits, 'fileBytes'> = {
  bodyBytes: BODY_MAX_BYTES,
  unreadCap: UNREAD_CAP,
  countCap: COUNT_CAP,
  username: USERNAME_MAX_CHARS,
  usernamePattern: USERNAME_PATTERN,
  displayName: DISPLAY_NAME_MAX_CHARS,
  about: ABOUT_MAX_CHARS,
  passwordMin: PASSWORD_MIN_CHARS,
  passwordMax: PASSWORD_MAX_BYTES,
  note: NOTE_MAX_CHARS,
  remark: REMARK_MAX_CHARS,
  label: LABEL_NAME_MAX_CHARS,
  title: TITLE_MAX_CHARS,
  announcement: ANNOUNCEMENT_MAX_CHARS,
  siteName: SITE_NAME_MAX_CHARS,
  files: MESSAGE_FILES_MAX,
  selection: SELECTION_MAX
}

/** Returns the limits that pages tell of; `fileBytes`: of one file. */
export function pageLimits (fileBytes: number): Limits {
  return { ...DOMAIN_LIMITS, fileBytes }
}

const NO_PRESENCES: OwnPage['presences'] = new Map()
const NO_REMARKS: OwnPage['remarks'] = new Map()
const NO_NICKNAMES: OwnPage['nicknames'] = new Map()
const NO_GROUP_NAMES: OwnPage['groupNames'] = new Map()

/** Provides what views need, and sends their HTML. */
export const pages = fp<PagesOptions & { readonly baseUrl: URL | null }>(async (app, { baseUrl, ...settings }) => {
  const { site } = settings

  app.decorateReply('page', function (this: FastifyReply): Page {
    const { request } = this
    const { viewer } = request
    const root = rootOf(request.url)
    const drawn = frame(settings, { root, language: languageOf(request, site.get()), account: viewer?.account ?? null })
    return {
      ...drawn,
      // The browser may have kept an unreadable one.
      asset: file => drawn.asset(file) + (isUnpacked(request.headers) && /\.(?:js|css)$/.test(file) ? '?as=is' : ''),
      // A form's answer drawn in place is at an address that accepts only POST.
      here: request.method === 'GET' || app.hasRoute({ method: 'GET', url: request.routeOptions.url ?? '' }) ? hereOf(request.url) : '',
      mode: viewer?.session.mode ?? request.carried.visitor.mode,
      viewer: viewer === null ? null : { ...viewer.account, sessionId: viewer.session.id },
      formToken: this.formToken()
    }
  })

  app.decorateReply('ownPage', function (this: FastifyReply): OwnPage {
    viewerOf(this.request)
    return { ...this.page() as OwnPage, presences: NO_PRESENCES, remarks: NO_REMARKS, groupNames: NO_GROUP_NAMES, nicknames: NO_NICKNAMES }
  })

  app.decorateReply('html', function (this: FastifyReply, view: Html, drawAgain?: () => Promise<Html>): FastifyReply {
    if (drawAgain !== undefined) this.request.drawAgain = async () => written(await drawAgain())
    return this.header('content-type', 'text/html; charset=utf-8').send(written(view))
  })

  app.decorateReply('seeOther', function (this: FastifyReply, to: string): FastifyReply {
    return this.redirect(rootOf(this.request.url) + to, 303)
  })

  app.showErrorsWith(async ({ code, statusCode, field: refused = null }, request, reply, error) => {
    const kept = field(request, 'body') || null
    const signIn = signInAt(isRead(request) ? hereOf(request.url) : request.routeOptions.config.pageOf?.(request) ?? '')
    if (code === 'UNAUTHENTICATED' && (kept === null || !request.isSignedOut)) return reply.seeOther(signIn)
    // Looks the session up again: it may have ended while a long body arrived.
    if (request.viewer !== null) await request.lookAgain().catch(error => { request.log.error({ reqId: request.id, err: error }, 'fault') })
    const page = reply.page()
    const text = textOf(page, code, error)
    // A reader over budget gets the plain page, because a form drawn again may cost as much as any page. A GET may be a frame's, which must
    // retry by itself.
    const reader = readerOf(request)
    const isFree = isRead(request) || request.routeOptions.config.ownPace === true
    const draw = () => drawnAgain(request, reply, { code, text, field: refused })
    const again = isFree ? await draw() : app.reading.isSpent(reader) ? null : await app.reading.run(reader, draw)
    return reply.html(again ?? errorPage(page, { code, statusCode, text, requestId: request.id, kept, signIn }))
  })

  function textOf (page: Page, code: Refusal['code'], error: DomainError | null): string {
    if (error instanceof ReasonError) return reasonText(page, error.reason, error.values)
    if (code === 'TOO_MANY' && error !== null && error.retryAfterS !== null) return waitText(page, error.retryAfterS)
    return errorText(page, code, baseUrl?.href ?? null)
  }

  // A form that cannot be drawn again (its conversation is gone, say) must not hide the refusal.
  async function drawnAgain (request: FastifyRequest, reply: FastifyReply, why: Shown): Promise<Html | null> {
    try {
      return await request.routeOptions.config.refused?.(why, request, reply) ?? null
    } catch (error) {
      if (!(error instanceof DomainError)) request.log.error({ reqId: request.id, err: error }, 'fault')
      return null
    }
  }
}, { name: 'pages', dependencies: ['errors', 'session', 'forms', 'reading'] })

/**
 * Returns the page for patches, which go into documents that have tokens and modes of their own, in the language `lang`. The page sends it,
 * because it may come from the browser's preference, which is not stored. Ignores an unknown language.
 */
export function patchPage (
  options: PagesOptions, account: Account, lang: string, { remarks, groupNames }: Pick<OwnPage, 'remarks' | 'groupNames'>
): OwnPage {
  const language = pageLanguage(lang) ?? account.settings.language ?? options.site.get().language
  return {
    ...frame(options, { root: '../', language, account }),
    here: '',
    mode: 'live',
    viewer: { ...account, sessionId: '' },
    presences: NO_PRESENCES,
    remarks,
    groupNames,
    nicknames: NO_NICKNAMES,
    formToken: ''
  }
}

/** Returns a text field of a form that may not have been validated; empty when it is no text. */
export function field (request: FastifyRequest, name: string): string {
  const value = (request.body as Readonly<Record<string, unknown>> | null | undefined)?.[name]
  return typeof value === 'string' ? value : ''
}

function written (view: Html): string {
  return String(isDocument(view) ? view : fragment(view))
}

function isRead ({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

interface Given { readonly root: string, readonly language: Language, readonly account: Account | null }

function frame ({ site, assets, drawings, now, limits }: PagesOptions, { root, language, account }: Given) {
  const { name, timeZone, editWindowS, recallWindowS, publicGroups } = site.get()
  return {
    root,
    language,
    say: sayIn(language),
    times: timesIn(language, account?.settings.timeZone ?? timeZone),
    now: now(),
    siteName: name,
    windows: { editWindowS, recallWindowS },
    publicGroups,
    limits,
    kindRules,
    namePlacesIn,
    mentionsUser,
    filesBrief: briefOf,
    isMuted,
    listPlace,
    drawings,
    asset: (file: string) => root + assets.address(file)
  }
}

function languageOf (request: FastifyRequest, site: Site): Language {
  return chosenLanguage(request) ?? wishedLanguage(request.headers['accept-language']) ?? site.language
}
