import { Type, type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { NOTE_MAX_CHARS, REMARK_MAX_CHARS, type Contacts } from '#domain/contacts.ts'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/users.ts'
import type { Refused } from '#plugins/pages.ts'
import { viewerOf } from '#plugins/session.ts'
import { contactsColumn, found, type ContactsListing } from '#views/contacts.ts'
import { doneText } from '#views/done.ts'
import type { Html } from '#views/html.ts'
import type { OwnPage } from '#views/page.ts'
import { profilePanel } from '#views/profile.ts'
import { emptyStage, shell } from '#views/shell.ts'
import { closed, RequestParams, UserParams } from '../schemas.ts'
import { DoneQuery } from './done-query.ts'
import { seeing, takeStanding, type Standing, type StandingNeeds } from './standing.ts'

const ListQuery = closed({
  q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
  fragment: Type.Optional(Type.Literal('found'))
})
const RequestForm = closed({ from: Type.Optional(Type.Union([Type.Literal('list'), Type.Literal('profile')])) })
const DONE = { accept: 'accepted', reject: 'rejected', withdraw: 'withdrawn' } as const

/** People: finding them, asking, answering, ending it. */
export const contactPages: FastifyPluginAsyncTypebox<StandingNeeds & { contacts: Contacts }> = async (app, needs) => {
  const { contacts } = needs

  interface Shown { readonly listing?: Partial<ContactsListing>, readonly title?: string, readonly stage: Html | null }

  function draw ({ page, contacts, requests, live, asking }: Standing, { listing, title = page.say('contacts.title'), stage }: Shown): Html {
    const isTop = stage === null
    const none = emptyStage(page.say('contacts.pick'), page.say('contacts.pick-text'))
    return shell(page, {
      area: 'contacts',
      list: contactsColumn(page, { contacts: contacts.filter(each => each.isContact), ...requests, search: null, isTop, ...listing }),
      live,
      asking,
      middle: { title, stage: stage ?? none, shows: isTop ? 'list' : 'stage' }
    })
  }

  async function profilePage (bare: OwnPage, username: string, note: { refusal?: string, done?: string | null }): Promise<Html> {
    const standing = await takeStanding(needs, bare)
    const profile = await contacts.profile(bare.viewer.id, username)
    const page = await seeing(needs.signals, standing.page, [profile.user])
    const { incoming, outgoing } = standing.requests
    const request = [...incoming, ...outgoing].find(({ id }) => id === profile.requestId) ?? null
    const stage = profilePanel(page, { profile, request, refusal: note.refusal ?? null, done: note.done ?? null, back: 'contacts/' })
    return draw({ ...standing, page }, { listing: { openUsername: username }, title: profile.remark || profile.user.displayName, stage })
  }

  const again: Refused = async ({ text }, request, reply) =>
    await profilePage(reply.ownPage(), (request.params as { username: string }).username, { refusal: text })

  app.get('/contacts/', { schema: { querystring: ListQuery }, preHandler: searching }, async (request, reply) => {
    const page = reply.ownPage()
    const { q, fragment } = request.query
    const search = q === undefined ? null : { query: q, found: await contacts.search(page.viewer.id, q) }
    if (fragment !== undefined) return reply.html(found(page, search ?? { query: '', found: [] }))
    return reply.html(draw(await takeStanding(needs, page), { listing: { search }, stage: null }))
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
