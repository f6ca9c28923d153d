import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import t from 'tap'
import type { AxeResults } from 'axe-core'
import { SKINS } from '#domain/account/settings.ts'
import { LOOKS, openGallery } from '../../../views/gallery.ts'
import { STATES } from '../../../views/states.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const gallery = await openGallery()
t.teardown(() => gallery.close())
t.setTimeout(480_000)

/** The document is the same in every look: its content is checked once, its looks each time. */
const ASKED = ['axe.run()', 'axe.run({ runOnly: ["color-contrast", "link-in-text-block"] })']

for (const [index, look] of LOOKS.entries()) {
  t.test(`axe finds nothing in any state: ${look.name}`, { timeout: 480_000 }, async t => {
    const { page, show } = await gallery.open(look)
    for (const state of Object.keys(STATES)) {
      await show(state)
      await page.evaluate(axe)
      const { violations, passes } = await page.evaluate(ASKED[index] ?? '') as AxeResults
      t.ok(passes.length > (index === 0 ? 10 : 0), `${state} was checked`)
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' ')}`)
      t.strictSame(found, [], state)
      const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      t.equal(overflow, 0, `${state} is not wider than its window`)
    }
  })
}

t.test('U91 every skin → legible in the states that show most of it', { timeout: 480_000 }, async t => {
  for (const skin of SKINS) {
    const { page, show } = await gallery.open({ ...LOOKS[0], skin })
    for (const state of ['unread', 'group', 'bounce', 'contacts', 'settings', 'switcher', 'acts-menu', 'go-to']) {
      await show(state)
      await page.evaluate(axe)
      const { violations } = await page.evaluate(ASKED[1] ?? '') as AxeResults
      t.strictSame(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`), [], `${skin} ${state}`)
    }
    await page.context().close()
  }
})

t.test('everything that can be pressed is large enough for a finger', async t => {
  const { page, show } = await gallery.open(LOOKS[1])
  for (const state of ['list', 'unread', 'contacts', 'profile-asked', 'settings', 'sign-in', 'failed-send']) {
    await show(state)
    const small = await page.evaluate(`[].slice.call(document.querySelectorAll('a, button, summary')).filter(function (element) {
      var box = element.getBoundingClientRect()
      var inline = element.matches('p a, .linklike, .skip *')
      return box.width > 0 && !inline && (box.height < 43.5 || box.width < 43.5)
    }).map(function (element) { return element.outerHTML.slice(0, 120) })`)
    t.strictSame(small, [], state)
  }
})

t.test('a planted mistake is found', async t => {
  const page = await gallery.browser.newPage()
  await page.setContent('<html><body><img src="x"><p style="color: #ddd; background: #fff">faint</p></body></html>')
  await page.evaluate(axe)
  const { violations } = await page.evaluate('axe.run()') as AxeResults
  const found = violations.map(({ id }) => id)
  for (const id of ['image-alt', 'color-contrast', 'html-has-lang']) t.ok(found.includes(id), id)
})
