// Faults that keep state: delivered events, members who left, open polls.
import { pageOf, wholeBody, withBody, type Ask, type Switch } from '../../hostile-proxy/exchange.ts'
import type { PollEvent } from '../api.ts'
import { idle, isPoll, onPolls, type Polled, type Spoilable } from './spoiling.ts'

/** Delivers an event once only for each key. */
export function consumeBy (keyOf: (polled: Polled) => string): Switch {
  const delivered = new Map<string, Set<number>>()
  return onPolls((answer, polled) => {
    const known = delivered.get(keyOf(polled)) ?? new Set()
    delivered.set(keyOf(polled), known)
    const events = answer.events.filter(({ seq }) => !known.has(seq))
    for (const { seq } of events) known.add(seq)
    return { ...answer, status: answer.status === 'events' && events.length === 0 ? 'idle' : answer.status, events }
  })
}

export function cursorsOfOneBrowser (): Switch {
  const issued = new Map<string, string>()
  return onPolls((answer, { ask, query }) => {
    const owner = issued.get(query.get('cursor') ?? '')
    const isAnothers = owner !== undefined && owner !== ask.caller
    if (isAnothers) return { ...idle(answer), status: 'resync', reason: 'run', cursor: null, fromSeq: null, toSeq: null }
    if (answer.cursor !== null && !issued.has(answer.cursor)) issued.set(answer.cursor, ask.caller)
    return null
  })
}

/** Marks a user's own message delivered to all, as soon as it is shown to its sender. */
export function deliveredWhenSent (): Switch {
  return onPolls((answer, { username, usernames }) => {
    const own = answer.events.flatMap(({ type, message }) => type === 'message' && message?.sender.username === username ? [message] : [])
    const receipts = own.flatMap(({ conversationId, no }) =>
      usernames.map(username => ({ conversationId, username, deliveredNo: no, readNo: 0 })))
    return { ...answer, signals: { ...answer.signals, receipts: [...answer.signals.receipts, ...receipts] } }
  })
}

/** Repeats every event as it was when first delivered, edited or recalled since or not. */
export function rememberTexts (): Switch {
  const told = new Map<number, PollEvent>()
  return onPolls(answer => ({
    ...answer,
    events: answer.events.map(event => {
      const first = told.get(event.seq) ?? event
      told.set(event.seq, first)
      return first
    })
  }))
}

/** Delays the next events of a browser that broke off a poll. */
export function punishLeaving (): Switch {
  return afterLeaving(answer => ({ ...answer, retryMs: 400 }))
}

/** Drops the events still due to a member who leaves. */
export function loseWithLeaving (): Switch {
  return afterLeaving(answer => ({ ...answer, events: [] }))
}

function afterLeaving (spoil: (answer: Spoilable) => Spoilable): Switch {
  return next => {
    const gone = new Set<string>()
    return async ask => {
      try {
        const answer = await next(ask)
        if (!isPoll(ask)) return answer
        const body = JSON.parse((await wholeBody(answer)).toString()) as Spoilable
        const isSpoiled = body.events.length > 0 && gone.has(ask.caller)
        return withBody(answer, Buffer.from(JSON.stringify(isSpoiled ? spoil(body) : body)))
      } catch (error) {
        if (isPoll(ask)) gone.add(ask.caller)
        throw error
      }
    }
  }
}

/** Answers a second poll of a session with a conflict, as bot APIs do. */
export function oneAtATime (): Switch {
  return next => {
    const asking = new Set<string>()
    return async (ask: Ask) => {
      if (!isPoll(ask)) return await next(ask)
      if (asking.has(ask.caller)) return pageOf(409, 'Conflict', 'Terminated by another poll')
      asking.add(ask.caller)
      return await next(ask).finally(() => asking.delete(ask.caller))
    }
  }
}

/** Swaps the first two messages of an answer. */
export function swapFirstTwo (): Switch {
  return onPolls(answer => {
    const [one, other] = answer.events.filter(({ type }) => type === 'message')
    if (one === undefined || other === undefined) return null
    const taken = new Map([[one, other.message], [other, one.message]])
    return { ...answer, events: answer.events.map(event => ({ ...event, ...(taken.has(event) ? { message: taken.get(event) } : {}) })) }
  })
}
