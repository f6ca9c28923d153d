export interface Declaration { readonly property: string, readonly value: string }

export interface Rule {
  readonly selectors: readonly string[]
  readonly declarations: readonly Declaration[]
  /** The preludes of the braces around it, outermost first: `@media (max-width: 759px)`. */
  readonly within: readonly string[]
}

/** The rules of a style sheet as ours are written: no strings with braces, no nesting but in at-rules. */
export function rulesOf (sheet: string): Rule[] {
  const rules: Rule[] = []
  const within: string[] = []
  for (const [, before = '', mark] of sheet.replace(/\/\*[^]*?\*\//g, '').matchAll(/([^{}]*)([{}])/g)) {
    if (mark === '{') {
      within.push(before.trim())
    } else {
      const prelude = within.pop() ?? ''
      if (!/^@(?:media|supports|keyframes)/.test(prelude)) {
        rules.push({ selectors: prelude.split(/,(?![^(]*\))/).map(part => part.trim()), declarations: declarationsIn(before), within: [...within] })
      }
    }
  }
  return rules
}

function declarationsIn (body: string): Declaration[] {
  return body.split(';').map(part => part.trim()).filter(part => part !== '').map(part => {
    const at = part.indexOf(':')
    return { property: part.slice(0, at).trim(), value: part.slice(at + 1).trim() }
  })
}

/** Drawn only by browsers that know this much, so it stands inside @supports. */
function asks (rule: Rule, what: RegExp): boolean {
  return rule.within.some(prelude => prelude.startsWith('@supports') && what.test(prelude))
}

/** Properties no sheet may need: no feature query can detect them, or too few browsers know them. */
const NEVER: ReadonlyArray<[RegExp, string]> = [
  [/^(?:row-|column-)?gap$/, 'nobody can ask for gaps in flexbox: use margins'], [/^inset/, 'name the sides'], [/^--/, 'a custom property'],
  [/^grid/, 'a grid'], [/^(?:place-)/, 'a grid’s word']
]
const NEVER_VALUES: ReadonlyArray<[RegExp, string]> = [[/var\(/, 'a custom property'], [/\b(?:inline-)?grid\b/, 'a grid'], [/\b(?:lab|lch|oklch|color-mix)\(/, 'a colour']]
/** Properties of 2012 and later: an older property with the same effect must come first. */
const NEW_VALUES = /\b(?:env|min|max|clamp|calc)\(|\d(?:d|s|l)v[hw]\b|\bfit-content\b|\bsticky\b|\bclip-path\b/
/** One unknown selector and the browser drops the whole rule, with the selectors it knows. */
const NEW_SELECTORS = /:(?:focus-visible|focus-within|is|where|has|any-link|placeholder-shown)\b|::placeholder/
const NEVER_SELECTORS = /:(?:is|where|has)\(|&/

/** Everything in a sheet that leaves an old browser without a style, a sentence each. */
export function tooNew (sheet: string): string[] {
  const rules = rulesOf(sheet)
  return rules.flatMap((rule, index) => {
    const name = rule.selectors.join(', ')
    const found = rule.declarations.flatMap(({ property, value }, at) => [
      ...NEVER.filter(([pattern]) => pattern.test(property)).map(([, why]) => `${property}: ${why}`),
      ...NEVER_VALUES.filter(([pattern]) => pattern.test(value)).map(([, why]) => `${property}: ${value}: ${why}`),
      ...needsFlex(property, value) && !asks(rule, /display: flex/) ? [`${property}: ${value}: outside of @supports (display: flex)`] : [],
      ...NEW_VALUES.test(value) && !wasSaid(rules, index, at, property) ? [`${property}: ${value}: nothing before it for those who do not know it`] : []
    ])
    const news = rule.selectors.filter(selector => NEW_SELECTORS.test(selector))
    if (news.length > 0 && news.length < rule.selectors.length) found.push(`${news.join(', ')}: takes the others of its rule along`)
    if (NEVER_SELECTORS.test(name)) found.push('a selector too new')
    return found.map(what => `${name} { ${what} }`)
  })
}

function needsFlex (property: string, value: string): boolean {
  return property === 'display' && /flex/.test(value)
}

// In the rule itself, or in an earlier one with the same selector alone.
function wasSaid (rules: readonly Rule[], index: number, at: number, property: string): boolean {
  const rule = rules[index]
  if (rule === undefined) return false
  const said = ({ property: other, value }: Declaration) => (other === property || property.startsWith(`${other}-`)) && !NEW_VALUES.test(value)
  return rule.declarations.slice(0, at).some(said) || rule.selectors.every(selector =>
    rules.slice(0, index).some(other => other.selectors.includes(selector) && other.declarations.some(said)))
}
