import t from 'tap'
import { PASSWORD } from '#test/world.ts'
import { journeys } from '../stage/journey.ts'

const journey = journeys(t, [])

journey('U9 the first run in a browser → its own zone is chosen, and it ends with a link to copy', async ({ t, site, visitor, until }) => {
  const secret = await site.holdline.people.site.makeSetupSecret()
  const root = await (await visitor({ timezoneId: 'Asia/Tokyo' })).open(`setup/${secret}`)
  await until(async () => await root.getByLabel('Time zone').inputValue(), 'Asia/Tokyo', 'the browser’s zone')
  await root.locator('[name=username]').fill('root')
  await root.locator('[name=password]').fill(PASSWORD)
  await root.locator('[name=sign_up]').selectOption('invite')
  await root.locator('button.primary').click()
  await root.getByRole('heading', { name: 'Holdline is ready' }).waitFor()
  t.equal(site.holdline.people.site.get().timeZone, 'Asia/Tokyo')
  const link = root.locator('[data-link]')
  t.ok((await link.inputValue()).startsWith(`${site.address}signup?invite=`))
  await root.getByRole('button', { name: 'Copy' }).click()
  await root.getByText('Copied.').waitFor()
})
