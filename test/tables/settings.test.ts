import { join } from 'node:path'
import t from 'tap'
import type * as World from '#test/world.ts'
import { Reader } from '../routes/pages/reader.ts'
import { CopiedTree } from './copied-tree.ts'

const TABLE = 'src/domain/account/settings.ts'
const ROWS = `  , quiet: { values: Type.Boolean(), default: false, section: 'privacy', field: 'tick', tells: 'nobody' },
  density: { values: Type.Enum(['cosy', 'compact']), default: 'cosy', section: 'writing', field: 'choice', tells: 'nobody' }
`
const TEXTS = {
  en: `'settings.quiet': 'Quiet', 'settings.quiet-hint': 'On: no sound.',
  'settings.density': 'Density', 'settings.density-hint': 'How close lines stand.',
  'settings.density-cosy': 'cosy', 'settings.density-compact': 'compact',
  `,
  zh: `'settings.quiet': '安静', 'settings.quiet-hint': '开启后没有声音。',
  'settings.density': '密度', 'settings.density-hint': '行与行的距离。',
  'settings.density-cosy': '宽松', 'settings.density-compact': '紧凑',
  `
}

function planted (tree: CopiedTree): void {
  tree.plant(TABLE, '} as const satisfies', ROWS)
  for (const [language, texts] of Object.entries(TEXTS)) tree.plant(`views/texts/${language}/settings.ts`, "'settings.blocks'", texts)
}

t.test('a row and its texts → a setting that compiles, is drawn, saved by form and API, and stored', async t => {
  const tree = new CopiedTree(t)
  planted(tree)
  const compiled = tree.compile()
  const { world } = await tree.load<typeof World>('test/support/world.ts')
  const path = join(tree.folder, 'holdline.db')
  const first = await world(t, { path })
  const ana = first.as('ana')
  t.match((await ana.get('/api/me')).body, { settings: { quiet: false, density: 'cosy' } }, 'the default counts')

  const reader = await new Reader(ana).open('/settings/privacy')
  t.match(reader.words, /Quiet.*On: no sound\./s)
  t.match((await reader.send('settings/privacy', { quiet: 'on', findable: 'on', add_to_groups: 'contacts' })).words, /Saved/)
  t.match(reader.text, /name="quiet" type="checkbox" value="on" checked/)
  await reader.open('/settings/writing')
  t.match(reader.text, /<option value="cosy" selected>cosy<\/option><option value="compact">compact/)
  t.match((await reader.send('settings/writing', { enter_sends: 'true', emoji_tone: 'none', density: 'compact' })).words, /Saved/)
  t.match((await ana.get('/api/me')).body, { settings: { quiet: true, findable: true, typing: false, density: 'compact' } }, 'the forms changed them')

  const { cursor } = (await ana.get('/api/snapshot')).body as { cursor: string }
  t.match(await ana.patch('/api/me', { quiet: false, density: 'loose' }), { status: 400, body: { code: 'INVALID' } })
  t.match((await ana.patch('/api/me', { quiet: false })).body, { settings: { quiet: false, density: 'compact' } })
  t.match((await ana.get(`/poll?hold=0&cursor=${cursor}`)).body, { events: [{ type: 'settings', settings: { quiet: false, density: 'compact' } }] })
  t.match((await ana.get('/api/openapi.json')).text, /"density"/, 'the reference has it')
  await first.close()
  const again = await world(t, { path })
  t.match((await again.as('ana').get('/api/me')).body, { settings: { quiet: false, density: 'compact' } }, 'after a restart')
  t.equal(await compiled, '')
})

t.test('a row without texts, or with those of one language → does not compile', async t => {
  const tree = new CopiedTree(t)
  planted(tree)
  tree.plant(TABLE, ', quiet:', ", mute: { values: Type.Boolean(), default: false, section: 'privacy', field: 'tick', tells: 'nobody' }")
  tree.plant(TABLE, ', quiet:', ", order: { values: Type.Enum(['up']), default: 'up', section: 'writing', field: 'choice', tells: 'nobody' }")
  tree.plant('views/texts/en/settings.ts', "'settings.quiet-hint'", "'settings.mute': 'Mute', 'settings.order-up': 'Up', ")
  const said = await tree.compile('views')
  for (const key of ['mute-hint', 'order', 'order-hint']) t.match(said, `Type '"settings.${key}"' is not assignable`)
  t.match(said, /views\/texts\/zh\/settings\.ts.*settings\.mute/)
})
