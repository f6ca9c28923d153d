import t from 'tap'
import { DAY, MINUTE, Page } from '../stage/climbing.ts'
import { Clock } from '../stage/world.ts'

const KEY = 'holdline.ladder'

t.test('D17 a hold proven ten minutes ago is proven again: the network may have changed', async t => {
  const page = new Page().to(90)
  page.clock.pass(9 * MINUTE)
  t.equal(page.asks, 90)
  page.clock.pass(MINUTE)
  t.equal(page.asks, 18)
})

t.test('D17 all tabs share the ladder, and a reloaded page continues it', async t => {
  const page = new Page()
  const other = new Page(page)
  page.to(55)
  t.equal(other.asks, 55)
  other.cut(30)
  t.equal(page.asks, 25)
  t.equal(new Page(page).asks, 25)
})

t.test('D17 an older poll of another tab neither lowers nor raises the ladder', async t => {
  const page = new Page().to(90)
  page.cut(50)
  const { limit } = page.ladder.told()
  page.ladder.cut(90, 70_000)
  t.same(page.ladder.told().limit, limit)
  page.ladder.answered(18, 18_000, { status: 'idle', hold: 18 })
  t.equal(page.asks, 40)
  page.ladder.moved()
  page.ladder.cut(90, 70_000)
  t.equal(page.asks, 18, 'what was cut at 70 s proves nothing for 40')
})

t.test('D17 without storage each page learns for itself', async t => {
  const page = new Page()
  page.storage.room = 0
  page.to(90)
  t.equal(page.cut(58), 40)
  t.equal(page.quiet(), 40)
  t.equal(page.storage.kept.size, 0)
  t.equal(new Page(page).asks, 18)
})

t.test('D17 forget() starts the ladder from the beginning', async t => {
  const page = new Page().to(90)
  page.cut(58)
  page.ladder.forget()
  page.ladder.failed()
  t.same(page.ladder.told(), { askS: 18, limit: null })
  page.to(90)
  t.equal(new Page(page).asks, 90, 'in all tabs')
})

t.test('onChange is called after each lesson', async t => {
  const page = new Page()
  page.quiet()
  t.equal(page.changes, 1)
  page.cut(20)
  t.equal(page.changes, 2)
  page.ladder.answered(18, 2_000, { status: 'events', hold: 18 })
  t.equal(page.changes, 2)
  page.ladder.forget()
  t.equal(page.changes, 3)
})

t.test('an invalid state in storage is ignored', async t => {
  const clock = new Clock()
  const at = clock.now() - 1_000
  const limit = { mostS: 18, cutMs: 20_000, askedS: 25, at, seen: 2 }
  const asks = (kept: unknown) => {
    const page = new Page({ clock })
    page.storage.set(KEY, typeof kept === 'string' ? kept : JSON.stringify(kept))
    return page.asks
  }
  t.equal(asks({ askS: 90, at, limits: [] }), 90)
  t.equal(asks({ askS: 90, at, limits: [limit] }), 18)
  for (const kept of [
    '', 'null', '[]', '"x"', '{', 7,
    { askS: 3_600, at, limits: [] }, { askS: '90', at, limits: [] }, { askS: -1, at, limits: [] },
    { askS: 90, at: clock.now() + 1, limits: [] }, { askS: 90, at: null, limits: [] }, { askS: 90, limits: [] }
  ]) t.equal(asks(kept), 18, JSON.stringify(kept))
  for (const broken of [
    null, 7, [], { ...limit, mostS: 0 }, { ...limit, mostS: 17 }, { ...limit, at: clock.now() + DAY }, { ...limit, at: 'x' }, { ...limit, seen: 0 },
    { ...limit, seen: 'often' }, { ...limit, cutMs: -1 }, { ...limit, cutMs: 1e9 }, { ...limit, askedS: null }
  ]) t.equal(asks({ askS: 90, at, limits: [broken] }), 90, JSON.stringify(broken))
  for (const limits of [null, 'often', 7, { length: 1e9 }]) t.equal(asks({ askS: 90, at, limits }), 90, JSON.stringify(limits))
})

t.test('a corrected clock leaves no limit for ever, with storage and without', async t => {
  for (const room of [Infinity, 0]) {
    const page = new Page()
    page.storage.room = room
    page.clock.time += 400 * DAY
    page.to(90)
    page.cut(58)
    page.clock.time -= 400 * DAY
    t.equal(page.asks, 18)
    t.equal(page.to(90).ladder.told().limit, null)
  }
})
