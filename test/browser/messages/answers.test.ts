import t from 'tap'
import type { Page } from 'playwright-core'
import { journeys, keep } from '../stage/journey.ts'
import { composer, messages, texts, write } from '../stage/visitor.ts'

const journey = journeys(t, ['ana', 'ben'])

const menu = (page: Page) => page.getByRole('dialog', { name: 'This message' })
const bar = (page: Page) => page.locator('#replying .quote')
const chips = async (page: Page) => await page.locator('#scroller .reaction').allInnerTexts()

async function openMenu (page: Page, text: string): Promise<void> {
  const message = messages(page).filter({ has: page.locator('.bubble > .text', { hasText: text }) }).first()
  await message.hover()
  await message.locator('.more').click()
  await menu(page).waitFor()
}

journey('Reply → composer and answer quote the message, and follow its edit and recall', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'Shall we <b>meet</b> at the harbour, or is that too far for you on a weekday evening?')
  await site.say('ben', talk, 'I could come by at six.')
  const [ana, ben] = [await visitorAs('ana'), await visitorAs('ben')]
  const page = await ana.open(`conversations/${talk}`)
  const other = await ben.open(`conversations/${talk}`)
  await openMenu(page, 'at the harbour')
  await keep(page, 'answers-menu')
  await menu(page).getByRole('link', { name: 'Reply' }).click()
  await until(async () => await bar(page).innerText(), 'Reply to Ben\nShall we <b>meet</b> at the harbour, or is that too far for you on a weekday evening?', 'the composer quotes it')
  t.equal(await menu(page).count(), 0)
  t.equal(await page.evaluate('document.activeElement.id'), 'composer-body', 'and has the focus')
  await page.reload()
  await until(async () => await bar(page).innerText(), 'Reply to Ben\nShall we <b>meet</b> at the harbour, or is that too far for you on a weekday evening?', 'also after a reload')
  await keep(page, 'answers-composer')
  await composer(page).press('Escape')
  await until(async () => await bar(page).count(), 0, 'Esc lets go of it')
  await openMenu(page, 'at the harbour')
  await menu(page).getByRole('link', { name: 'Reply' }).click()
  await write(page, 'The harbour is fine.')
  for (const each of [page, other]) {
    await until(async () => await messages(each).last().locator('.quote-text').innerText(), 'Shall we <b>meet</b> at the harbour, or is that too far for you on a weekday evening?', 'the answer quotes it')
  }
  t.equal(await bar(page).count(), 0, 'the next text answers nothing')
  await until(async () => await page.locator('#on-their-way li').count(), 0, 'it has arrived')
  await keep(page, 'answers')
  await messages(page).last().locator('.quote').click()
  await until(async () => await page.locator('.message.pointed .bubble > .text').innerText(), 'Shall we <b>meet</b> at the harbour, or is that too far for you on a weekday evening?', 'the quote leads to it')

  const { messages: domain } = site.holdline.messenger
  await domain.edit(await site.idOf('ben'), talk, 2, 'Shall we meet?')
  await until(async () => await messages(page).last().locator('.quote-text').innerText(), 'Shall we meet?', 'an edit changes the quote')
  await openMenu(page, 'Shall we meet?')
  await menu(page).getByRole('link', { name: 'Reply' }).click()
  await domain.recall(await site.idOf('ben'), talk, 2)
  for (const place of [messages(page).last().locator('.quote-text'), messages(other).last().locator('.quote-text'), bar(page).locator('.quote-text')]) {
    await until(async () => await place.innerText(), 'Message recalled', 'a recall takes the text out of it')
  }
  await keep(page, 'answers-recalled')
  t.notMatch(await page.content(), 'Shall we meet?')
})

journey('a quote of a message far back → opens it between its neighbours', async ({ site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'the beginning')
  for (let at = 0; at < 90; at++) await site.say('ben', talk, `number ${at}`)
  const { messages: domain } = site.holdline.messenger
  await domain.send({ senderId: await site.idOf('ben'), conversationId: talk, clientId: 'answer-1', body: 'to that', replyTo: 2 })
  const page = await (await visitorAs('ana')).open(`conversations/${talk}?at=end#end`)
  await until(async () => (await texts(page)).at(-1), 'to that', 'the newest is shown')
  await messages(page).last().locator('.quote').click()
  await until(async () => (await texts(page))[0], 'the beginning', 'it opens there')
  await until(async () => await page.locator('.message:target .bubble').isVisible(), true, 'and shows which')
})

journey('reactions → by the menu and by a press, live in both pages, kept over an edit', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  await site.say('ben', talk, 'There is cake!')
  await site.say('ana', talk, 'Where?')
  const [ana, ben] = [await visitorAs('ana'), await visitorAs('ben')]
  const page = await ana.open(`conversations/${talk}`)
  const other = await ben.open(`conversations/${talk}`)
  await openMenu(page, 'There is cake!')
  await menu(page).getByRole('button', { name: '👍' }).click()
  for (const each of [page, other]) await until(async () => await chips(each), ['👍 1'], 'it stands under the message')
  t.same([await page.locator('.reaction.own').count(), await other.locator('.reaction.own').count()], [1, 0])
  await other.locator('.reaction').click()
  for (const each of [page, other]) await until(async () => await chips(each), ['👍 2'], 'another counts on')
  await site.holdline.messenger.reactions.react(await site.idOf('ben'), talk, 3, '🙏', true)
  await until(async () => await chips(page), ['👍 2', '🙏 1'], 'of the other’s on one’s own')
  await keep(page, 'reactions')
  await openMenu(page, 'There is cake!')
  t.match(await menu(page).locator('.reactors').innerText(), /Reactions\s+👍 (?:You|Ben)\s+👍 (?:You|Ben)/)
  await keep(page, 'reactions-menu')
  await page.keyboard.press('Escape')
  await site.holdline.messenger.messages.edit(await site.idOf('ben'), talk, 2, 'There was cake.')
  await until(async () => (await texts(page))[0], 'There was cake.', 'edited')
  t.same(await chips(page), ['👍 2', '🙏 1'])
  t.equal(await page.locator('.reaction.own').count(), 1)
  await page.locator('.reaction.own').click()
  for (const each of [page, other]) await until(async () => (await chips(each))[0], '👍 1', 'pressed again, it is taken back')
  await page.reload()
  await until(async () => await chips(page), ['👍 1', '🙏 1'], 'and so after a reload')
  await ana.open(`messages/${talk}?no=2`).then(async own => await keep(own, 'reactions-page'))
})
