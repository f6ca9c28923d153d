import { envelope } from '#routes/delivery/poll-answer.ts'
import type { Directed } from './steps.ts'
import type { Plant } from './world.ts'

/** A rule broken on purpose, and the rules under which it may be found. */
export interface Planted {
  readonly does: string
  readonly foundAs: RegExp
  readonly plant: Plant
  /** The acts that lead to it, where they seldom come together among all others. */
  readonly directed?: Directed
}

const POSTED_EARLY = { kind: 'text', at: 0, changedSeq: 0 } as const

/** Each is a mistake small enough for a reviewer to overlook. */
export const PLANTED: readonly Planted[] = [
  {
    does: 'a mailbox drops an event once it has been delivered',
    foundAs: /^D[147]:/,
    plant: {
      server ({ mailboxes }) {
        const look = mailboxes.look.bind(mailboxes)
        const given = new Map<object, number>()
        mailboxes.look = (box, seq, signal) => {
          const found = look(box, seq, signal)
          if (found.behind) return found
          const entries = found.entries.filter(entry => entry.seq > (given.get(box) ?? 0))
          given.set(box, entries.at(-1)?.seq ?? given.get(box) ?? 0)
          return { ...found, entries }
        }
      }
    }
  },
  {
    does: 'a message is posted before it is committed',
    foundAs: /^D4:/,
    plant: {
      server ({ mailboxes, store }) {
        const append = store.messages.append
        store.messages.append = (send, at) => {
          const sender = { id: send.senderId, username: send.senderId, displayName: send.senderId }
          const { conversationId, clientId, body } = send
          const message = { ...POSTED_EARLY, conversationId, no: 1, clientId, sender, body }
          const event = { seq: mailboxes.head + 1, type: 'message', at, conversationId, message } as const
          mailboxes.post([{ entry: envelope(event, 1, at), recipients: [send.senderId], forget: [] }])
          return append(send, at)
        }
      }
    }
  },
  {
    does: 'a send is answered before it is committed',
    foundAs: /^D6:/,
    plant: {
      server ({ store }) {
        const append = store.messages.append
        store.messages.append = async (send, at) => {
          const stored = append(send, at)
          stored.catch(() => {})
          const sender = { id: send.senderId, username: send.senderId, displayName: send.senderId }
          const { conversationId, clientId, body } = send
          return { outcome: 'stored', message: { ...POSTED_EARLY, conversationId, no: 1, clientId, sender, body } }
        }
      }
    }
  },
  {
    does: 'catch-up leaves out the leaving itself for a member who left',
    foundAs: /^D(4|32):/,
    plant: {
      server ({ store: { ledger } }) {
        const after = ledger.after.bind(ledger)
        ledger.after = async (userId, seq, limit) => {
          const stretch = await after(userId, seq, limit)
          const events = stretch.events.filter(event => event.type !== 'member' || event.member.user.id !== userId)
          return { ...stretch, events }
        }
      }
    }
  },
  {
    does: 'history starts one message too late',
    foundAs: /^D32:/,
    plant: {
      server ({ store: { messages } }) {
        const page = messages.page.bind(messages)
        messages.page = async (userId, conversationId, request) => {
          const found = await page(userId, conversationId, request)
          return found === null ? null : { ...found, messages: found.messages.slice(1) }
        }
      }
    }
  },
  {
    does: 'the cursor moves past an event that was left out',
    foundAs: /^D[14]:/,
    plant: {
      server ({ mailboxes }) {
        const look = mailboxes.look.bind(mailboxes)
        mailboxes.look = (userId, seq, signal) => {
          const found = look(userId, seq, signal)
          return found.behind || found.entries.length < 2 ? found : { ...found, entries: found.entries.slice(0, -1) }
        }
      }
    }
  },
  {
    does: 'mailboxes keep the text of recalled messages',
    foundAs: /^D(1|15):/,
    directed: { say: 1, recall: 1 },
    plant: {
      server ({ mailboxes }) {
        const post = mailboxes.post.bind(mailboxes)
        mailboxes.post = deliveries => post(deliveries.map(delivery => ({ ...delivery, forget: [] })))
      }
    }
  },
  {
    does: 'an await stands between the check for events and parking',
    foundAs: /^D7:/,
    plant: {
      server ({ mailboxes }, { clock }) {
        const park = mailboxes.park.bind(mailboxes)
        mailboxes.park = (poll, holdMs, waiter) => {
          clock.after(5, () => park(poll, holdMs, waiter))
          return true
        }
      }
    }
  },
  {
    does: 'each retry of a send counts as a new message',
    foundAs: /^D(6|12):/,
    plant: {
      server ({ store: { messages } }) {
        const append = messages.append.bind(messages)
        let tries = 0
        messages.append = async (send, at) => {
          const appended = await append({ ...send, clientId: `${send.clientId}.${++tries}` }, at)
          if (!('message' in appended)) return appended
          return { ...appended, message: { ...appended.message, clientId: send.clientId } }
        }
      }
    }
  },
  {
    does: 'a recalled message stays unread',
    foundAs: /^D14:/,
    plant: {
      server ({ store: { conversations } }) {
        const list = conversations.list.bind(conversations)
        conversations.list = async (userId, page) => {
          const found = await list(userId, page)
          const shown = found.conversations.map(conversation => {
            const { lastMessage, readNo, left } = conversation
            const isRecalled = lastMessage?.recalledAt !== undefined && lastMessage.no > readNo && lastMessage.sender.id !== userId && !left
            return { ...conversation, unread: conversation.unread + Number(isRecalled) }
          })
          return { ...found, conversations: shown, unread: shown.reduce((sum, { unread }) => sum + unread, 0) }
        }
      }
    }
  },
  {
    does: 'the page applies an answer that leaves a gap after its position',
    foundAs: /^D4:/,
    directed: { say: 4, open: 2, reload: 2, freeze: 1, thaw: 2, weather: 2 },
    plant: { scripts: [{ script: 'consumer.js', from: 'answer.fromSeq > consumer.seq || (!own && !consumer.begun)', to: '(!own && !consumer.begun)' }] }
  },
  {
    does: 'the page applies the same answer again',
    foundAs: /^D4:/,
    directed: { say: 4, open: 2, reload: 2, freeze: 1, thaw: 2, weather: 2 },
    plant: { scripts: [{ script: 'consumer.js', from: 'items[i].seq > before', to: 'items[i].seq > 0' }] }
  },
  {
    does: 'the page counts one event more than it received as seen',
    foundAs: /^D4:/,
    plant: { scripts: [{ script: 'consumer.js', from: 'if (answer.toSeq < before) return', to: 'consumer.seq = before = 0; answer.toSeq += 1' }] }
  },
  {
    does: 'the page polls again at once, even when told to back off',
    foundAs: /^D9:/,
    directed: { say: 4, open: 2, stop: 2, weather: 1 },
    plant: { scripts: [{ script: 'poll-loop.js', from: 'else backOff(polls, 0)\n', to: 'else backOff(polls, 0)\n    polls.notBefore = 0; cancel(polls); next(polls)\n' }] }
  },
  {
    does: 'the outbox sends the newest message first',
    foundAs: /^D31:/,
    plant: { scripts: [{ script: 'outbox-entries.js', from: 'a.order - b.order', to: 'b.order - a.order' }] }
  },
  {
    does: 'the outbox drops sends that were not answered',
    foundAs: /^D(12|18):/,
    plant: { scripts: [{ script: 'outbox.js', from: 'var ms = Holdline.backoffMs(', to: "return leave(outbox, entry, 'stored')\n    var ms = Holdline.backoffMs(" }] }
  }
]
