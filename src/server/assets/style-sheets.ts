/** A skin: the colour that each `$token` of the style sheets stands for. */
export type Skin = Readonly<Record<string, string>>

/**
 * Joins the sheets into the one that browsers get: every `$token` becomes a plain colour, since old browsers know no custom properties. The
 * coloured declarations are repeated at the end for the dark skin, where they override colours alone, so that sizes and shapes are written
 * once.
 */
export function expandSheets (sheets: readonly string[], light: Skin, dark: Skin): string {
  const sheet = sheets.join('\n')
  const colours = coloursOf(sheet)
  return expand(sheet, light) + (colours === '' ? '' : `\n@media (prefers-color-scheme: dark) {\n${expand(colours, dark)}\n}\n`)
}

/** Returns the sheet of a skin that one has chosen, which follows the others: their coloured declarations once more, in its colours. */
export function skinSheet (sheets: readonly string[], skin: Skin): string {
  return expand(coloursOf(sheets.join('\n')), skin)
}

function expand (sheet: string, skin: Skin): string {
  return sheet.replace(/\$([a-z][a-z0-9-]*)/g, (token, name: string) => {
    const colour = skin[name]
    if (colour === undefined) throw new Error(`A skin lacks the colour ${token}.`)
    return colour
  })
}

/** The rules that name colours, in their order, with nothing but these declarations. `transparent` is a colour of every skin. */
function coloursOf (sheet: string): string {
  let rules = sheet.replace(/\/\*[^]*?\*\//g, '').replace(/([^{}]*)\{([^{}]*)\}/g, (_, selectors: string, body: string) => {
    const coloured = body.split(';').filter(declaration => /\$[a-z]|\btransparent\b/.test(declaration)).map(declaration => declaration.trim())
    return coloured.length === 0 ? '' : `${selectors.trim()} { ${coloured.join('; ')}; }\n`
  })
  for (let before = ''; before !== rules;) {
    before = rules
    rules = rules.replace(/@[^{}]*\{\s*\}\s*/g, '')
  }
  return rules.trim()
}
