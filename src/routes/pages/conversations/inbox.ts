import type { FastifyReply, FastifyRequest } from 'fastify'
import { viewerOf } from '#plugins/session/session.ts'
import { conversationColumn as listColumn, type ConversationListing } from '#views/conversations/conversations.ts'
import { refreshing, restNote } from '#views/delivery/held.ts'
import type { Html, Renderable } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { emptyStage, shell } from '#views/site/shell.ts'
import type { ConversationNeeds } from './conversation-page.ts'
import type { HeldQuery } from '#routes/delivery/held-address.ts'
import { createHeldAnswers, type HeldNeeds } from '#routes/delivery/held-answer.ts'
import { showsList } from '#routes/delivery/shows.ts'
import { FIRST_PAGE, takeStanding, type Standing } from '#routes/pages/standing.ts'
import { createWaitByHand } from '#routes/delivery/wait-by-hand.ts'

export interface InboxQuery extends HeldQuery { readonly wait?: string }

const PATH = 'conversations/'

/** The list of conversations as a page of its own: with script it is told of what comes, without it asks by itself or is asked by hand. */
export function createInbox (needs: ConversationNeeds & HeldNeeds) {
  const { feeds, newId } = needs
  const answerHeld = createHeldAnswers(needs)
  const waitByHand = createWaitByHand(needs)

  function draw ({ page, live, asking }: Standing, listing: Pick<ConversationListing, 'conversations' | 'next'> & Partial<ConversationListing>, heldHead: Renderable): Html {
    const stage = emptyStage(page.say('conversations.pick'), page.say('conversations.pick-text'))
    return shell(page, {
      area: 'conversations',
      list: listColumn(page, { isTop: true, ...listing }),
      live,
      asking,
      heldHead,
      middle: { title: page.say('conversations.title'), stage, shows: 'list' }
    })
  }

  function newest ({ conversations, more }: Standing) {
    return { conversations, next: more ? FIRST_PAGE : null }
  }

  /** Back to it, and not to one of its addresses that wait. */
  function bare (reply: FastifyReply): OwnPage {
    return { ...reply.ownPage(), here: PATH }
  }

  async function byItself (request: FastifyRequest, reply: FastifyReply, query: HeldQuery): Promise<FastifyReply> {
    return await answerHeld(request, reply, query, {
      path: PATH,
      root: '../',
      shows: showsList,
      signedOut: () => reply.seeOther('signin'),
      async draw () {
        const standing = await takeStanding(needs, bare(reply))
        return {
          seq: standing.seq,
          no: 0,
          until: null,
          page: refresh => draw(standing, { ...newest(standing), note: restNote(standing.page, refresh) }, refreshing(refresh))
        }
      }
    })
  }

  return {
    draw,

    async answer (request: FastifyRequest, reply: FastifyReply, { wait, ...query }: InboxQuery): Promise<FastifyReply> {
      const { mode, id } = viewerOf(request).session
      // A browser that was seen to follow in a frame follows here, too; a text browser is never sent on by itself.
      if (mode === 'frame' || (mode === 'live' && feeds.loadsFrames(id))) return await byItself(request, reply, query)
      const came = wait === undefined ? null : await waitByHand(request, reply, wait, showsList)
      if (came === false) return reply.hijack()
      const standing = await takeStanding(needs, bare(reply))
      const byHand = { path: PATH, cursor: standing.live.cursor, unique: newId(), came }
      return reply.html(draw(standing, { ...newest(standing), byHand }, null))
    }
  }
}
