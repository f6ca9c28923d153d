import type { Delivery } from './events.ts'
import type { Signals } from './signals.ts'

export interface EffectNeeds {
  readonly signals: Signals
  /** Answers the session's parked polls `signed-out`. */
  readonly endSession: (sessionId: string) => void
  /** Called when a change of this user wrote an event for each of so many people. */
  readonly toldEach: (userId: string, people: number) => void
  readonly onFault: (error: unknown) => void
}

/** Creates the effects of committed events besides their posting: ended sessions and signals. */
export function createEffects ({ signals, endSession, toldEach, onFault }: EffectNeeds) {
  // Not awaited: signals may be lost without harm.
  function tell (telling: Promise<void>): void {
    telling.catch(onFault)
  }

  return {
    /** Runs before posting, so that an ended session is answered `signed-out` and not woken by the event of its end (D27). */
    before ({ event }: Delivery): void {
      if (event.type === 'session' && event.change === 'ended') endSession(event.sessionId)
    },

    /** Runs after posting. */
    after ({ event, recipients, changed }: Delivery): void {
      switch (event.type) {
        case 'message': return signals.said(event.message.sender.id, event.conversationId)
        case 'member':
          if (event.change === 'left') signals.left(event.member.user.id, event.conversationId)
          return
        // Writes an event for each person who has the user as a contact; other changes write one or two.
        case 'profile': return toldEach(event.user.id, recipients.length)
        case 'contact': {
          const { user, isContact } = event.contact
          return recipients.forEach(userId => {
            if (isContact) tell(signals.presences.met(userId, user.id))
            else signals.presences.parted(userId, user.username)
          })
        }
        case 'settings':
          if (changed?.includes('presence') !== true) return
          return recipients.forEach(userId => tell(signals.presences.switched(userId, event.settings.presence)))
        // Marking something unread is private and moves no receipt.
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
