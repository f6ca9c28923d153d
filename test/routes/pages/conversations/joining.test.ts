import t, { type Test } from 'tap'
import { PASSWORD, world } from '#test/world.ts'
import { Reader } from '../reader.ts'

async function tea (t: Test) {
  const w = await world(t)
  const { conversation: { id } } = await w.messenger.conversations.group(w.as('ana').userId, 'Tea <1>', ['ben'])
  const [ana, ben, eve] = (['ana', 'ben', 'eve'] as const).map(name => new Reader(w.as(name))) as [Reader, Reader, Reader]
  return { w, ana, ben, eve, id, page: `/conversations/${id}/invites` }
}

function linkOn (reader: Reader): string {
  return /data-link="(join\/[\w-]{16})"/.exec(reader.text)?.[1] ?? ''
}

t.test('a link is made and revoked with forms alone, by admins', async t => {
  const { ana, ben, eve, page } = await tea(t)
  await ana.open(page)
  t.match(ana.words, 'No links yet.')
  await ana.send('/invites', { uses: '5', days: '7' })
  t.match(ana.words, 'For 5 more people')
  t.match(linkOn(ana), /^join/)
  await ana.send('/revoke')
  t.match(ana.words, 'No links yet.')
  t.equal((await ben.open(page)).status, 403)
  t.equal((await eve.open(page)).status, 404)
})

t.test('a link → says what one joins, without a member’s name, and lets a signed-in person in', async t => {
  const { w, ana, eve, page } = await tea(t)
  await ana.open(page)
  await ana.send('/invites', { uses: '', days: '' })
  const link = `/${linkOn(ana)}`
  await eve.open(link)
  t.match(eve.words, 'Tea <1>')
  t.match(eve.words, '2 members')
  t.notMatch(eve.text, /Ana|Ben|ana@|@ben/)
  await eve.send(link.slice(1))
  t.match(eve.words, 'You joined the group')
  await eve.open(link)
  t.match(eve.words, 'You’re a member of this group.')
  const nobody = new Reader(w.stranger())
  t.equal((await nobody.open('/join/AAAAAAAAAAAAAAAA')).status, 403)
  t.match(nobody.words, 'This link is invalid or has expired.')
})

t.test('a link opened signed out → through sign-in, or sign-up, into the group', async t => {
  const { w, ana, page } = await tea(t)
  await ana.open(page)
  await ana.send('/invites', { uses: '', days: '7' })
  const link = linkOn(ana)
  const eve = await new Reader(w.stranger()).open(`/${link}`)
  t.match(eve.words, 'Sign in to join, or create an account.')
  await eve.open(`/signin?back=${encodeURIComponent(link)}`)
  await eve.send('signin', { username: 'eve', password: PASSWORD })
  t.equal(eve.url, `/${link}`)
  await eve.send(link)
  t.match(eve.words, 'You joined the group')
  const dora = await new Reader(w.stranger()).open(`/${link}`)
  await dora.open(`/signup?back=${encodeURIComponent(link)}`)
  await dora.send('signup', { username: 'dora', password: PASSWORD })
  await dora.send(link)
  t.match(dora.words, 'You joined the group')
})

t.test('joining by request → asked with a note, accepted by an admin with a form', async t => {
  const { w, ana, eve, id, page } = await tea(t)
  await w.messenger.groups.change(w.as('ana').userId, id, { joining: 'request' })
  await ana.open(page)
  await ana.send('/invites', { uses: '', days: '7' })
  const link = linkOn(ana)
  await eve.open(`/${link}`)
  await eve.send(link, { note: 'From the choir' })
  t.match(eve.words, 'Your request was sent.')
  t.match((await eve.open(`/${link}`)).words, 'Your request was sent.', 'also later')
  t.notMatch((await ana.open(`/${link}`)).words, 'Your request was sent.')
  t.equal((await eve.open(`/conversations/${id}`)).status, 404)
  await ana.open(page)
  t.match(ana.words, 'From the choir')
  await ana.send('/accept')
  t.match(ana.words, 'Added to the group.')
  t.match((await eve.open(`/conversations/${id}`)).words, 'You joined the group')
})

t.test('a link for one, asked by → the page says that it was sent, also when opened again', async t => {
  const { w, ana, eve, id, page } = await tea(t)
  await w.messenger.groups.change(w.as('ana').userId, id, { joining: 'request' })
  await ana.open(page)
  await ana.send('/invites', { uses: '1', days: '7' })
  const link = linkOn(ana)
  await eve.open(`/${link}`)
  await eve.send(link, { note: 'From the choir' })
  t.match(eve.words, 'Your request was sent.')
  t.match((await eve.open(`/${link}`)).words, 'Your request was sent.')
})

t.test('a link for no day, or for longer than a year → refused in words', async t => {
  const { ana, page } = await tea(t)
  for (const days of ['0', '367', '99999']) {
    await ana.open(page)
    await ana.send('/invites', { uses: '', days })
    t.match(ana.words, '366', days)
    t.equal(linkOn(ana), '', days)
  }
})
