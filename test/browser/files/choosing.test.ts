// The strip of chosen files, the recorder: what happens before a byte has left.
import t from 'tap'
import { readFileSync } from 'node:fs'
import { journeys, keep } from '../stage/journey.ts'
import { isLive } from '../stage/visitor.ts'
import { choose, paste } from './choosing.ts'

const journey = journeys(t, ['ana', 'ben'])

const picture = readFileSync('public/site/favicon.png')

journey('Chosen files -> a strip with faces, names and sizes; each can be taken away again', async ({ t, site, visitorAs, until }) => {
  const talk = await site.introduce('ana', 'ben')
  const page = await (await visitorAs('ana')).open(`conversations/${talk}`)
  await until(() => isLive(page), true, 'the script runs the page')
  t.equal(await page.evaluate('typeof Holdline.createUploads'), 'undefined', 'nothing of it is loaded before')
  await choose(page, { name: 'harbour.png', mimeType: 'image/png', buffer: picture }, { name: 'Report with a rather long name, as office programs make them.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n') })
  const strip = page.locator('.files-strip > li')
  await until(() => strip.count(), 2, 'both are in the strip')
  await until(async () => await page.evaluate('document.querySelector(".files-strip img").naturalWidth > 10'), true, 'the picture is shown')
  await strip.first().locator('.chosen-alt').fill('The harbour at dusk')
  await keep(page, 'files-chosen')
  await page.locator('.chosen-remove').last().click()
  await until(() => strip.count(), 1, 'one is taken away')
  t.equal(await page.evaluate('document.activeElement.id'), 'composer-body')

  await paste(page, 'image.png', 'image/png', picture)
  await until(() => strip.count(), 2, 'a pasted one is added')
  await choose(page, { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(20_000_001) })
  await page.getByRole('alert').getByText('“film.mp4” is 20,000,001 bytes. Up to 20,000,000 bytes').waitFor()
  t.equal(await strip.count(), 2)
  await keep(page, 'files-refused')
})
