import { Compile } from 'typebox/compile'
import type { FastifySchemaCompiler } from 'fastify'
import type { Static, TSchema } from 'typebox'

/**
 * Validates every input against its TypeBox schema. Paths and queries are text and are converted; bodies are not, so that a number where a
 * name belongs is an error. Defaults are filled in everywhere.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => createCheck(schema, httpPart)

/** Validates input that comes ahead of the router. Returns the value, or null when it does not fit. */
export function createReader<Schema extends TSchema> (schema: Schema, httpPart: 'body' | 'params'): (value: unknown) => Static<Schema> | null {
  const check = createCheck(schema, httpPart)
  return value => {
    const checked = check(value)
    return 'value' in checked ? checked.value as Static<Schema> : null
  }
}

function createCheck (schema: TSchema, httpPart: string | undefined): (value: unknown) => { value: unknown } | { error: Error } {
  // Compiled at first use: the server starts in less time and memory, since most routes wait long for a first call.
  let compiled: ReturnType<typeof Compile<TSchema>> | undefined
  // Skips schemas without defaults: filling in walks the schema each time.
  const hasDefaults = JSON.stringify(schema).includes('"default":')
  return value => {
    const validator = compiled ??= Compile(schema)
    const filled = hasDefaults ? validator.Default(value) : value
    if (validator.Check(filled)) return { value: filled }
    const input = httpPart === 'body' ? filled : validator.Convert(filled)
    return validator.Check(input) ? { value: input } : { error: validator.Errors(input) as unknown as Error }
  }
}
