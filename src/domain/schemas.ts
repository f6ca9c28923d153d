import { Type, type Static, type TObject, type TProperties, type TReadonly, type TSchema } from 'typebox'

/*
 * Building blocks of the nouns. A noun is a TypeBox schema; its type is `Static<…>` of it, the API's answers and reference are made from
 * it, and its serialiser writes the fields it names and no others.
 */

/** An object of exactly these fields, each readonly. `title` names it in the API reference. */
export function closed<Properties extends TProperties> (properties: Properties, title?: string) {
  const schema = Type.Object(properties, { additionalProperties: false, ...(title !== undefined && { title }) })
  return schema as unknown as TObject<{ [Name in keyof Properties]: TReadonly<Properties[Name]> }>
}

/** A readonly list. */
export function listOf<Item extends TSchema> (item: Item) {
  return Type.Immutable(Type.Array(item))
}

/** The schema or null, without a union: a serialiser tries the branches of one in turn, and throws when none fits exactly. */
export function orNull<Schema extends TSchema & { readonly type: string }> (schema: Schema) {
  return Type.Unsafe<Static<Schema> | null>({ ...schema, type: [schema.type, 'null'] })
}

export const Id = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$' })
/** A message's place in its conversation, or 0 for before the first. */
export const No = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const Time = Type.Integer({ description: 'Unix milliseconds' })
