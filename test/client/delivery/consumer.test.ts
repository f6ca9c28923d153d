import t from 'tap'
import { loadScripts, type Answer, type Consumer } from '../stage/scripts.ts'
import { answer, Storage, stretch } from '../stage/world.ts'

const { createConsumer } = loadScripts()

interface Tab { consumer: Consumer, seen: number[], skipped: number[], signals: object[] }

function open (options: { marks?: Storage, seq?: number | null, apply?: (seq: number) => void } = {}): Tab {
  const tab = { seen: [] as number[], skipped: [] as number[], signals: [] as object[] }
  const consumer = createConsumer({
    cursor: 'r.10.0',
    seq: options.seq === undefined ? 10 : options.seq,
    items: (taken: Answer) => taken.events,
    apply: ({ seq }: { seq: number }) => { options.apply?.(seq); tab.seen.push(seq) },
    skip: ({ seq }: { seq: number }) => { tab.skipped.push(seq) },
    signals: (signals: object) => { tab.signals.push(signals) },
    marks: options.marks ?? new Storage()
  })
  return { ...tab, consumer }
}

t.test('D4 an answer without a gap is applied and moves the position and the cursor', async t => {
  const { consumer, seen } = open()
  t.equal(consumer.take(stretch(10, 12), true), 'applied')
  t.same(seen, [11, 12])
  t.equal(consumer.seq(), 12)
  t.equal(consumer.cursor(), 'r.12.0')
})

t.test('D4 an event applied before is dropped, from a poll or from another tab', async t => {
  const { consumer, seen } = open()
  consumer.take(stretch(10, 12), true)
  consumer.take(stretch(10, 13), false)
  consumer.take(stretch(10, 12), false)
  t.same(seen, [11, 12, 13])
  t.equal(consumer.seq(), 13, 'and the position never goes back')
  t.equal(consumer.cursor(), 'r.13.0')
})

t.test('D4 rows at the end of an answer are compared with the position before it', async t => {
  const { consumer, seen } = open()
  consumer.take(answer({ fromSeq: 10, toSeq: 12, events: [{ seq: 11 }, { seq: 12 }, { seq: 11 }, { seq: 12 }] }), true)
  t.same(seen, [11, 12, 11, 12])
})

t.test('D4 an answer beyond a gap is set aside until the gap is closed', async t => {
  const { consumer, seen } = open()
  t.equal(consumer.take(stretch(14, 15), false), 'gap')
  t.equal(consumer.take(stretch(12, 14), false), 'gap')
  t.same(seen, [])
  t.equal(consumer.cursor(), 'r.10.0')
  t.equal(consumer.take(stretch(10, 12, { more: true }), true), 'applied')
  t.same(seen, [11, 12, 13, 14], 'one that still does not join on waits')
  t.equal(consumer.take(stretch(12, 14), true), 'applied')
  t.same(seen, [11, 12, 13, 14, 15])
  t.equal(consumer.seq(), 15)
})

t.test('D4 answers set aside are dropped once the own cursor has reached the head', async t => {
  const { consumer, seen } = open()
  consumer.take(stretch(14, 15), false)
  consumer.take(stretch(10, 12), true)
  consumer.caughtUp()
  consumer.take(stretch(12, 14), true)
  t.same(seen, [11, 12, 13, 14], 'the own cursor brings 15 in its turn')
})

t.test('D9 older answers set aside before the first own one → no signal of theirs replaces its own', async t => {
  const { consumer, seen, signals } = open()
  const older = { ...stretch(10, 12), signals: { receipts: ['older'] } }
  t.equal(consumer.take({ ...older, cursor: 'old.12.5' }, false), 'gap')
  t.equal(consumer.take({ ...stretch(10, 12), cursor: 'new.12.8', signals: { receipts: ['own'] } }, true), 'applied')
  t.same(seen, [11, 12])
  t.same(signals, [{ receipts: ['own'] }])
  t.equal(consumer.cursor(), 'new.12.8', 'and the next poll asks for what is newer than its own')
})

t.test('a page without a position learns it from its first own answer, not from a relayed one', async t => {
  const { consumer, seen } = open({ seq: null })
  t.equal(consumer.take(stretch(8, 12), false), 'gap')
  t.equal(consumer.take(stretch(10, 11), true), 'applied')
  t.same(seen, [11, 12])
})

t.test('D9 an answer with old events brings no signals: a tab that slept relays it late', async t => {
  const { consumer, signals } = open()
  consumer.take(stretch(10, 14, { signals: { presence: ['now'] } }), true)
  consumer.take(stretch(10, 12, { signals: { presence: ['then'] } }), false)
  t.same(signals, [{ presence: ['now'] }])
})

t.test('the latest signals win, and their part of the cursor is passed on unread', async t => {
  const { consumer, signals } = open()
  consumer.take(answer({ cursor: 'r.10.7', signals: { presence: [] } }), true)
  t.equal(consumer.cursor(), 'r.10.7')
  t.same(signals, [{ presence: [] }])
})

t.test('a part of the page drawn earlier rewinds the position, one drawn later does not', async t => {
  const { consumer, seen } = open()
  consumer.take(stretch(10, 12), true)
  consumer.rewind('r.14.0', 14)
  t.equal(consumer.cursor(), 'r.12.0')
  consumer.rewind('r.11.0', 11)
  t.equal(consumer.cursor(), 'r.11.0')
  consumer.take(stretch(11, 12), true)
  t.same(seen, [11, 12, 12])
})

t.test('D10 an event that throws becomes a placeholder, and the rest is applied', async t => {
  const { consumer, seen, skipped } = open({ apply: seq => { if (seq === 11) throw new Error('cannot draw') } })
  consumer.take(stretch(10, 12), true)
  t.same(seen, [12])
  t.same(skipped, [11])
  t.equal(consumer.seq(), 12)
})

t.test('D10 an event that crashed the page is skipped after the reload, and only that one', async t => {
  const marks = new Storage()
  let markedWhileApplying: string[] = []
  const first = open({ marks, apply: seq => { if (seq === 12) markedWhileApplying = [...marks.kept.values()] } })
  first.consumer.take(stretch(10, 13), true)
  t.same(markedWhileApplying, ['12'], 'marked before it is applied')
  t.equal(marks.kept.size, 0, 'and the mark is taken away after')

  marks.set('holdline.applying', '12') // as a page that died in the middle leaves it
  for (const reload of ['the first', 'the second']) {
    const again = open({ marks })
    again.consumer.take(stretch(10, 13), true)
    t.same(again.seen, [11, 13], `${reload} reload draws the others`)
    t.same(again.skipped, [12])
  }
})
