import { effectOf, type Delivery } from './events.ts'
import type { Signals } from './signals.ts'

export interface EffectNeeds {
  readonly signals: Signals
  /** Answers the session's parked polls `signed-out`. */
  readonly endSession: (sessionId: string) => void
  /** Called when a change of this user wrote an event for each of so many people. */
  readonly toldEach: (userId: string, people: number) => void
  readonly onFault: (error: unknown) => void
}

/** Carries out the effects that the rows of committed events name. */
export function createEffects ({ signals, endSession, toldEach, onFault }: EffectNeeds) {
  // Not awaited: signals may be lost without harm.
  function tell (telling: Promise<void>): void {
    telling.catch(onFault)
  }

  return {
    /** Runs before posting, so that an ended session is answered `signed-out` and not woken by the event of its end (D27). */
    before ({ event }: Delivery): void {
      const effect = effectOf(event)
      if (effect?.does === 'end-session') endSession(effect.sessionId)
    },

    /** Runs after posting. */
    after ({ event, recipients, changed }: Delivery): void {
      const effect = effectOf(event)
      switch (effect?.does) {
        case 'end-typing': return signals.said(effect.userId, effect.conversationId)
        case 'leave-typing': return signals.left(effect.userId, effect.conversationId)
        case 'each-shows-receipts':
          return recipients.forEach(userId => tell(signals.read(userId, effect.conversationIds)))
        case 'each-meets': return recipients.forEach(userId => tell(signals.presences.met(userId, effect.user.id)))
        case 'each-parts': return recipients.forEach(userId => signals.presences.parted(userId, effect.user.username))
        case 'each-switches-presence':
          // Changes of other settings do not concern contacts.
          if (changed?.includes('presence') !== true) return
          return recipients.forEach(userId => tell(signals.presences.switched(userId, effect.isShown)))
        case 'told-each': return toldEach(effect.userId, recipients.length)
        case 'end-session':
        case undefined: return
        // An effect that is missing above does not compile.
        default: effect satisfies never
      }
    }
  }
}
