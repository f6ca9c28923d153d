import { signInAt } from '#plugins/addresses.ts'
import { conversationColumn as listColumn, type ConversationListing } from '#views/conversations/list.ts'
import { refreshing, restNote } from '#views/delivery/held.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { emptyStage, startStage } from '#views/site/shell.ts'
import type { HeldDocument } from '#routes/delivery/held-answer.ts'
import { showsList } from '#routes/delivery/shows.ts'
import { FIRST_PAGE, takeStanding, whole, type Shown, type Standing, type StandingNeeds } from '#routes/pages/standing.ts'

export const PATH = 'conversations/'

type Listing = Pick<ConversationListing, 'conversations' | 'next'> & Partial<ConversationListing>

/** Lays out a list of conversations as a page of its own. */
export function listed (page: OwnPage, listing: Listing): Shown {
  const stage = listing.conversations.length === 0
    ? listing.isArchive === true ? emptyStage(page.say('own.archived-none'), page.say('own.archived-none-text')) : startStage(page)
    : emptyStage(page.say('conversations.pick'), page.say('conversations.pick-text'))
  return {
    page,
    area: 'conversations',
    list: listColumn(page, { isTop: true, ...listing }),
    middle: { title: page.say(listing.isArchive === true ? 'own.archived' : 'conversations.title'), stage, shows: 'list' }
  }
}

/** The newest conversations, those of a standing. */
export function newest ({ conversations, more, asking, archived }: Standing): Listing {
  return { conversations, asking, archived, next: more ? FIRST_PAGE : null }
}

/** The page with its plain address, so that its forms do not lead back to one that waits. */
export function bare (page: OwnPage): OwnPage {
  return { ...page, here: PATH }
}

/** The newest conversations as a page that comes back by itself. */
export function heldList (needs: StandingNeeds): HeldDocument<Standing> {
  return {
    path: PATH,
    root: '../',
    shows: showsList,
    signedOut: reply => reply.seeOther(signInAt(PATH)),
    view: (page, standing, refresh) => whole(standing, {
      ...listed(page, { ...newest(standing), note: restNote(page, refresh) }), heldHead: refreshing(refresh)
    }),

    async read (reply) {
      const standing = await takeStanding(needs, bare(reply.ownPage()))
      const { page } = standing
      return { page, shown: standing, seq: standing.seq, no: 0, until: page.times.nextDay(page.now) }
    }
  }
}
