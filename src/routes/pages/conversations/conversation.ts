import { Type } from 'typebox'
import { DISPLAY_NAME_MAX_CHARS } from '#domain/people/users.ts'
import { historyPart } from '#views/conversations/history.ts'
import { shownNo } from '#views/conversations/opened.ts'
import { rowMenu } from '#views/conversations/own-settings.ts'
import { pinBar } from '#views/messages/pins.ts'
import { replyBar } from '#views/messages/quotes.ts'
import { refusedText } from '#views/messages/text/too-long.ts'
import { html } from '#views/parts/html.ts'
import { inGroup } from '#views/parts/names.ts'
import { middleOf, sideOf } from '#views/site/shell.ts'
import { No } from '#routes/api/schemas.ts'
import { answered, type Said } from './opened.ts'
import { showsMessages } from '#routes/delivery/shows.ts'
import { DONE_QUERY } from '#routes/pages/done-query.ts'
import { messageForms } from '#routes/pages/messages/messages.ts'
import { ownSettingsForm } from './own-settings.ts'
import { form, ownPage } from '#routes/pages/page-row.ts'
import { naming, nicknaming } from '#routes/pages/standing.ts'
import { BY_HAND_QUERY } from './by-hand-query.ts'
import { groupForms } from './group-forms.ts'
import { middleFor, open, openAt, sidePanel, withConversations } from './conversation-page.ts'

/** The longest query of a search that has results: each character may take nine in an address, twice over. */
const RESULTS_MAX_CHARS = 4_000
const SEARCH_FIELDS = ['q', 'in', 'after']

function isStretch ({ before, after }: { readonly before?: number, readonly after?: number }): boolean {
  return before !== undefined || after !== undefined
}

// With the fields of a search alone, whatever the address holds.
function searchQuery (results: string): string {
  const asked = new URLSearchParams(results)
  const kept = SEARCH_FIELDS.flatMap(name => asked.has(name) ? [[name, asked.get(name) ?? '']] : [])
  return String(new URLSearchParams(kept))
}

