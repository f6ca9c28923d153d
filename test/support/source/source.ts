import ts from 'typescript'

export interface Import {
  /** The module as it is written: `#domain/messages/messages.ts`, `./html.ts`, `node:fs`. */
  readonly from: string
  /** True when the import leaves nothing behind at run time. */
  readonly typeOnly: boolean
}

/** Every static import, re-export and import() of a TypeScript file. */
export function readImports (path: string, text: string): Import[] {
  const found: Import[] = []
  visit(parse(path, text), node => {
    if (ts.isImportDeclaration(node)) found.push({ from: literal(node.moduleSpecifier), typeOnly: importsTypes(node) })
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      found.push({ from: literal(node.moduleSpecifier), typeOnly: node.isTypeOnly })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.push({ from: literal(node.arguments[0]), typeOnly: false })
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ from: literal(node.argument.literal), typeOnly: true })
    }
  })
  return found
}

/** The text between quotes in a TypeScript file: strings and the fixed parts of templates, module names apart. */
export function readTexts (path: string, text: string): string[] {
  const found: string[] = []
  visit(parse(path, text), node => {
    if (ts.isTemplateExpression(node)) {
      found.push(templateText(node))
    } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text)
  })
  return found
}

export interface Comment {
  readonly line: number
  /** Without its marks, in one line; `//` lines below each other are one comment. */
  readonly text: string
}

/** Every comment of a TypeScript or JavaScript file, in order. */
export function readComments (path: string, text: string): Comment[] {
  const file = parse(path, text)
  const ends = new Map<number, number>()
  visitTokens(file, file, token => {
    for (const { pos, end } of [
      ...ts.getLeadingCommentRanges(text, token.getFullStart()) ?? [], ...ts.getTrailingCommentRanges(text, token.end) ?? []
    ]) ends.set(pos, end)
  })
  const found: Array<Comment & { readonly end: number }> = []
  for (const [pos, end] of [...ends].sort(([a], [b]) => a - b)) {
    const comment = { line: lineOf(file, pos), text: unmarked(text.slice(pos, end)), end }
    const last = found.at(-1)
    const joins = last !== undefined && text.startsWith('//', pos) && /^\n[ \t]*$/.test(text.slice(last.end, pos))
    if (joins) found[found.length - 1] = { line: last.line, text: `${last.text} ${comment.text}`, end }
    else found.push(comment)
  }
  return found
}

/** The first arguments of calls of functions with one of these names, as `test(…)` or `t.test(…)`; `…` for each inserted value. */
export function readFirstArguments (path: string, text: string, names: readonly string[]): Comment[] {
  const found: Comment[] = []
  const file = parse(path, text)
  visit(file, node => {
    if (!ts.isCallExpression(node)) return
    const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression
    const [first] = node.arguments
    if (first === undefined || !ts.isIdentifier(called) || !names.includes(called.text)) return
    for (const one of ts.isConditionalExpression(first) ? [first.whenTrue, first.whenFalse] : [first]) {
      const name = ts.isStringLiteralLike(one) ? one.text : ts.isTemplateExpression(one) ? templateText(one) : null
      if (name !== null) found.push({ line: lineOf(file, one.getStart(file)), text: name })
    }
  })
  return found
}

function templateText (template: ts.TemplateExpression): string {
  return [template.head.text, ...template.templateSpans.map(span => span.literal.text)].join('…')
}

function unmarked (comment: string): string {
  return comment.replace(/^\/[/*]+|\*\/$/g, '').replace(/\n\s*\*?/g, ' ').replace(/\s+/g, ' ').trim()
}

function lineOf (file: ts.SourceFile, at: number): number {
  return file.getLineAndCharacterOfPosition(at).line + 1
}

function importsTypes ({ importClause: clause }: ts.ImportDeclaration): boolean {
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  return clause.name === undefined && named !== undefined && ts.isNamedImports(named) &&
    named.elements.every(element => element.isTypeOnly)
}

function literal (node: ts.Node | undefined): string {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : '(computed)'
}

function parse (path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest)
}

function visit (node: ts.Node, see: (node: ts.Node) => void): void {
  see(node)
  ts.forEachChild(node, child => visit(child, see))
}

/** Sees every token, which `visit` does not: comments stand before or after any of them. Skips JSDoc, which is a comment itself. */
function visitTokens (file: ts.SourceFile, node: ts.Node, see: (token: ts.Node) => void): void {
  if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return
  const parts = node.getChildren(file)
  if (parts.length === 0) see(node)
  for (const part of parts) visitTokens(file, part, see)
}
