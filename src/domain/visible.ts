// Which characters show something. "Default ignorable" is Unicode's own list of what renderers draw as nothing: joiners, direction marks,
// fillers, variation selectors, tags. Added to it are what is blank or stands for nothing though it counts as a letter or a symbol.
const BLANK = '\\u2800\\ufff9-\\ufffc\\u{1d159}\\u{13441}\\u{13442}'
const IGNORABLE = '\\p{Default_Ignorable_Code_Point}'

// A code point that Unicode has not given out yet shows nothing, unless it is kept for an emoji, which other people's phones know already.
const SHOWS = new RegExp(`[\\p{Extended_Pictographic}[^${IGNORABLE}${BLANK}\\p{White_Space}\\p{C}\\p{M}]]`, 'v')

/** Whether a text shows anything: a letter, a digit, a sign or an emoji. Blanks, invisible characters and marks without a letter do not. */
export function isVisible (text: string): boolean {
  return SHOWS.test(text)
}
