import t, { type Test } from 'tap'
import { world } from '#test/world.ts'

async function stage (t: Test) {
  const w = await world(t)
  await w.people.accounts.setAdmin('ana', true)
  const ana = await w.another('ana')
  const { conversation: { id } } = await w.messenger.conversations.direct(ana.userId, 'ben')
  async function say (clientId: string): Promise<string> {
    const { message: { no } } = await w.messenger.messages.send({ senderId: w.as('ben').userId, conversationId: id, clientId, body: 'helo' })
    return `/api/conversations/${id}/messages/${no}`
  }
  return { w, ana, ben: w.as('ben'), say }
}

t.test('the policy → everybody signed in reads it; an admin alone changes it', async t => {
  const { w, ana } = await stage(t)
  const site = { name: 'Holdline', signUp: 'open', language: 'en', timeZone: 'UTC', editWindowS: 86_400, recallWindowS: 120, publicGroups: true }
  t.match(await w.as('eve').get('/api/site'), { status: 200, body: { site } })
  t.equal((await w.stranger().get('/api/site')).status, 401)
  t.equal((await w.as('eve').patch('/api/site', { recallWindowS: null })).status, 404)
  t.match((await w.as('ben').get('/api/site')).body, { site })
  t.match(await ana.patch('/api/site', { recallWindowS: null }), { status: 200, body: { site: { ...site, recallWindowS: null } } })
  t.match(await ana.post('/api/site?method=PATCH', { editWindowS: 0 }), { status: 200, body: { site: { ...site, editWindowS: 0, recallWindowS: null } } })
})

t.test('windows that are none → refused, and nothing changes', async t => {
  const { w, ana } = await stage(t)
  for (const editWindowS of [-1, 1.5, '60', 366 * 86_400 + 1]) {
    t.equal((await ana.patch('/api/site', { editWindowS })).status, 400, String(editWindowS))
  }
  await t.rejects(w.people.site.change({ editWindowS: -1 }), { code: 'INVALID', reason: 'window-range' })
  t.equal(w.people.site.get().editWindowS, 86_400)
})

t.test('a window that has passed → TOO_LATE, which names it', async t => {
  const { w, ana, ben, say } = await stage(t)
  await ana.patch('/api/site', { editWindowS: 60, recallWindowS: 30 })
  const path = await say('client-1')
  w.clock.advance(30_000)
  t.equal((await ben.patch(path, { body: 'hello' })).status, 200)
  w.clock.advance(1)
  t.match(await ben.delete(path), { status: 409, body: { code: 'TOO_LATE', reason: 'recall-window', message: /30 seconds/ } })
  w.clock.advance(30_000)
  t.match(await ben.patch(path, { body: 'hallo' }), { status: 409, body: { code: 'TOO_LATE', reason: 'edit-window', message: /60 seconds/ } })
})

t.test('never → at once too late for their sender, and eve learns nothing', async t => {
  const { w, ana, ben, say } = await stage(t)
  await ana.patch('/api/site', { editWindowS: 0, recallWindowS: 0 })
  const path = await say('client-1')
  t.match(await ben.patch(path, { body: 'hello' }), { status: 409, body: { code: 'TOO_LATE', reason: 'edit-never' } })
  t.match(await ben.delete(path), { status: 409, body: { code: 'TOO_LATE', reason: 'recall-never' } })
  t.equal((await w.as('eve').delete(path)).status, 404)
  t.equal((await w.as('eve').patch(path, { body: 'x' })).status, 404)
})

t.test('no limit → a message of a year ago is edited and recalled', async t => {
  const { w, ana, ben, say } = await stage(t)
  const path = await say('client-1')
  await ana.patch('/api/site', { editWindowS: null, recallWindowS: null })
  w.clock.advance(400 * 86_400_000)
  t.equal((await (await w.another('ben')).patch(path, { body: 'hello' })).status, 200)
  t.equal((await (await w.another('ben')).delete(path)).status, 200)
  t.ok(ben)
})
