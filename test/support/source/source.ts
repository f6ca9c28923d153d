import ts from 'typescript'

export interface Import {
  /** The module as it is written: `#domain/messages.ts`, `./html.ts`, `node:fs`. */
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
      found.push([node.head.text, ...node.templateSpans.map(span => span.literal.text)].join('…'))
    } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) found.push(node.text)
  })
  return found
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
