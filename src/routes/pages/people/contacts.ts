import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { NOTE_MAX_CHARS, REMARK_MAX_CHARS, type Contacts } from '#domain/people/contacts.ts'
import { LIST_PAGE } from '#domain/lists.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import type { Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session/session.ts'
import { contactsColumn, found, type ContactsListing, type SearchShown } from '#views/people/contacts.ts'
import { doneText } from '#views/parts/done.ts'
import type { Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { profilePanel } from '#views/people/profile.ts'
import { emptyStage, shell } from '#views/site/shell.ts'
import { closed, Place, RequestParams, UserParams } from '#routes/api/schemas.ts'
import { DoneQuery } from '#routes/pages/done-query.ts'
import { seeing, takeStanding, type Standing, type StandingNeeds } from '#routes/pages/standing.ts'

const ListQuery = closed({
  q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
  /** Where the page of contacts begins, or that of requests; a page of one shows nothing of the other. */
  after: Type.Optional(Place),
  requests: Type.Optional(Place),
  fragment: Type.Optional(Type.Literal('found'))
})
const RequestForm = closed({ from: Type.Optional(Type.Union([Type.Literal('list'), Type.Literal('profile')])) })
const DONE = { accept: 'accepted', reject: 'rejected', withdraw: 'withdrawn' } as const

/** People: finding them, asking, answering, ending it. */
export const contactPages: FastifyPluginAsyncTypebox<StandingNeeds & { contacts: Contacts }> = async (app, needs) => {
  const { contacts } = needs

  interface Places { readonly after?: string | undefined, readonly requests?: string | undefined }
  type Lists = Omit<ContactsListing, 'search' | 'openUsername' | 'isTop'>

  async function listsOf (userId: string, { after, requests: from }: Places): Promise<Lists> {
    const [counts, { rows, next }, requests] = await Promise.all([
      contacts.counts(userId),
      from === undefined ? contacts.contacts(userId, { limit: LIST_PAGE, after }) : { rows: [], next: null },
      after === undefined ? contacts.requests(userId, { limit: LIST_PAGE, after: from }) : { incoming: [], outgoing: [], next: null }
    ])
    const { incoming, outgoing, next: nextRequests } = requests
    return { contacts: rows, next, incoming, outgoing, nextRequests, counts }
  }

  interface Shown {
    readonly listing?: Partial<ContactsListing>
    readonly title?: string
    readonly places?: Places
    readonly stage: Html | null
  }

  async function draw (standing: Standing, shown: Shown): Promise<Html> {
    const { live, asking, page: { say, viewer } } = standing
    const { listing, title = say('contacts.title'), places = {}, stage } = shown
    const lists = await listsOf(viewer.id, places)
    const page = await seeing(needs.signals, standing.page, lists.contacts.map(({ user }) => user))
    const isTop = stage === null
    const none = emptyStage(say('contacts.pick'), say('contacts.pick-text'))
    return shell(page, {
      area: 'contacts',
      list: contactsColumn(page, { ...lists, search: null, isTop, ...listing }),
      live,
      asking,
      middle: { title, stage: stage ?? none, shows: isTop ? 'list' : 'stage' }
    })
  }

  async function profilePage (bare: OwnPage, username: string, note: { refusal?: string, done?: string | null }): Promise<Html> {
    const standing = await takeStanding(needs, bare)
    const profile = await contacts.profile(bare.viewer.id, username)
    const page = await seeing(needs.signals, standing.page, [profile.user])
    const request = profile.requestId === null ? null : await contacts.openRequest(page.viewer.id, profile.requestId)
    const stage = profilePanel(page, { profile, request, refusal: note.refusal ?? null, done: note.done ?? null, back: 'contacts/' })
    const title = profile.remark || profile.user.displayName
    return await draw({ ...standing, page }, { listing: { openUsername: username }, title, stage })
  }

  const again: Refused = async ({ text }, request, reply) =>
    await profilePage(reply.ownPage(), (request.params as { username: string }).username, { refusal: text })

  app.get('/contacts/', { schema: { querystring: ListQuery }, preHandler: searching }, async (request, reply) => {
    const page = reply.ownPage()
    const { q, fragment, after, requests } = request.query
    const search: SearchShown | null = q === undefined ? null : { query: q, ...await contacts.search(page.viewer.id, q) }
    if (fragment !== undefined) return reply.html(found(page, search ?? { query: '', users: [], more: false }))
    const standing = await takeStanding(needs, page)
    return reply.html(await draw(standing, { listing: { search }, places: { after, requests }, stage: null }))
  })

  // Looking at one's contacts is free; looking for strangers is counted.
  async function searching (request: FastifyRequest, reply: Parameters<typeof app.limits.search>[1]): Promise<void> {
    if ((request.query as { q?: string }).q !== undefined) await app.limits.search.call(app, request, reply)
  }

  app.get('/contacts/:username', { schema: { params: UserParams, querystring: DoneQuery } }, async (request, reply) => {
    const page = reply.ownPage()
    return reply.html(await profilePage(page, request.params.username, { done: doneText(page, request.query.done) }))
  })

  app.post('/contacts/:username/ask', {
    preHandler: app.limits.contactRequest,
    schema: { params: UserParams, body: closed({ note: Type.String({ maxLength: NOTE_MAX_CHARS * 4 }) }) },
    config: { refused: again }
  }, async (request, reply) => {
    const { username } = request.params
    const { state } = await contacts.ask(viewerOf(request).userId, username, request.body.note)
    return reply.seeOther(`contacts/${username}?done=${state === 'accepted' ? 'accepted' : 'asked'}`)
  })

  app.post('/contacts/:username/remark', {
    schema: { params: UserParams, body: closed({ remark: Type.String({ maxLength: REMARK_MAX_CHARS * 4 }) }) },
    config: { refused: again }
  }, async (request, reply) => {
    const { username } = request.params
    await contacts.remark(viewerOf(request).userId, username, request.body.remark)
    return reply.seeOther(`contacts/${username}?done=saved`)
  })

  for (const [act, done] of [['remove', 'removed'], ['block', 'blocked'], ['unblock', 'unblocked']] as const) {
    app.post(`/contacts/:username/${act}`, {
      schema: { params: UserParams, body: closed({}) }, config: { refused: again }
    }, async (request, reply) => {
      const { username } = request.params
      await contacts[act](viewerOf(request).userId, username)
      return reply.seeOther(`contacts/${username}?done=${done}`)
    })
  }

  for (const act of ['accept', 'reject', 'withdraw'] as const) {
    app.post(`/contact-requests/:id/${act}`, { schema: { params: RequestParams, body: RequestForm } }, async (request, reply) => {
      const { from, to } = await contacts[act](viewerOf(request).userId, request.params.id)
      if (request.body.from === 'list') return reply.seeOther('contacts/')
      return reply.seeOther(`contacts/${(act === 'withdraw' ? to : from).username}?done=${DONE[act]}`)
    })
  }
}
