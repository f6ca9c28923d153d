import t from 'tap'
import { journeys, keep } from '../stage/journey.ts'
import { isLive, texts } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho'])

journey('U11 typing above the chats → hits in place of the list, which comes back', async ({ t, site, visitorAs, until }) => {
  const [withBen, withCho] = [await site.introduce('ana', 'ben'), await site.introduce('ana', 'cho')]
  const { conversations } = site.holdline.messenger
  await conversations.group(await site.idOf('ana'), 'Tea at five', ['ben', 'cho'])
  await site.say('ben', withBen, 'from ben')
  const ana = await (await visitorAs('ana')).open('conversations/')
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await keep(ana, 'en-chats-field')
  await ana.evaluate('window.notReloaded = true')
  const field = ana.getByLabel('Search chats')
  const rows = async () => await ana.locator('.list .row:visible .row-name').allInnerTexts()

  await field.pressSequentially('be')
  await until(rows, ['Ben'], 'the hit alone')
  await keep(ana, 'en-chats-found')
  t.equal(await ana.locator(`#conversation-${withBen}`).count(), 1, 'ids are unique')
  await site.say('cho', withCho, 'meanwhile')
  await until(async () => await ana.title(), '(2) Chats · Holdline', 'news come all the while')
  await ana.locator('#hits .row a').click()
  await until(async () => await texts(ana), ['from ben'], 'the hit opens in place')
  await field.fill('nobody like that')
  await until(async () => await ana.locator('#hits').innerText(), 'No chats match “nobody like that”.\n\nFind people: nobody like that', 'a miss leads on')
  await keep(ana, 'en-chats-missed')
  await field.fill('')
  await until(async () => (await rows()).slice(0, 3), ['Cho', 'Ben', 'Tea at five'], 'the list is back, and up to date')
  t.ok(await ana.evaluate('window.notReloaded'), 'all without loading a page')
})
