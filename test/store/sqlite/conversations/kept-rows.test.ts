import t from 'tap'
import type { LedgerEvent } from '#domain/delivery/events.ts'
import { KeptRows } from '#store/sqlite/conversations/kept-rows.ts'
import { ana, ben, conversation, message, NOW } from '../../../views/sample.ts'

const said = message('c', 3, ben, 'before', 9)
const row = conversation('c', { lastNo: 3, lastMessage: said, readNo: 3 })

function event (no: number, sender: typeof ana): Extract<LedgerEvent, { type: 'message' }> {
  return { seq: 40 + no, at: NOW, type: 'message', conversationId: 'c', message: message('c', no, sender, 'hi', 0) }
}

function kept () {
  const rows = new KeptRows()
  rows.keep(ana.id, row)
  return rows
}

t.test('a message of another → the row says it', async t => {
  const rows = kept()
  const next = event(4, ben)
  rows.follow(ana.id, next)
  t.match(rows.get(ana.id, 'c'), { lastNo: 4, lastMessage: { body: 'hi' }, activeAt: NOW, readNo: 3 })
})

t.test('one’s own message → read up to where the send says; without that the row is dropped', async t => {
  const rows = kept()
  rows.follow(ana.id, event(4, ana), { readNo: 4, unreadFrom: null })
  t.match(rows.get(ana.id, 'c'), { lastNo: 4, readNo: 4 })
  rows.follow(ana.id, event(5, ana))
  t.equal(rows.get(ana.id, 'c'), undefined)
})

t.test('a recall of the last message → its text is gone; of an older one → the row stays', async t => {
  const rows = kept()
  const recall = (no: number): LedgerEvent & { conversationId: string } => ({
    seq: 50, at: NOW, type: 'message-recalled', conversationId: 'c', message: { ...said, no, body: '', recalledAt: NOW }
  })
  rows.follow(ana.id, recall(2))
  t.equal(rows.get(ana.id, 'c')?.lastMessage?.body, 'before')
  rows.follow(ana.id, recall(3))
  t.equal(rows.get(ana.id, 'c')?.lastMessage?.body, '')
})

t.test('a gap, a draft, a change of members → the row is dropped', async t => {
  const draft: LedgerEvent & { conversationId: string } = { seq: 50, at: NOW, type: 'draft', conversationId: 'c' }
  for (const each of [event(6, ben), draft]) {
    const rows = kept()
    rows.follow(ana.id, each)
    t.equal(rows.get(ana.id, 'c'), undefined, each.type)
  }
})

t.test('beyond the limit → the rows of the least recently used person go', async t => {
  const rows = new KeptRows(2)
  rows.keep('u1', row)
  rows.keep('u2', row)
  rows.get('u1', 'c')
  rows.keep('u3', row)
  t.equal(rows.get('u2', 'c'), undefined)
  t.ok(rows.get('u1', 'c'))
  t.ok(rows.get('u3', 'c'))
})
