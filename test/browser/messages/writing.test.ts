import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, messages, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])
const SENDS = '**/api/conversations/*/messages'

async function openChat ({ site, visitorAs, until }: Stage, expected?: RegExp): Promise<{ page: Page, talk: string }> {
  const talk = await site.introduce('ana', 'ben')
  const ana = await visitorAs('ana', expected === undefined ? {} : { expected })
  const page = await ana.open(`conversations/${talk}`)
  await until(async () => await isLive(page), true, 'the script runs the page')
  return { page, talk }
}

async function focused (page: Page): Promise<string> {
  return await page.evaluate('document.activeElement.id')
}

journey('Enter sends, Shift and Enter break the line, and composing never sends', async stage => {
  const { t, until } = stage
  const { page } = await openChat(stage)
  const box = composer(page)
  t.equal(await focused(page), 'composer-body', 'the composer has the focus')
  await page.evaluate("addEventListener('invalid', () => { window.wasTold = true }, true)")
  await page.locator('#composer .send').click()
  t.notOk(await page.evaluate('window.wasTold'), 'U37 an empty one is sent to nobody without a word of the browser’s own')
  t.equal(await focused(page), 'composer-body')
  await page.keyboard.type('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  t.equal(await box.inputValue(), 'one\ntwo', 'Shift and Enter broke the line')
  await page.keyboard.press('Enter')
  await until(async () => await texts(page), ['one\ntwo'], 'Enter sent both lines')
  t.equal(await box.inputValue(), '', 'and the box is empty')

  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 })
  for (const [key, windowsVirtualKeyCode] of [['Process', 229], ['Enter', 13]] as const) {
    await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code: 'Enter', windowsVirtualKeyCode })
    t.equal(await box.inputValue(), 'nihao', `while composing, Enter (as ${key}) is the input method’s own`)
  }
  await devtools.send('Input.insertText', { text: '你好' })
  t.equal(await box.inputValue(), '你好')
  await page.keyboard.press('Enter')
  await until(async () => await texts(page), ['one\ntwo', '你好'], 'the next one sends')

  await page.keyboard.press('Enter')
  await page.keyboard.type('   ')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  t.equal(await messages(page).count(), 2, 'an empty message is not sent')
  await box.fill('by the button')
  await page.getByRole('button', { name: 'Send' }).click()
  await until(async () => await texts(page), ['one\ntwo', '你好', 'by the button'], 'the button sends, too')
  t.equal(await focused(page), 'composer-body', 'and the focus stays')
})

journey('D33 a message is stored and its event comes later → it looks sent already', async stage => {
  const { t, until } = stage
  const { page } = await openChat(stage)
  await write(page, 'first')
  await page.locator('.message.mine[data-no] .bubble').waitFor()
  // Its poll is never answered again.
  await page.route('**/poll?*', () => {})
  await write(page, 'second')
  const copy = page.locator('.outgoing[data-copy-of][data-state=stored]')
  await copy.waitFor()
  const look = async (bubble: string) => await page.evaluate<string>(`(function (style) {
    return style.backgroundColor + ' ' + style.color
  })(getComputedStyle(document.querySelector('${bubble}')))`)
  await until(async () => await look('.outgoing[data-state=stored] .bubble') === await look('.message.mine[data-no] .bubble'), true, 'alike')
  t.equal((await copy.locator('.state').innerText()).trim(), 'Sent')
  await keep(page, 'en-stored')
})

// The order of Chrome on macOS for Korean, whose last syllable is always being composed.
journey('B38 keydown 229, commit, keydown 13 at once → the Korean message is sent', async stage => {
  const { t, until } = stage
  const { page } = await openChat(stage)
  const devtools = await page.context().newCDPSession(page)
  const enter = async (key: string, windowsVirtualKeyCode: number) =>
    await devtools.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code: 'Enter', windowsVirtualKeyCode })
  await devtools.send('Input.imeSetComposition', { text: '안녕', selectionStart: 2, selectionEnd: 2 })
  await Promise.all([enter('Process', 229), devtools.send('Input.insertText', { text: '안녕' }), enter('Enter', 13)])
  await until(async () => await texts(page), ['안녕'], 'one Enter was enough')
  t.equal(await composer(page).inputValue(), '', 'and no line was broken')
})

