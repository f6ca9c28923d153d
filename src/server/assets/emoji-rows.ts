import { emojiIn, EMOJI_GROUPS, inTone, type EmojiRow, type EmojiRows } from '#domain/messages/emoji.ts'
import type { Installation } from '../installation.ts'

/** An entry of emojibase-data. Those without a group are parts of emoji. */
interface Entry {
  readonly hexcode: string
  readonly emoji: string
  readonly label: string
  readonly tags?: readonly string[]
  readonly group?: number
  readonly order?: number
  readonly skins?: ReadonlyArray<{ readonly emoji: string }>
}

type Words = Readonly<Record<string, string | readonly string[]>>

const FOLDER = 'node_modules/emojibase-data/'
/** Skin tones and hair by themselves, for which there is no group of ours. */
const COMPONENTS = 2

/** Makes the table of emoji from the package: names and keywords of Unicode in English and Chinese, words between colons as GitHub's. */
export function emojiRows (read: Installation['read']): EmojiRows {
  const json = <T>(path: string): T => JSON.parse(read(FOLDER + path).toString()) as T
  const chinese = new Map(json<readonly Entry[]>('zh/data.json').map(entry => [entry.hexcode, entry]))
  const words = { ...json<Words>('en/shortcodes/emojibase.json'), ...json<Words>('en/shortcodes/github.json') }
  const entries = json<readonly Entry[]>('en/data.json')
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .sort((one, other) => (one.order ?? 0) - (other.order ?? 0))
  return EMOJI_GROUPS.map((_name, at) => entries
    .filter(({ group = 0 }) => (group > COMPONENTS ? group - 1 : group) === at)
    .map(entry => rowOf(entry, chinese.get(entry.hexcode), wordIn(words[entry.hexcode]))))
}

function rowOf (entry: Entry, chinese: Entry | undefined, word: string): EmojiRow {
  const { label, tags = [] } = entry
  // The package asks for a picture also where there is nothing else.
  const emoji = emojiIn(entry.emoji.replace(/\ufe0f$/, '')) ?? entry.emoji
  const chineseLabel = chinese?.label ?? ''
  const known = new Set(` ${word.replaceAll('_', ' ')} ${label}`.toLowerCase().split(/\W+/))
  const more = [...tags.filter(tag => !known.has(tag)), ...(chinese?.tags ?? []).filter(tag => !chineseLabel.includes(tag))]
  return [emoji, word, label === word.replaceAll('_', ' ') ? '' : label, chineseLabel, more.join(' '), hasTones(entry) ? 1 : 0]
}

// Couples have a tone for each of the two, which one choice cannot give.
function hasTones ({ emoji, skins = [] }: Entry): boolean {
  const light = inTone({ char: emoji, hasTones: true }, 'light')
  return skins.some(skin => skin.emoji === light)
}

function wordIn (words: string | readonly string[] = ''): string {
  return typeof words === 'string' ? words : words[0] ?? ''
}
