// Files from one browser to another, through networks that cut what is large.
import { createHash, randomBytes } from 'node:crypto'
import t, { type Test } from 'tap'
import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { openProxy } from '../../hostile-proxy/proxy.ts'
import type { Switch } from '../../hostile-proxy/exchange.ts'
import { cutSlowBodies, limitBodies } from '../../hostile-proxy/switches/bodies.ts'
import { journeys, keep, type Stage } from '../stage/journey.ts'
import { composer, isLive, write } from '../stage/visitor.ts'
import { choose, paste, type Chosen } from './choosing.ts'

const journey = journeys(t, ['ana', 'ben'])
/** Chromium logs a line for each answer that the network gives in the server's place. */
const CUT = /the server responded with a status of 413|ERR_/

async function behind (t: Test, { site }: Stage, ...switches: Switch[]): Promise<string> {
  const proxy = await openProxy({ upstream: site.address.slice(0, -1), switches })
  t.teardown(proxy.close)
  return `${proxy.origin}/`
}

interface Got {
  name: string
  type: string
  size: number
  alt?: string
  width?: number
  height?: number
  peaks?: number[]
  durationMs?: number
  hasPoster?: true
  hash: string
}

/** The files of a conversation as this person gets them, with the hash of their bytes. */
async function filesOf (page: Page, talk: string): Promise<Got[]> {
  return await page.evaluate(`fetch('../api/conversations/${talk}/messages').then(function (answer) { return answer.json() }).then(function (answer) {
    var files = [].concat.apply([], answer.messages.map(function (message) { return message.files || [] }))
    return Promise.all(files.map(function (file) {
      return fetch('../files/' + file.id + '/x').then(function (answer) { return answer.arrayBuffer() }).then(function (bytes) {
        return crypto.subtle.digest('SHA-256', bytes)
      }).then(function (hash) {
        file.hash = [].map.call(new Uint8Array(hash), function (byte) { return (256 + byte).toString(16).slice(1) }).join('')
        return file
      })
    }))
  })`)
}

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const file = (name: string, mimeType: string, buffer: Buffer): Chosen => ({ name, mimeType, buffer })

journey('U284 photo, screenshot, PDF, voice note, archive -> all arrive, though bodies are cut', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  const address = await behind(t, stage, limitBodies({ bytes: 64_000 }))
  const ana = await visitorAs('ana', { address, expected: CUT, permissions: ['microphone'] })
  const page = await ana.open(`conversations/${talk}`)
  const ben = await (await visitorAs('ben')).open(`conversations/${talk}`)
  for (const each of [page, ben]) await until(() => isLive(each), true, 'the script runs the page')
  const photo = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 20 } } })
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '38/1 43/1 0/1' } }).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  const report = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(30_000)])
  const large = randomBytes(1_500_000)

  await choose(page, file('photo.jpg', 'image/jpeg', photo), file('report.pdf', 'application/pdf', report))
  await page.locator('.files-strip .chosen-alt').fill('The harbour at dusk')
  await composer(page).fill('Two things')
  await composer(page).press('Enter')
  await until(() => page.locator('.files-strip').count(), 0, 'the strip is empty')
  await page.locator('.files-sending .chosen-note', { hasText: 'Your network cuts large uploads' }).first().waitFor()
  await keep(page, 'files-sending')
  await until(async () => (await filesOf(ben, talk)).map(({ name }) => name), ['photo.jpg', 'report.pdf'], 'both arrive')
  const [first, second] = await filesOf(ben, talk)
  t.match(first, { type: 'image/jpeg', width: 800, height: 1200, alt: 'The harbour at dusk' }, 'upright')
  t.match(second, { type: 'application/pdf', size: report.length, hash: hashOf(report) })

  await paste(page, 'image.png', 'image/png', await sharp({ create: { width: 300, height: 200, channels: 4, background: '#2f7d6d' } }).png().toBuffer())
  await choose(page, file('archive.zip', 'application/zip', large))
  await page.locator('#composer .send').click()
  await write(page, 'A text overtakes them')
  await until(async () => (await site.texts('ben', talk)).includes('A text overtakes them'), true, 'it does not wait')
  await until(async () => (await filesOf(ben, talk)).map(({ name }) => name), ['photo.jpg', 'report.pdf', 'image.png', 'archive.zip'], 'these, too')
  t.equal((await filesOf(ben, talk))[3]?.hash, hashOf(large))

  await page.locator('.record').click()
  await page.locator('#recorder').waitFor()
  await until(async () => await page.locator('#recorder [data-slot=time]').innerText(), '0:02', 'the length runs')
  await keep(page, 'files-recording')
  await page.getByRole('button', { name: 'Done' }).click()
  await page.locator('.files-strip audio').waitFor()
  await keep(page, 'files-recorded')
  await page.locator('#composer .send').click()
  await until(async () => (await filesOf(ben, talk)).length, 5, 'the voice note')
  const note = (await filesOf(ben, talk))[4]
  t.match(note, { type: /^audio\/webm/, name: /^Voice message/ })
  t.ok((note?.peaks?.length ?? 0) > 10 && (note?.durationMs ?? 0) > 1_000, JSON.stringify(note))
  await until(() => page.locator('.outgoing[data-state]').count(), 0, 'nothing is left on its way')
  t.same(await page.evaluate('Object.keys(localStorage).filter(function (key) { return /outbox/.test(key) })'), [])
  await keep(ben, 'files-arrived')
})

