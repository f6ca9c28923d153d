import { parse, type Node } from 'acorn'

/**
 * The functions of a script that are longer than a number of lines, as `name: lines`. The function around a whole file is its
 * module, and is not counted.
 */
export function longFunctions (script: string, most: number): string[] {
  const found: string[] = []
  const visit = (value: unknown, name: string, depth: number): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, name, depth)
    if (!isNode(value)) return
    const isFunction = /Function/.test(value.type)
    const lines = value.loc == null ? 0 : value.loc.end.line - value.loc.start.line + 1
    const own = nameOf(value) ?? name
    if (isFunction && depth > 0 && lines > most) found.push(`${own}: ${lines}`)
    for (const child of Object.values(value)) visit(child, own, depth + Number(isFunction))
  }
  visit(parse(script, { ecmaVersion: 5, sourceType: 'script', locations: true }), 'function', 0)
  return found
}

function isNode (value: unknown): value is Node {
  return value !== null && typeof value === 'object' && 'type' in value && typeof value.type === 'string'
}

/** The name that a node gives to the function inside of it: `function a () {}`, `b.a = function () {}`, `{ a: function () {} }`. */
function nameOf (node: Node): string | null {
  const { id, key, left } = node as Node & Record<'id' | 'key' | 'left', { name?: string, property?: { name?: string } } | null | undefined>
  return id?.name ?? key?.name ?? left?.property?.name ?? left?.name ?? null
}
