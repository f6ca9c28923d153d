// Pictures over their chat: by mouse, keys and touch, and back again.
import t from 'tap'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
const picture = readFileSync('public/site/favicon.png').toString('base64')

/** Sends a picture of each name from this page, and returns when they are shown. */
async function sendPictures (page: Page, talk: string, names: readonly string[]): Promise<void> {
  await page.evaluate(`(async function () {
    var bytes = Uint8Array.from(atob('${picture}'), function (char) { return char.charCodeAt(0) })
    var ids = []
    for (const name of ${JSON.stringify(names)}) {
      const form = new FormData()
      form.append('form_token', document.querySelector('[name=form_token]').value)
      form.append('file', new Blob([bytes], { type: 'image/png' }), name)
      ids.push((await (await fetch('../api/files', { method: 'POST', body: form })).json()).file.id)
    }
    await fetch('../api/conversations/${talk}/messages', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ clientId: 'client-' + Date.now(), body: '', fileIds: ids })
    })
  })()`)
  await page.locator('a[data-view]').nth(names.length - 1).waitFor()
}

const over = (page: Page) => page.locator('.viewer-over')
const name = async (page: Page) => await over(page).locator('.file-name').innerText()

async function inChat ({ site, visitorAs, until }: Stage): Promise<{ page: Page, talk: string }> {
  const talk = await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  await sendPictures(page, talk, ['one.png', 'two.png', 'three.png'])
  await composer(page).fill('half a thought')
  return { page, talk }
}

journey('U263 a picture opens over its chat; keys turn it, Esc closes it, the focus is back', async stage => {
  const { t, until } = stage
  const { page, talk } = await inChat(stage)
  await page.evaluate('window.notReloaded = true')
  const second = page.locator('a[data-view]').nth(1)
  const file = await second.getAttribute('data-view')
  await second.focus()
  await page.keyboard.press('Enter')
  await over(page).waitFor()
  t.equal(await name(page), 'two.png')
  t.equal(await page.evaluate('document.activeElement.id'), 'viewer')
  await until(async () => await page.evaluate('document.querySelector(".viewer-over img").naturalWidth > 0'), true, 'the picture has come')
  await keep(page, 'viewer-over')
  await page.keyboard.press('ArrowRight')
  await until(async () => await name(page), 'three.png', 'the next one')
  t.equal(await over(page).locator('.viewer-next').count(), 0, 'the last has none after it')
  await page.keyboard.press('ArrowLeft')
  await until(async () => await name(page), 'two.png', 'back')
  await page.keyboard.press('Escape')
  await until(async () => await over(page).count(), 0, 'closed')
  t.equal(new URL(page.url()).pathname, `/conversations/${talk}`)
  t.equal(await page.evaluate('document.activeElement.getAttribute("data-view")'), file)
  t.same([await composer(page).inputValue(), await page.evaluate('window.notReloaded')], ['half a thought', true], 'the chat stayed as it was')
})

journey('U263 a press magnifies, a press beside it and the back button close it', async stage => {
  const { t, until } = stage
  const { page, talk } = await inChat(stage)
  await page.locator('a[data-view]').first().click()
  await over(page).locator('img').click()
  await until(async () => await page.locator('.viewer-over.zoomed').count(), 1, 'magnified')
  await page.keyboard.press('Escape')
  await until(async () => await page.locator('.viewer-over.zoomed').count(), 0, 'as it was')
  await over(page).locator('.viewer-middle').click({ position: { x: 10, y: 10 } })
  await until(async () => await over(page).count(), 0, 'closed beside it')
  await page.locator('a[data-view]').first().click()
  await over(page).waitFor()
  await page.goBack()
  await until(async () => await over(page).count(), 0, 'closed by the back button')
  t.match(page.url(), `/conversations/${talk}`, 'in the same chat')
})

journey('U263 the page of a file by itself → keys lead to its neighbours', async stage => {
  const { until } = stage
  const { page } = await inChat(stage)
  await page.goto(new URL(await page.locator('a[data-view]').first().getAttribute('href') ?? '', page.url()).href)
  await until(async () => await isLive(page), true, 'the script runs the page')
  const shown = page.locator('.viewer .file-name')
  await until(async () => {
    if (await shown.innerText() === 'one.png') await page.keyboard.press('ArrowRight')
    return await shown.innerText()
  }, 'two.png', 'the next one')
})