journey('U280 an upload under way, the page loaded again -> it goes on, and is sent once', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  const gate = { isOpen: true, chunks: 0 }
  const address = await behind(t, stage, next => async ask => {
    if (!/\/uploads\/[^/]+\?offset=/.test(ask.url)) return await next(ask)
    if (!gate.isOpen && gate.chunks > 1) return await new Promise<never>(() => {})
    gate.chunks += 1
    return await next(ask)
  })
  gate.isOpen = false
  const ana = await visitorAs('ana', { address, expected: CUT })
  const page = await ana.open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  const large = randomBytes(2_000_000)
  await choose(page, file('archive.zip', 'application/zip', large))
  await composer(page).press('Enter')
  await until(() => gate.chunks, 2, 'some chunks have passed')
  await page.reload()
  gate.isOpen = true
  const ben = await (await visitorAs('ben')).open(`conversations/${talk}`)
  await until(async () => (await filesOf(ben, talk)).map(({ hash }) => hash), [hashOf(large)], 'it arrives')
  t.ok(gate.chunks <= 5, `what the server had was not sent again: ${gate.chunks} chunks`)
  await until(() => page.locator('.outgoing[data-state]').count(), 0, 'nothing is left on its way')
  t.equal(await page.evaluate(`new Promise(function (done) {
    var opening = indexedDB.open(${JSON.stringify(`/holdline.files.${await site.idOf('ana')}`)})
    opening.onsuccess = function () {
      opening.result.transaction('files').objectStore('files').count().onsuccess = function (event) { done(event.target.result) }
    }
  })`), 0, 'and the browser keeps none of its bytes')
})

journey('U281 a slow uplink whose long requests are cut -> smaller chunks, and polls go on', async stage => {
  const { t, site, until, visitorAs } = stage
  const talk = await site.introduce('ana', 'ben')
  const address = await behind(t, stage, cutSlowBodies({ bytesPerMs: 400, forMs: 200 }))
  const page = await (await visitorAs('ana', { address, expected: CUT })).open(`conversations/${talk}`)
  const ben = await (await visitorAs('ben')).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  const large = randomBytes(400_000)
  await choose(page, file('archive.zip', 'application/zip', large))
  await composer(page).press('Enter')
  await page.locator('.chosen-note', { hasText: 'in pieces of' }).waitFor()
  await site.say('ben', talk, 'Is it coming?')
  await page.locator('.message.theirs', { hasText: 'Is it coming?' }).waitFor()
  await until(async () => (await filesOf(ben, talk)).map(({ hash }) => hash), [hashOf(large)], 'it arrives')
})

/** A second of a moving picture, as this browser records it. */
const CLIP = `new Promise(function (done) {
  var canvas = document.createElement('canvas')
  var pen = canvas.getContext('2d')
  var pieces = []
  var drawing = setInterval(function () {
    pen.fillStyle = 'hsl(' + Math.random() * 360 + ', 60%, 50%)'
    pen.fillRect(0, 0, canvas.width, canvas.height)
  }, 40)
  canvas.width = 320
  canvas.height = 240
  var recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' })
  recorder.ondataavailable = function (event) { pieces.push(event.data) }
  recorder.onstop = function () {
    var data = new DataTransfer()
    clearInterval(drawing)
    data.items.add(new File(pieces, 'clip.webm', { type: 'video/webm' }))
    document.getElementById('composer-body').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    done()
  }
  recorder.start()
  setTimeout(function () { recorder.stop() }, 1000)
})`

journey('A video -> gets its picture from the browser that sends it', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  await page.evaluate(CLIP)
  await page.locator('.files-strip > li', { hasText: 'clip.webm' }).waitFor()
  await composer(page).press('Enter')
  await until(async () => (await filesOf(page, talk)).length, 1, 'it is sent')
  const [video] = await filesOf(page, talk)
  t.match(video, { type: 'video/webm', hasPoster: true, width: 320, height: 240 })
  await keep(page, 'files-video')
})

journey('A damaged picture -> its message says so; deleted, the next one goes', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana', { expected: /status of 400/ })).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  const whole = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#2f7d6d' } }).jpeg().toBuffer()
  await choose(page, file('harbour.jpg', 'image/jpeg', whole.subarray(0, 200)))
  await composer(page).press('Enter')
  const copy = page.locator('.outgoing[data-state=failed]')
  await copy.getByText('“harbour.jpg” can’t be read').waitFor()
  await keep(page, 'files-damaged')
  await copy.getByRole('button', { name: 'Delete' }).click()
  await write(page, 'Another time')
  await until(() => site.texts('ben', talk), ['Another time'], 'the next message goes')
  t.same(await filesOf(page, talk), [])
})

journey('Cancelled while it is uploaded -> nothing is sent, and the server has nothing', async ({ t, site, until, visitorAs }) => {
  const talk = await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana', { expected: CUT })).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  await page.route('**/uploads/*?offset=*', () => {})
  await choose(page, file('archive.zip', 'application/zip', randomBytes(400_000)))
  await composer(page).press('Enter')
  await page.locator('.files-stop').click()
  await until(() => page.locator('.outgoing[data-state]').count(), 0, 'it is gone')
  await write(page, 'Never mind')
  await until(() => site.texts('ben', talk), ['Never mind'], 'and the next message goes')
  t.same(await filesOf(page, talk), [])
})
