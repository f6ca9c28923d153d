import t from 'tap'
import { chrome64, noChrome64 } from '../../engines/drivers/chrome-64.ts'
import { Chrome, type ChromeTab } from '../../engines/drivers/chrome.ts'
import { completeName, doErrands, selectSeveral, sendFile, useEmoji, useMenus, useRowMenu } from '../../engines/errands.ts'
import { meetAndTalk, play } from '../../engines/stage.ts'

play(t, {
  name: 'two people who meet in a Chrome of 2018 talk on the live page',
  skip: noChrome64() ?? false,
  start: async () => await Chrome.start(await chrome64()),
  expected: /ERR_BLOCKED_BY_CLIENT/
}, async stage => {
  const { t } = stage
  const { ana, ben } = await meetAndTalk(stage)
  t.match(await ana.tab.ask('navigator.userAgent'), /Chrome\/64\./)

  await ben.write('half a tho')
  await ben.sees('the draft is kept', 'Object.keys(localStorage).some(function (key) { return localStorage[key].indexOf("half a tho") >= 0 })')
  await ben.tab.open(await ben.tab.ask('location.href'))
  await ben.isLive()
  t.equal(await ben.typed(), 'half a tho', 'a half-typed text outlives the page')

  const tab = ana.tab as ChromeTab
  await tab.refuse(['*/messages'])
  await ana.write('Does this arrive?\n')
  await ana.sees('a send has failed', 'document.querySelector("[data-state=waiting]")')
  await tab.refuse([])
  await ben.seesTexts('Hello Ben', '你好，Ana', 'Does this arrive?')
  await ana.has('.mine:last-child .receipt[data-receipt=read]')
  await ana.seesTexts('Hello Ben', '你好，Ana', 'Does this arrive?')
  t.equal(await ben.typed(), 'half a tho', 'an arriving message does not change it')
})

play(t, {
  name: 'Chrome of 2018: menus, picker, completion, selection and errands → each ends on the screen',
  skip: noChrome64() ?? false,
  start: async () => await Chrome.start(await chrome64())
}, async stage => {
  const { site } = stage
  const { ana } = await meetAndTalk(stage)
  await useMenus(ana)
  await useEmoji(ana)
  await sendFile(ana)
  await selectSeveral(ana)
  await useRowMenu(ana)
  await doErrands(ana)

  const { conversation: { id } } = await site.holdline.messenger.conversations.group(await site.idOf('ana'), 'Harbour', ['ben'])
  await ana.goTo(`conversations/${id}`)
  await ana.isLive()
  await completeName(ana)
})
