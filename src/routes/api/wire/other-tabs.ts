import type { Viewer } from '#domain/account/sessions.ts'
import type { Answering, Exchanges } from '#routes/delivery/exchanges.ts'
import type { Polls } from '#routes/delivery/poll.ts'
import { pollerOf } from '#routes/delivery/poll-route.ts'

export interface OtherTabsNeeds {
  readonly polls: Polls
  readonly mailboxes: { readonly head: number }
  readonly cursorFrom: (userId: string) => (seq: number) => string
  readonly exchanges: Pick<Exchanges, 'record'>
  readonly newId: () => string
  /** Requests held at once for a browser (D22). */
  readonly heldMax: number
}

/** Tabs besides the one that the person looks at: seven together hang a browser that opens six connections. */
const OTHERS = 6
/** The hold that a page begins with. */
const HOLD_S = 18

/**
 * Polls as hidden tabs of this browser do, without connections of their own: to the mailbox they are polls like any other. They end with
 * their hold.
 */
export function createOtherTabs ({ polls, mailboxes, cursorFrom, exchanges, newId, heldMax }: OtherTabsNeeds) {
  return function open (viewer: Viewer): boolean {
    const answers: Array<{ readonly status: string, readonly retryMs: number }> = []
    const cursor = cursorFrom(viewer.userId)(mailboxes.head)
    for (let each = 0; each < OTHERS; each++) {
      const query = { cursor, hold: String(HOLD_S), tab: `seven-${newId().slice(-16)}`, n: '1', active: '0' }
      const address = `/poll?${new URLSearchParams(query).toString()}`
      const tape = exchanges.record(viewer, { way: 'poll', method: 'GET', address, pattern: '/poll', headers: [], query, agoMs: 0 })
      tape?.disturbed('seven-tabs')
      const exchange: Answering = {
        answer (body, news) {
          answers.push(JSON.parse(body) as typeof answers[number])
          if (news !== undefined) tape?.told(news)
          tape?.said(body)
          tape?.answered({ status: 200, headers: [], bytes: Buffer.byteLength(body) })
        },
        watch () { tape?.held() }
      }
      polls(pollerOf(viewer), query, exchange)
    }
    const areTold = answers.every(({ status, retryMs }) => status === 'yield' && retryMs > 0)
    return areTold && OTHERS - answers.length <= Math.min(heldMax, viewer.session.heldMax ?? heldMax)
  }
}
