import t from 'tap'
import { chrome64, noChrome64 } from '../engines/drivers/chrome-64.ts'
import { Chrome } from '../engines/drivers/chrome.ts'
import { Talker } from '../engines/talker.ts'
import { Site } from './site.ts'

const skip = noChrome64() ?? false

t.test('two people who meet in a Chrome of 2018 talk on the live page', { skip }, async t => {
  const site = new Site()
  await site.start()
  t.teardown(async () => await site.end())
  const chrome = await Chrome.start(await chrome64())
  t.teardown(async () => await chrome.end())
  t.match(await chrome.version(), /Chrome\/64\./)
  const [anaTab, benTab] = [await chrome.person(), await chrome.person()]
  const [ana, ben] = [new Talker(anaTab, site.address), new Talker(benTab, site.address)]

  await ana.signUp('ana', 'Ana Castro')
  await ben.signUp('ben', 'Ben Ade')
  await ana.askFor('ben', 'Ana here')
  await ben.accept()
  await ana.openWith('ben')
  await ben.goTo('conversations/')
  await ana.isLive()
  await ben.isLive()

  await ana.write('Hello Ben\n')
  await ana.seesTexts('Hello Ben')
  await ana.has('.mine .receipt[data-receipt=delivered]')
  await ben.sees('the title counts it', 'document.title.indexOf("(1) ") === 0')
  await ben.openFirst()
  await ben.isLive()
  await ana.has('.mine .receipt[data-receipt=read]')
  await ben.write('你好，Ana\n')
  await ana.seesTexts('Hello Ben', '你好，Ana')
  t.equal(await ana.typed(), '', 'what was sent is no longer in the box')

  await ben.write('half a tho')
  await ben.sees('the draft is kept', 'Object.keys(localStorage).some(function (key) { return localStorage[key].indexOf("half a tho") >= 0 })')
  await ben.tab.open(await ben.tab.ask('location.href'))
  await ben.isLive()
  t.equal(await ben.typed(), 'half a tho', 'a half-typed text outlives the page')
  t.same([...anaTab.troubles, ...benTab.troubles], [], 'nothing was wrong in either tab')

  await anaTab.refuse('*/messages')
  await ana.write('Does this arrive?\n')
  await ana.sees('a send has failed', 'document.querySelector("[data-state=waiting]")')
  await anaTab.refuse()
  await ben.seesTexts('Hello Ben', '你好，Ana', 'Does this arrive?')
  await ana.has('.mine:last-child .receipt[data-receipt=read]')
  await ana.seesTexts('Hello Ben', '你好，Ana', 'Does this arrive?')
  t.equal(await ben.typed(), 'half a tho', 'what arrives leaves it alone')

  t.same(anaTab.troubles.filter(line => !/ERR_BLOCKED_BY_CLIENT/.test(line)), [], 'but for the send that was refused')
  t.same(benTab.troubles, [])
  t.same(site.logged, [], 'nor was anything on the server')
})