/** One conversation: its newest messages or a stretch of older ones, with the composer, and members or profile at its side. */
export const conversationPage = ownPage({
  path: '/conversations/:id',
  query: {
    before: Type.Optional(No),
    after: Type.Optional(No),
    /** Opens the newest messages, although earlier ones are unread. */
    at: Type.Optional(Type.Literal('end')),
    /** Opens the messages around this one. */
    no: Type.Optional(No),
    /** The query of the search that led here. */
    results: Type.Optional(Type.String({ maxLength: RESULTS_MAX_CHARS })),
    /** Answers this message. */
    reply: Type.Optional(No),
    side: Type.Optional(Type.String({ maxLength: 256 })),
    /** A search among the members in the panel. */
    q: Type.Optional(Type.String({ maxLength: DISPLAY_NAME_MAX_CHARS })),
    /** The reader's word about the frame of messages: it shows nothing (0), or is to be tried again (1). */
    frames: Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')])),
    ...BY_HAND_QUERY,
    ...DONE_QUERY
  },
  needs: 'conversation',
  async waits ({ request, reply, viewer: { userId, session }, params: { id }, query }, { conversations, feeds, waitByHand }) {
    const { wait, frames, new: unique } = query
    const seenNo = unique === undefined ? 0 : feeds.pageFollowed(session.id, unique)
    // The person has read the page with this link, and asks for the next one.
    if (seenNo > 0) await conversations.read(userId, id, seenNo)
    if (frames !== undefined) feeds.frameSeen(session.id, frames === '1')
    if (wait === undefined || isStretch(query)) return null
    return await waitByHand(request, reply, wait, showsMessages(await conversations.one(userId, id)))
  },
  fragments: {
    async side ({ page: bare, params: { id }, query: { side, q } }, services) {
      const { standing: { page }, opened } = await open(services, bare, id, {})
      const panel = await sidePanel(services, page, opened, { side, q })
      return panel === null ? html`` : sideOf(page, panel)
    },
    async pins ({ page: bare, params: { id } }, services) {
      const { id: viewerId } = bare.viewer
      const [conversation, { rows: [pin = null] }] = await Promise.all([
        services.conversations.one(viewerId, id), services.pins.list(viewerId, id, { limit: 1 })
      ])
      const named = await naming(services, bare, pin === null ? [] : [pin.message.sender])
      return pinBar(inGroup(await nicknaming(services, named, [conversation]), id), id, pin)
    },
    async reply ({ page: bare, params: { id } }, services) {
      const { id: viewerId } = bare.viewer
      const conversation = await services.conversations.one(viewerId, id)
      const message = await answered(services, viewerId, id, conversation.draftReplyTo ?? 0)
      if (message === null) return html``
      const named = await naming(services, bare, [message.sender])
      return replyBar(inGroup(await nicknaming(services, named, [conversation]), id), message)
    },
    async menu ({ page, params: { id } }, { conversations }) {
      return rowMenu(page, await conversations.one(page.viewer.id, id))
    },
    // Without the frame for browsers without script: put in place by a script, it would be loaded all the same.
    async 1 ({ page: bare, params: { id }, query }, services) {
      const { standing: { page, live }, opened } = await open(services, bare, id, query)
      if (isStretch(query)) return html`${historyPart(page, opened, query.before === undefined ? 'newer' : 'older', live)}`
      return middleOf(page, await middleFor(services, page, opened, query), live)
    }
  },
  async draws (asked, services) {
    const { standing: taken, params: { id }, query, refusal, typed, came } = asked
    const { page, live } = taken
    // Text that was refused stays in the composer; a bounce is kept, and stands among the messages instead.
    const isBeside = query.side !== undefined
    const kept = refusal === null || isBeside || refusal.code === 'NOT_A_CONTACT' ? {} : { kept: typed('body'), refusal: refusedText(page, refusal, typed('body')) }
    const isBlocked = services.feeds.blocksFrames(page.viewer.sessionId)
    const unique = services.newId()
    const asksDraft = query.reply === undefined && (refusal === null || isBeside)
    const results = query.results === undefined ? null : searchQuery(query.results)
    const newest: Said = {
      ...kept,
      ...asksDraft ? {} : { replyingTo: await answered(services, page.viewer.id, id, query.reply ?? Number(typed('reply_to'))) },
      results,
      // The panel at the side says the result of its own forms.
      done: isBeside ? null : query.done ?? null,
      // The frame begins at the newest message: a page about another one shows it itself.
      frame: page.mode === 'plain' || isBlocked || query.no !== undefined ? null : unique,
      byHand: { path: `conversations/${id}`, cursor: live.cursor, unique, came, isBlocked }
    }
    const { standing, opened } = isStretch(query)
      ? await openAt(services, taken, id, query, { results })
      : await openAt(services, { ...taken, page: { ...page, here: `conversations/${id}` } }, id, { at: query.at, no: query.no }, newest)
    const { byHand, frame } = opened
    if (byHand !== null && frame === null && opened.firstUnreadNo !== null) {
      services.feeds.pageDrawn(page.viewer.sessionId, byHand.unique, shownNo(opened))
    }
    const side = { ...query, refusal: isBeside ? refusal : null, typed }
    return withConversations(standing, id, await middleFor(services, standing.page, opened, side))
  },
  forms: [
    ...messageForms,
    ownSettingsForm,
    ...groupForms,
    form({
      path: '/conversations/:id/remove',
      needs: 'conversation',
      body: {},
      does: ({ viewer, params }, { conversations }) => conversations.remove(viewer.userId, params.id),
      leadsTo: () => 'conversations/',
      refused: 'error-page',
      sentTwice: 'same-answer'
    })
  ]
})
