import t from 'tap'
import { DEFAULT_SETTINGS } from '#domain/account/settings.ts'
import { createViewers } from '#domain/delivery/viewers.ts'
import type { Delivery, LedgerEvent } from '#domain/delivery/events.ts'

const ana = { id: 'u-ana', username: 'ana', displayName: 'Ana' }
const ben = { id: 'u-ben', username: 'ben', displayName: 'Ben' }
const account = { ...ana, about: '', isAdmin: false, disabledAt: null, deletesAt: null, createdAt: 0, settings: DEFAULT_SETTINGS }

function stage (max = 100) {
  let reads = 0
  let meanwhile = () => {}
  const viewers = createViewers({
    accounts: {
      async byId (id) {
        reads++
        meanwhile()
        return { ...account, id }
      }
    },
    contacts: { allRemarks: async () => new Map([['u-ben', 'boss']]) },
    max
  })
  return { viewers, reads: () => reads, during: (run: () => void) => { meanwhile = run } }
}

const told = (event: LedgerEvent, ...recipients: string[]): Delivery[] => [{ event, recipients, forget: [] }]
const settings: LedgerEvent = { seq: 1, at: 0, type: 'settings', settings: DEFAULT_SETTINGS }
const contact: LedgerEvent = { seq: 1, at: 0, type: 'contact', contact: { user: ben, about: '', remark: '', labels: [], since: 0, isContact: true } }
const renamed = (user: typeof ana): LedgerEvent => ({ seq: 1, at: 0, type: 'profile', user })
const saysOther = (user: typeof ana): LedgerEvent => ({ seq: 1, at: 0, type: 'about', user, about: 'Away' })

t.test('a viewer is read once, until their settings, name or contacts change', async t => {
  for (const event of [settings, renamed(ana), saysOther(ana), contact]) {
    const { viewers, reads } = stage()
    t.equal(viewers.inMemory(ana.id), null)
    await viewers.read(ana.id)
    t.equal(viewers.inMemory(ana.id)?.remarks.get('u-ben'), 'boss')
    viewers.committed(told(renamed(ben), ana.id))
    t.ok(viewers.inMemory(ana.id), 'another’s name is not of the viewer')
    viewers.committed(told(event, ana.id))
    t.equal(viewers.inMemory(ana.id), null, event.type)
    t.equal(reads(), 1)
  }
})

t.test('a change during the read → what was read is not kept', async t => {
  const { viewers, during } = stage()
  during(() => viewers.committed(told(settings, ana.id)))
  await viewers.read(ana.id)
  t.equal(viewers.inMemory(ana.id), null)
})

t.test('beyond the limit → the least recently used go; a reset drops all', async t => {
  // Each takes two: themselves and a remark.
  const { viewers } = stage(4)
  for (const id of ['u1', 'u2']) await viewers.read(id)
  viewers.inMemory('u1')
  await viewers.read('u3')
  t.strictSame(['u1', 'u2', 'u3'].map(id => viewers.inMemory(id) !== null), [true, false, true])
  viewers.reset()
  t.equal(viewers.inMemory('u1'), null)
})