journey('Enter breaks the line on a touch keyboard, and wherever the user chooses so', async stage => {
  const { t, site, visitorAs, until } = stage
  const talk = await site.introduce('ana', 'ben')
  const phone = await (await visitorAs('ana', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })).open(`conversations/${talk}`)
  const desk = await (await visitorAs('ben')).open('settings/writing')
  await desk.getByLabel('The Enter key').selectOption({ index: 1 })
  await desk.getByRole('button', { name: 'Save' }).click()
  await desk.getByText('Saved.').waitFor()
  await desk.goto(`${site.address}conversations/${talk}`)
  for (const page of [phone, desk]) {
    await until(async () => await isLive(page), true, 'the script runs the page')
    await composer(page).fill('one')
    await composer(page).press('End')
    await composer(page).press('Enter')
    await composer(page).pressSequentially('two')
    t.equal(await composer(page).inputValue(), 'one\ntwo')
  }
  t.same(await site.texts('ana', talk), [], 'nothing was sent')
  await phone.getByRole('button', { name: 'Send' }).tap()
  await until(async () => await texts(desk), ['one\ntwo'], 'the button sends')
  await composer(desk).press('Control+Enter')
  await until(async () => await texts(phone), ['one\ntwo', 'one\ntwo'], 'and so does Enter with Ctrl')
})

journey('a half-typed text and pending messages survive a reload, and arrive once, in order', async stage => {
  const { t, site, until } = stage
  const { page, talk } = await openChat(stage, /ERR_FAILED/)
  await page.route(SENDS, async route => await route.abort())
  await write(page, 'first')
  await write(page, 'second')
  await composer(page).pressSequentially('half a thou')
  await page.reload()
  await until(async () => await texts(page), ['first', 'second'], 'both are still shown')
  await until(async () => await composer(page).inputValue(), 'half a thou', 'and so is the draft')
  t.equal(await page.locator('.outgoing[data-state=sending], .outgoing[data-state=waiting]').count(), 2, 'as pending')
  t.ok(await composer(page).isEnabled(), 'the composer always works')
  await keep(page, 'en-sending')
  t.same(await site.texts('ana', talk), [], 'nothing has arrived yet')

  await page.unroute(SENDS)
  await page.evaluate('window.dispatchEvent(new Event("online"))')
  await until(async () => await site.texts('ana', talk), ['first', 'second'], 'now they did')
  await until(async () => await page.locator('.message[data-no] .text').allInnerTexts(), ['first', 'second'], 'and each stands in its place')
  t.equal(await messages(page).count(), 2, 'once')
  t.equal(await composer(page).inputValue(), 'half a thou', 'the draft was not sent along')
})

journey('a failed message waits in its place to be retried or deleted', async stage => {
  const { t, site, until } = stage
  const { page, talk } = await openChat(stage, /status of (409|507)/)
  const failed = page.locator('.outgoing[data-state=failed]')
  const refuseWith = async (statusCode: number, code: string) =>
    await page.route(SENDS, async route => await route.fulfill({ status: statusCode, json: { statusCode, code, error: '', message: '' } }))
  await refuseWith(409, 'CONFLICT')
  await write(page, 'to be deleted')
  await failed.getByRole('button', { name: 'Try again' }).waitFor()
  t.ok(await composer(page).isEnabled())
  await page.unroute(SENDS)
  await write(page, 'shorter')
  await until(async () => await site.texts('ana', talk), ['shorter'], 'a failed message does not stop later ones')
  await keep(page, 'en-failed')
  await failed.getByRole('button', { name: 'Delete' }).click()
  await until(async () => await texts(page), ['shorter'], 'it is gone')

  await refuseWith(507, 'STORAGE_FULL')
  await write(page, 'when there is room')
  await failed.getByText('The server has no space left').waitFor()
  await page.unroute(SENDS)
  await failed.getByRole('button', { name: 'Try again' }).click()
  await until(async () => await site.texts('ana', talk), ['shorter', 'when there is room'], 'the retry succeeded')
  await until(async () => await messages(page).count(), 2, 'and stands there once')
})

