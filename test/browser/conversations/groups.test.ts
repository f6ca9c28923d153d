import t from 'tap'
import { journeys, keep } from '../stage/journey.ts'
import { composer, isLive, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben', 'cho', 'eve'])

journey('three people talk in a group that one of them created, until one leaves', async ({ t, site, visitorAs, until }) => {
  for (const other of ['ben', 'cho']) await site.introduce('ana', other)
  const ana = await (await visitorAs('ana')).open('conversations/')
  const ben = await (await visitorAs('ben')).open('conversations/')
  const cho = await (await visitorAs('cho', { viewport: { width: 390, height: 844 } })).open('conversations/')
  for (const page of [ana, ben, cho]) await until(async () => await isLive(page), true, 'the script runs the page')

  await ana.locator('.list .menu summary').click()
  await ana.getByRole('link', { name: 'New group' }).click()
  await ana.getByLabel('Group name').fill('Choir, Thursdays')
  for (const name of ['Ben', 'Cho']) await ana.locator('.picks').getByText(name, { exact: true }).click()
  await keep(ana, 'en-group-new')
  await ana.getByRole('button', { name: 'Create group' }).click()
  await composer(ana).waitFor()
  for (const page of [ben, cho]) {
    await page.locator('#conversations .row-name').getByText('Choir, Thursdays', { exact: true }).click()
    await composer(page).waitFor()
    await until(async () => await isLive(page), true, 'the group came by itself, and opens')
  }

  await write(ana, 'Is Thursday fine?')
  await write(ben, 'For me, yes')
  await until(async () => await texts(cho), ['Is Thursday fine?', 'For me, yes'], 'each gets every message')
  await write(cho, 'I will be late')
  const all = ['Is Thursday fine?', 'For me, yes', 'I will be late']
  for (const page of [ana, ben, cho]) await until(async () => await texts(page), all, 'in one order')
  for (const page of [ana, ben]) await composer(page).pressSequentially('…')
  await until(async () => /^(Ana and Ben|Ben and Ana) are typing…$/.test(await cho.locator('#typing').innerText()), true, 'two are named as typing')
  await keep(ana, 'en-group')
  await until(async () => await ana.locator('.mine .receipt').last().getAttribute('data-receipt'), 'read', 'read when both have read it')

  await ana.getByRole('link', { name: 'Show members' }).click()
  await ana.locator('#side .role').getByText('owner').waitFor()
  await keep(ana, 'en-group-members')
  await cho.goto(`${cho.url()}?side=1`)
  await cho.getByText('Leave group…').click()
  await cho.getByRole('button', { name: 'Leave' }).click()
  await cho.getByText('You’re no longer in this group.').waitFor()
  await until(async () => await ben.locator('.message.system').last().innerText().then(text => text.includes('Cho left the group')), true, 'the others are told')
  await write(ben, 'Without Cho, then')
  await until(async () => (await texts(ana)).at(-1), 'Without Cho, then', 'the remaining ones still get messages')
  await cho.reload()
  t.same(await texts(cho), all, 'cho, who left, keeps the messages until then, and gets no more')

  const eve = await (await visitorAs('eve', { expected: /status of 404/ })).open(new URL(ben.url()).pathname.slice(1))
  await eve.getByRole('heading', { name: 'Page not found' }).waitFor()
  await keep(eve, 'en-not-found')
})
