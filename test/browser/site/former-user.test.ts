import t from 'tap'
import { PASSWORD } from '#test/world.ts'
import { journeys } from '../stage/journey.ts'

const journey = journeys(t, ['ana', 'ben'])

journey('U238 a former user → a chat without a way to a profile that is gone', async ({ t, site, visitorAs }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'goodbye')
  const ben = await (await visitorAs('ben', { javaScriptEnabled: false })).open('settings/account')
  await ben.locator('.dangers summary').click()
  await ben.locator('input[type=password]').fill(PASSWORD)
  await ben.getByRole('button', { name: 'Delete my account' }).click()
  await ben.getByText('will be deleted in 7 days').waitFor()
  site.lagMs -= 8 * 86_400_000
  await site.holdline.people.deletions.run()
  const ana = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await ana.locator('h1', { hasText: 'Former user' }).waitFor()
  t.equal(await ana.locator('.conversation-head [data-side]').count(), 1, 'options of the chat alone')
  t.equal(await ana.locator('.conversation-head .avatar').getAttribute('data-initials'), '–')
})
