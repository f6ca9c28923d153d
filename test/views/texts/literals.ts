import ts from 'typescript'

/** Attributes whose value a person reads or hears. */
const SPOKEN = /\b(?:title|alt|placeholder|aria-label|aria-description|value|label)="([^"]*)"/g
const WORD = /\p{L}/u

/** Words written into the `html` literals of a view, in place of texts in the reader's language. */
export function literalWords (source: string): string[] {
  const file = ts.createSourceFile('view.ts', source, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  function visit (node: ts.Node): void {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'html') found.push(...wordsIn(node.template))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function wordsIn (template: ts.TemplateLiteral): string[] {
  // An inserted value stands for itself and for no word.
  const parts = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map(span => span.literal.text)]
  const markup = parts.join('\u0000')
  const spoken = [...markup.matchAll(SPOKEN)].map(match => match[1] ?? '').filter(value => !MACHINE.has(value))
  // An attribute list alone (` aria-current="page"`) is inside of a tag that stands in another literal.
  const text = BARE.test(markup) || /^[^<>]*="[^<>]*$/.test(markup) ? '' : markup.replace(/<[^>]*>?/g, ' ').replace(/^[^<>]*>/, ' ').replace(/&[a-z]+;/g, ' ')
  return [...spoken, text].map(words => words.replaceAll('\u0000', ' ').trim()).filter(words => WORD.test(words))
}

/** Attributes without a value, standing alone in a literal. */
const BARE = /^ (?:autofocus|checked|hidden|open|required|selected)$/
/** Values that forms send and nobody reads. */
const MACHINE = new Set(['on', 'retry', 'discard'])
