import t from 'tap'
import type { Page } from 'playwright-core'
import { PASSWORD } from '#test/world.ts'
import { journeys, keep } from '../stage/journey.ts'
import { composer, isLive, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, [])

async function signUp (page: Page, username: string, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create an account' }).click()
  await page.waitForURL('**/conversations/')
}

journey('two strangers sign up, find each other, and chat without a reload', async ({ t, visitor, until }) => {
  const ana = await (await visitor()).open()
  await keep(ana, 'en-signin')
  await signUp(ana, 'ana', 'Ana Castro')
  const ben = await (await visitor()).open()
  await signUp(ben, 'ben', 'Ben Ade')
  for (const page of [ana, ben]) await until(async () => await isLive(page), true, 'the script runs the page')
  await keep(ana, 'en-empty')

  await ben.getByRole('link', { name: 'Contacts' }).click()
  await keep(ben, 'en-contacts-empty')
  await ana.getByRole('link', { name: 'Contacts' }).click()
  await ana.getByLabel('Find people').fill('ben')
  await ana.locator('#found').getByRole('link', { name: 'Ben Ade' }).click()
  await ana.getByLabel('Message (optional)').fill('It is Ana, from the choir')
  await keep(ana, 'en-profile-ask')
  await ana.getByRole('button', { name: 'Send request' }).click()
  await ana.getByText('Request sent.').waitFor()

  await ben.getByText('It is Ana, from the choir').waitFor()
  t.equal(await ben.locator('#asking-total').innerText(), '1', 'the request came by itself, and is counted')
  await keep(ben, 'en-contacts-asked')
  await ben.getByRole('button', { name: 'Accept' }).click()
  await ben.getByText('1 contact').waitFor()
  await ana.getByRole('button', { name: 'Write a message' }).click()
  await ana.waitForURL('**/conversations/*')
  await ben.goto(ana.url())
  for (const page of [ana, ben]) {
    await page.evaluate('window.notReloaded = true')
    await until(async () => await page.locator('.presence-line').getAttribute('data-state'), 'online', 'the other is shown as online')
  }

  await composer(ana).pressSequentially('Hel')
  await until(async () => await ben.locator('#typing').innerText(), 'Ana Castro is typing…', 'ben sees that ana types')
  await composer(ana).fill('')
  await ana.locator('body').evaluate('new Promise(requestAnimationFrame)')

  const said: string[] = []
  const took: number[] = []
  for (const [page, other, text] of [[ana, ben, 'Hello Ben'], [ben, ana, 'Hello Ana'], [ana, ben, 'How was it?'], [ben, ana, 'Loud!']] as const) {
    said.push(text)
    const started = Date.now()
    await write(page, text)
    await until(async () => await texts(other), said, `“${text}” reaches the other page`)
    took.push(Date.now() - started)
    await until(async () => await texts(page), said, 'and stands once on the own page')
  }
  // The quickest of them: other load on the machine is not the delivery's fault.
  t.ok(Math.min(...took) < 1000, `in less than a second (${took.join(', ')} ms)`)
  t.equal(await ben.locator('#typing').innerText(), '', 'the sender no longer types')
  await until(async () => await ana.locator('.mine .receipt').last().getAttribute('data-receipt'), 'read', 'ana sees that ben has read')
  t.same(await Promise.all([ana, ben].map(async page => await page.evaluate('window.notReloaded'))), [true, true], 'no page was reloaded')
  await keep(ana, 'en-chat')
})

journey('unread messages are counted in the title, and reading in one browser clears the other', async ({ t, site, visitorAs, until }) => {
  for (const username of ['ana', 'ben']) await site.add(username)
  const talk = await site.introduce('ana', 'ben')
  const devices = [await visitorAs('ben'), await visitorAs('ben', { viewport: { width: 390, height: 844 } })]
  const [desk, phone] = await Promise.all(devices.map(async device => await device.open('conversations/')))
  if (desk === undefined || phone === undefined) throw new Error('Two browsers were opened')
  const titles = async () => [await desk.title(), await phone.title()]
  await until(titles, ['Chats · Holdline', 'Chats · Holdline'], 'nothing is unread')
  await site.say('ana', talk, 'Are you there?')
  await until(titles, ['(1) Chats · Holdline', '(1) Chats · Holdline'], 'one message is unread on both')
  await site.say('ana', talk, 'Hello?')
  await until(titles, ['(2) Chats · Holdline', '(2) Chats · Holdline'], 'two are')
  t.equal(await desk.locator('#favicon').getAttribute('href'), await desk.locator('#favicon').getAttribute('data-unread'), 'the icon says so, too')
  t.equal(await desk.locator('#conversations .badge').innerText(), '2')

  await phone.locator('#conversations a').first().click()
  await until(titles, ['Chats · Holdline', 'Ana · Holdline'], 'read on the phone is read on the desk')
  await until(async () => await desk.locator('#conversations .badge').count(), 0, 'the row has no number any more')
  t.equal(await desk.locator('#favicon').getAttribute('href'), await desk.locator('#favicon').getAttribute('data-read'))
  t.same(await texts(phone), ['Are you there?', 'Hello?'])

  const ana = await (await visitorAs('ana', { locale: 'zh-CN' })).open(`conversations/${talk}`)
  await until(async () => await ana.locator('.mine .receipt').last().getAttribute('data-receipt'), 'read', 'and ana is told')
  t.equal(await ana.locator('.mine .receipt').last().innerText(), '已读', 'in her own language')
  await site.say('ben', talk, '在的！今晚的排练七点半开始。')
  await until(async () => (await texts(ana)).at(-1), '在的！今晚的排练七点半开始。', 'as everything is read')
  await keep(ana, 'zh-chat')
  await ana.goto(`${site.address}settings/language`)
  await keep(ana, 'zh-settings')
  await ana.goto(`${site.address}contacts/ben`)
  await keep(ana, 'zh-profile')
})

journey('a message is first stored, then delivered, then read', async ({ site, visitorAs, until }) => {
  for (const username of ['ana', 'ben']) await site.add(username)
  const talk = await site.introduce('ana', 'ben')
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  const receipt = async () => await ana.locator('.mine .receipt').last().getAttribute('data-receipt')
  await until(async () => await isLive(ana), true, 'the script runs the page')
  await write(ana, 'One for later')
  await until(receipt, 'stored', 'ben is not there')
  const ben = await (await visitorAs('ben')).open('contacts/')
  await until(receipt, 'delivered', 'ben’s browser has it, ben looks at another conversation')
  await ben.goto(`${site.address}conversations/${talk}`)
  await until(receipt, 'read', 'ben has it on screen')
})
