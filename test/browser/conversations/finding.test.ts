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
  await ana.locator('#hits .row a[hx-get]').click()
  await until(async () => await texts(ana), ['from ben'], 'the hit opens in place')
  await field.fill('nobody like that')
  await until(async () => await ana.locator('#hits').innerText(), 'No chats match “nobody like that”.\n\nSearch messages for “nobody like that”\n\nFind people: nobody like that', 'a miss leads on')
  await keep(ana, 'en-chats-missed')
  await field.fill('')
  await until(async () => (await rows()).slice(0, 3), ['Cho', 'Ben', 'Tea at five'], 'the list is back, and up to date')
  t.ok(await ana.evaluate('window.notReloaded'), 'all without loading a page')
})

journey('U12 a search while typing → in the address, so that Back and a reload show it again', async ({ t, site, visitorAs, until }) => {
  const withBen = await site.introduce('ana', 'ben')
  await site.say('ben', withBen, 'from ben')
  const ana = await (await visitorAs('ana')).open('conversations/')
  await until(async () => await isLive(ana), true, 'the script runs the page')
  const hits = async () => await ana.locator('#hits .row-name, #found .row-name').allInnerTexts()
  await ana.getByLabel('Search chats').fill('be n')
  await until(async () => await ana.locator('#hits').innerText().then(text => text.includes('No chats')), true, 'nobody')
  await ana.getByLabel('Search chats').fill('be')
  await until(hits, ['Ben'], 'the hit')
  t.match(ana.url(), /\/conversations\/\?q=be$/)
  await ana.locator('#hits .row a[hx-get]').click()
  await until(async () => await texts(ana), ['from ben'], 'the hit opens in place')
  await ana.getByLabel('Search chats').fill('ben')
  await until(hits, ['Ben'], 'the hit')
  t.match(ana.url(), new RegExp(`/conversations/${withBen}$`), 'the address of an open chat stays')
  await ana.goBack()
  await until(hits, ['Ben'], 'Back shows the search')
  t.equal(await ana.getByLabel('Search chats').inputValue(), 'be')
  await ana.getByLabel('Search chats').fill('')
  await until(async () => await ana.locator('#chats').isVisible(), true, 'the list is back')
  t.match(ana.url(), /\/conversations\/$/)

  await ana.locator('.rail a.contacts').click()
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await ana.getByLabel('Find people').fill('cho & co')
  await until(async () => await ana.locator('#found').innerText().then(text => text.includes('cho & co')), true, 'nobody')
  await ana.reload()
  t.equal(await ana.getByLabel('Find people').inputValue(), 'cho & co', 'a reload shows it')
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await ana.getByLabel('Find people').fill('cho')
  await until(hits, ['Cho'], 'the hit')
  await ana.locator('#found .row a').click()
  await ana.waitForURL('**/contacts/cho?q=cho')
  await ana.goBack()
  await until(hits, ['Cho'], 'Back shows the search')
})

journey('U34 a new chat begins in the field that finds people; a phone’s keyboard stays away', async ({ t, site, visitorAs, until }) => {
  await site.introduce('ana', 'ben')
  const focus = 'document.activeElement.id'
  for (const javaScriptEnabled of [true, false]) {
    const ana = await (await visitorAs('ana', { javaScriptEnabled })).open('conversations/')
    await ana.getByRole('link', { name: 'New chat' }).click()
    await until(async () => await ana.evaluate(focus), 'people-search', `the field has the focus, script: ${javaScriptEnabled}`)
    await ana.locator('.rail a.contacts').click()
    t.not(await ana.evaluate(focus), 'people-search', 'not when one comes to look')
  }
  const phone = await (await visitorAs('ana', { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true })).open('contacts/?q=')
  await until(async () => await isLive(phone), true, 'the script runs the page')
  await until(async () => await phone.evaluate(focus), '', 'nothing opens the keyboard')
  await phone.getByLabel('Find people').tap()
  await until(async () => await phone.evaluate(focus), 'people-search', 'but a tap')
})
