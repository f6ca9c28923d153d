import t from 'tap'
import type { Page } from 'playwright-core'
import { SKINS } from '#domain/account/settings.ts'
import { journeys, keep } from '../stage/journey.ts'
import { isLive } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

const paper = async (page: Page) => await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
}

journey('U91 a chosen skin → the same by day and by night, and on one’s other pages at once', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Hello, *look* at `this`')
  const ana = await visitorAs('ana')
  const chat = await ana.open(`conversations/${talk}`)
  await until(() => isLive(chat), true, 'the script runs the page')
  await chat.evaluate('window.stays = true')
  const settings = await ana.open('settings/look')
  await keep(settings, 'en-settings-look')
  const seen = new Set<string>()
  for (const skin of SKINS) {
    await settings.getByLabel('Colours').selectOption(skin)
    await save(settings)
    const colours = []
    for (const colorScheme of ['light', 'dark'] as const) {
      await settings.emulateMedia({ colorScheme })
      colours.push(await paper(settings))
    }
    t.equal(colours[0], colours[1], skin)
    seen.add(colours[0] ?? '')
    await until(() => paper(chat), colours[0] ?? '', 'the other page follows')
    await keep(chat, `en-skin-${skin}`)
  }
  t.equal(await chat.evaluate('window.stays'), true, 'without a reload')
  t.ok(seen.size >= SKINS.length - 1, 'they differ')
})

journey('U91 size, distances and motion → as chosen, in the version without script too', async ({ t, site, visitorAs }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Hello')
  const ana = await visitorAs('ana', { javaScriptEnabled: false })
  const page = await ana.open('settings/look')
  const row = async () => (await (await ana.open('conversations/')).locator('#conversations .row > a').first().boundingBox())?.height ?? 0
  const roomy = await row()
  await page.getByLabel('Text size').selectOption('largest')
  await page.getByLabel('Spacing').selectOption('compact')
  await page.getByLabel('Motion').selectOption('reduced')
  await save(page)
  t.equal(await page.evaluate('getComputedStyle(document.body).fontSize'), '21px')
  t.equal(await page.evaluate('getComputedStyle(document.querySelector(".button")).transitionDuration'), '0s')
  await page.getByLabel('Text size').selectOption('medium')
  await save(page)
  const compact = await row()
  t.ok(compact < roomy - 8 && compact >= 44, `${roomy} and ${compact}`)
})
