import t from 'tap'
import { SKINS } from '#domain/account/settings.ts'
import { lookOf } from '#views/parts/look.ts'
import { contrast, skinColours } from './colours.ts'
import { pageOf } from './sample.ts'

/** Inks by the surface they are written on. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  paper: ['ink', 'ink-strong', 'ink-medium', 'ink-soft', 'ink-faint', 'link', 'link-hover', 'error-code', 'danger-ink', 'draft', 'read'],
  column: ['ink', 'ink-strong', 'ink-medium', 'ink-soft', 'ink-faint', 'link', 'link-hover', 'draft', 'danger-ink'],
  surface: ['ink', 'ink-soft', 'ink-faint', 'link'],
  'row-hover': ['ink', 'ink-soft'],
  'row-selected': ['ink', 'ink-soft', 'draft'],
  'row-active': ['ink', 'ink-soft'],
  pop: ['ink', 'ink-soft', 'danger-ink', 'link'],
  'pop-hover': ['ink', 'ink-soft', 'danger-ink'],
  mine: ['ink', 'mine-edited', 'link'],
  'mine-code': ['ink'],
  code: ['ink'],
  field: ['ink', 'placeholder'],
  composer: ['ink', 'ink-soft', 'placeholder'],
  rail: ['rail-ink'],
  'rail-current': ['rail-current-ink'],
  accent: ['on-accent'],
  'accent-hover': ['on-accent'],
  tag: ['tag-ink'],
  outgoing: ['outgoing-ink'],
  'good-surface': ['good-ink'],
  'good-sign': ['good-ink'],
  'note-surface': ['note-ink'],
  'note-sign': ['note-sign-ink'],
  'bad-surface': ['bad-ink'],
  'bad-sign': ['bad-ink'],
  skip: ['skip-ink'],
  ink: ['on-ink'],
  'primary-hover': ['on-ink'],
  hover: ['ink-medium', 'ink-strong']
}
/** WCAG 2: level AA, and AAA for the skin that is about it. */
const LEAST = { usual: 4.5, contrast: 7 }

function tooFaint (colours: Readonly<Record<string, string>>, least: number): string[] {
  return Object.entries(WRITTEN).flatMap(([surface, inks]) => inks.filter(ink => contrast(colours[ink] ?? '', colours[surface] ?? '') < least).map(ink => `${ink} on ${surface}`))
}

for (const skin of SKINS) {
  t.test(`U91 the skin ${skin} → every text on every surface is legible`, async t => {
    t.same(tooFaint(skinColours(skin), skin === 'contrast' ? LEAST.contrast : LEAST.usual), [])
  })
}

t.test('a text that is too faint is found', async t => {
  t.match(tooFaint({ ...skinColours('light'), 'ink-soft': '#aaaaaa' }, LEAST.usual).join(), 'ink-soft on paper')
})

t.test('U91 nothing chosen → light or dark as the browser wishes, and no sheet more', async t => {
  const { attributes, metas, sheet } = lookOf(pageOf({ language: 'en' }))
  t.equal(`${attributes}${sheet}`.replace(/ data-others="[^"]*"/, ''), '')
  t.match(String(metas), /content="light dark"[^]*prefers-color-scheme: dark/)
  t.equal(String(lookOf({ ...pageOf({ language: 'en' }), viewer: null }).metas), String(metas), 'nor for a stranger')
})

t.test('U91 a skin and sizes that one chose → its sheet after the others, and marks for the sizes', async t => {
  const page = pageOf({ language: 'en' })
  for (const skin of SKINS) {
    const settings = { ...page.viewer.settings, skin, textSize: 'large', spacing: 'compact', motion: 'reduced' } as const
    const { attributes, metas, sheet } = lookOf({ ...page, viewer: { ...page.viewer, settings } })
    t.equal(String(attributes).replace(/ data-others="[^"]*"/, ''), ' data-text="large" data-spacing="compact" data-motion="reduced"')
    t.match(String(sheet), `skin-${skin}.css`)
    const isDark = contrast(skinColours(skin)['paper'] ?? '', '#000000') < 4
    t.match(String(metas), `content="${isDark ? 'dark' : 'light'}"`)
    const edge = /theme-color" content="(#[0-9a-f]{6})"/.exec(String(metas))?.[1] ?? ''
    t.ok(contrast(edge, skinColours(skin)['column'] ?? '') < 1.2, `${skin}: the edge goes over into the page`)
  }
})
