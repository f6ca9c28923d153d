import type { Delivery } from './events.ts'
import type { Signals } from './signals.ts'

export interface EffectNeeds {
  readonly signals: Signals
  /** Answers the session's parked polls `signed-out`. */
  readonly endSession: (sessionId: string) => void
  /** A change of this user has an event of its own for each of so many people. */
  readonly toldEach: (userId: string, people: number) => void
  readonly onFault: (error: unknown) => void
}

/** What follows from committed events, besides that they are posted. */
export function createEffects ({ signals, endSession, toldEach, onFault }: EffectNeeds) {
  // Nobody waits for a signal.
  function tell (telling: Promise<void>): void {
    telling.catch(onFault)
  }

  return {
    /** Runs before posting: a session that ends is answered so, and not woken by the news of its end (D27). */
    before ({ event }: Delivery): void {
      if (event.type === 'session' && event.change === 'ended') endSession(event.sessionId)
    },

    after ({ event, recipients }: Delivery): void {
      switch (event.type) {
        case 'message': return signals.said(event.message.sender.id, event.conversationId)
        case 'member':
          if (event.change === 'left') signals.left(event.member.user.id, event.conversationId)
          return
        // One event for each who keeps the person as a contact; every other change has one or two.
        case 'profile': return toldEach(event.user.id, recipients.length)
        case 'contact': {
          const { user, isContact } = event.contact
          return recipients.forEach(userId => {
            if (isContact) tell(signals.presences.met(userId, user.id))
            else signals.presences.parted(userId, user.username)
          })
        }
        case 'settings': return recipients.forEach(userId => tell(signals.presences.switched(userId, event.settings.presence)))
        // A mark that something is unread is its reader's own business, and moves nothing that others see.
        case 'read':
          if (event.unreadFrom === null) recipients.forEach(userId => tell(signals.read(userId, event.conversationId)))
          return
        case 'message-edited':
        case 'message-recalled':
        case 'conversation':
        case 'contact-request':
        case 'session': return
        // An event that is missing above does not compile.
        default: event satisfies never
      }
    }
  }
}
