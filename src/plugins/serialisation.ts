import { build } from 'fast-json-stringify'
import type { FastifySerializerCompiler } from 'fastify'
import type { Static, TSchema } from 'typebox'

/** Serialisers by the JSON of their schema, which is all that decides about them: some fifty, as many as there are shapes of answers. */
const compiled = new Map<string, (value: unknown) => string>()

/**
 * Serialises the answers of routes by their schemas. Each is compiled at first use, like `createCheck` in validation.ts, and equal ones
 * once, as many routes answer with the same shape.
 */
export const serializerCompiler: FastifySerializerCompiler<TSchema> = ({ schema }) => atFirstUse(() => {
  const key = JSON.stringify(schema)
  const serialise = compiled.get(key) ?? build(schema)
  compiled.set(key, serialise)
  return serialise
})

/**
 * Returns what writes JSON by a schema, for answers that pass no route: the fields that the schema names and no others, as Fastify does
 * for routes. Never throws for an event that an older version wrote: a missing field is left out, a value of a union written as it is.
 */
export function createWriter<Schema extends TSchema> (schema: Schema): (value: Static<Schema>) => string {
  return atFirstUse(() => build(JSON.parse(JSON.stringify(schema), (name, value) => isDemand(name, value) ? undefined : value)))
}

function atFirstUse (make: () => (value: unknown) => string): (value: unknown) => string {
  let write: ReturnType<typeof make> | undefined
  return value => (write ??= make())(value)
}

// Unions of objects stay: their fields must be chosen.
function isDemand (name: string, value: unknown): boolean {
  return Array.isArray(value) && (name === 'required' || (name === 'anyOf' && !JSON.stringify(value).includes('"properties"')))
}
