// "Default ignorable" is Unicode's own list of characters that renderers draw as nothing: joiners, direction marks, fillers, variation
// selectors, tags. BLANK adds those that are drawn as a blank although Unicode counts them as letters or symbols.
const BLANK = '\\u2800\\ufff9-\\ufffc\\u{1d159}\\u{13441}\\u{13442}'
const IGNORABLE = '\\p{Default_Ignorable_Code_Point}'

// Unassigned code points show nothing, unless they are reserved for an emoji: newer phones draw it already.
const SHOWS = new RegExp(`[\\p{Extended_Pictographic}[^${IGNORABLE}${BLANK}\\p{White_Space}\\p{C}\\p{M}]]`, 'v')

/** Whether a text shows anything: a letter, a digit, a sign or an emoji. Blanks, invisible characters and marks without a letter do not. */
export function isVisible (text: string): boolean {
  return SHOWS.test(text)
}

/** Makes free text of several lines safe to store: \n for line ends, no controls except tab, nothing at its end. */
export function plainText (raw: string): string {
  return raw.toWellFormed().replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trimEnd()
}

// Scripts that join letters: in them a joiner changes the joining of the letters on its two sides.
const JOINED = '[[\\p{L}\\p{M}]&&[' + [
  'Arab', 'Syrc', 'Nkoo', 'Mong', 'Mand', 'Adlm', 'Rohg', 'Deva', 'Beng', 'Guru', 'Gujr', 'Orya', 'Taml', 'Telu', 'Knda', 'Mlym', 'Sinh', 'Khmr', 'Mymr', 'Tibt'
].map(script => `\\p{Script_Extensions=${script}}`).join('') + ']]'

// Invisible characters in places where they change what is seen.
const MEANT = [
  `(?<=${JOINED})[\\u200c\\u200d](?=${JOINED})`,
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})',
  '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
  '(?<=[#*0-9])\\ufe0f(?=\\u20e3)',
  // Flags like England's: the black flag, tag letters, and the cancel tag.
  '(?<=\\u{1f3f4})[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{1,6}\\u{e007f}',
  '(?<=\\p{Script=Han})[\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{Script=Mong})[\\u180b-\\u180f]'
]
const MEANT_OR_INVISIBLE = new RegExp(`(${MEANT.join('|')})|[${IGNORABLE}\\ufff9-\\ufffc]`, 'gv')

/** Removes the invisible characters that change nothing, so that names hardly ever differ in them alone. */
export function withoutInvisible (text: string): string {
  return text.replace(MEANT_OR_INVISIBLE, '$1')
}
