import t from 'tap'
import { journeys, keep } from '../stage/journey.ts'
import { composer, isLive, messages } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

journey('The picker → loaded when first opened; an emoji goes to the caret, another is a reaction', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Cake at six?')
  const page = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  t.equal(await page.evaluate('typeof Holdline.createPicker'), 'undefined')
  await composer(page).fill('Yes please')
  await composer(page).press('Home')
  for (let at = 0; at < 4; at++) await page.keyboard.press('ArrowRight')
  // Slow enough for a picker that does not wait for its sheet.
  await page.route('**/picker*.css', async route => { setTimeout(() => { route.continue().catch(t.threw) }, 400) })
  await page.locator('#emoji-open').click()
  await page.locator('#emoji').waitFor()
  await until(async () => (await page.locator('#emoji').boundingBox())?.width, 368, 'it is dressed')
  const { y = 0, height = 0 } = await page.locator('#emoji').boundingBox() ?? {}
  const above = (await page.locator('#emoji-open').boundingBox())?.y ?? 0
  t.ok(y >= 0 && y + height <= above && y + height >= above - 16, `right above its button: from ${y} to ${y + height}`)
  await keep(page, 'emoji-picker')
  await page.keyboard.type('蛋糕')
  await until(async () => (await page.locator('#emoji .emoji-grid button').allInnerTexts()).includes('🎂'), true, 'found in Chinese')
  await keep(page, 'emoji-search')
  await page.locator('#emoji .emoji-grid button', { hasText: '🎂' }).click()
  t.equal(await composer(page).inputValue(), 'Yes 🎂please')
  t.equal(await page.evaluate('document.activeElement.id'), 'composer-body')
  t.equal(await page.locator('#emoji').isVisible(), false)

  const message = messages(page).last()
  await message.hover()
  await message.locator('.more').click()
  await page.locator('#acts').waitFor()
  await keep(page, 'emoji-react')
  await page.locator('#acts .react-any').click()
  await page.locator('#emoji').waitFor()
  await page.keyboard.type('bee')
  await page.keyboard.press('Enter')
  await until(async () => await page.locator('#scroller .reaction').allInnerTexts(), ['🐝 1'], 'it is a reaction')
})

journey('A colon and a name in the composer → the emoji, chosen or named in full', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  await composer(page).focus()
  await page.keyboard.type('Done :tad')
  await until(async () => (await page.locator('#completion li').allInnerTexts())[0], '🎉 :tada:', 'it is offered')
  await keep(page, 'emoji-completion')
  await page.keyboard.press('Enter')
  t.equal(await composer(page).inputValue(), 'Done 🎉 ')
  await page.keyboard.type('at 10:30 :heart:')
  await until(async () => await composer(page).inputValue(), 'Done 🎉 at 10:30 ❤️', 'a name in full needs no choice')
})