journey('U37 a second line → 12 px corners, and no text within 8 px of the edge when it scrolls', async stage => {
  const { t } = stage
  const { page } = await openChat(stage)
  const style = 'getComputedStyle(document.querySelector("#composer textarea"))'
  const look = async () => await page.evaluate(`[${style}.borderTopLeftRadius, ${style}.borderTopWidth]`)
  t.same(await look(), ['22px', '8px'])
  await composer(page).fill('line\n'.repeat(40))
  t.same(await look(), ['12px', '8px'])
  const [line, box] = [await page.locator('#typing').boundingBox(), await composer(page).boundingBox()]
  t.ok((box?.y ?? 0) - ((line?.y ?? 0) + (line?.height ?? 0)) >= 4, 'the typing line does not touch the focus ring')
})

journey('U7 B21 a pasted text that is too long → stays whole, is not sent, and goes in two', async stage => {
  const { t, site, until } = stage
  const { page, talk } = await openChat(stage)
  const text = '长'.repeat(3_040)
  await composer(page).evaluate((box: { focus (): void }) => { box.focus() })
  await page.keyboard.insertText(text)
  const limit = page.locator('.text-limit')
  await limit.getByText('9,120 of 8,192 bytes; about 310 characters too long.').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  t.equal(await composer(page).inputValue(), text, 'nothing is cut')
  t.same(await texts(page), [], 'nor sent')
  await keep(page, 'en-too-long')
  await page.getByRole('button', { name: 'Send in two' }).click()
  await until(async () => (await site.texts('ana', talk)).map(part => part.length), [2_730, 310], 'two messages')
  t.equal((await site.texts('ana', talk)).join(''), text)
  t.equal(await composer(page).inputValue(), '')
  t.notOk(await limit.isVisible())
})

journey('a refused message shows why, stays after a reload, and is sent once allowed', async stage => {
  const { t, site, until } = stage
  const { page, talk } = await openChat(stage, /status of 403/)
  await site.say('ben', talk, 'Farewell')
  await until(async () => await texts(page), ['Farewell'], 'ben’s last message')
  await site.holdline.messenger.contacts.remove(await site.idOf('ben'), 'ana')
  await write(page, 'Why?')
  const bounce = page.locator('.outgoing[data-state=bounced]')
  await bounce.getByText('Not delivered: you’re not contacts.').waitFor()
  t.ok(await bounce.getByRole('link', { name: 'Send a contact request' }).isVisible(), 'and the remedy')
  await keep(page, 'en-bounce')
  await page.reload()
  await bounce.getByText('Not delivered: you’re not contacts.').waitFor()
  t.same(await texts(page), ['Farewell', 'Why?'], 'in its place, once')
  t.ok(await bounce.getByRole('link', { name: 'Send a contact request' }).isVisible())
  t.equal(await page.locator(`#conversation-${talk}`).getAttribute('data-outgoing'), 'failed', 'U23 its row is still marked')
  await bounce.getByRole('button', { name: 'Try again' }).click()
  await bounce.getByText('Not delivered: you’re not contacts.').waitFor()

  await site.introduce('ben', 'ana')
  await bounce.getByText('You’re contacts again.').waitFor()
  await keep(page, 'en-bounce-open')
  t.equal(await bounce.getByRole('link').count(), 0, 'U23 nothing is left to ask')
  await bounce.getByRole('button', { name: 'Send now' }).click()
  await until(async () => await site.texts('ben', talk), ['Farewell', 'Why?'], 'now it is sent')
  await until(async () => await bounce.count(), 0, 'and bounces no more')
  t.same((await texts(page)).filter(text => text === 'Why?'), ['Why?'], 'shown once')
})
