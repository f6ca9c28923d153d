import { Type, type Static, type TSchema } from 'typebox'

/** A line that the process which reads media is sent: a file of it, an existing folder for what it writes. */
export interface Order {
  readonly path: string
  readonly folder: string
  readonly keepOriginal: boolean
}

/** The file in the order's folder that holds a cleaned original. A preview has its size for a name. */
export const CLEANED = 'cleaned'

function closed<T extends Record<string, TSchema>> (properties: T) {
  return Type.Object(properties, { additionalProperties: false })
}

const count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** The findings. They name no paths: hostile bytes may have taken the process over. */
const FOUND = closed({
  type: Type.String({ pattern: '^[a-z]+/[a-z0-9][a-z0-9.+-]*$', maxLength: 100 }),
  width: Type.Optional(count),
  height: Type.Optional(count),
  animated: Type.Optional(Type.Literal(true)),
  durationMs: Type.Optional(count),
  isCleaned: Type.Boolean(),
  previews: Type.Array(closed({
    size: Type.Union([Type.Literal('small'), Type.Literal('large')]),
    type: Type.Union([Type.Literal('image/jpeg'), Type.Literal('image/png')])
  }), { maxItems: 2 })
})

export type Found = Static<typeof FOUND>

/** The answer to an order. `fault`: an error of the system or ours, with its code and its stack. */
export const ANSWER = Type.Union([
  closed({ found: FOUND, isLast: Type.Boolean() }),
  closed({ refused: Type.Union([Type.Literal('picture-unreadable'), Type.Literal('picture-too-large')]), isLast: Type.Boolean() }),
  closed({ fault: Type.String(), code: Type.String(), isLast: Type.Boolean() })
])

export type Answer = Static<typeof ANSWER>

/** The line it says when it can take the first order. */
export const READY = 'ready'
