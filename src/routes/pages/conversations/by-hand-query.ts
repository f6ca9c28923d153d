import { Type } from 'typebox'
import { Id } from '#routes/api/schemas.ts'
import { HELD_QUERY } from '#routes/delivery/held-address.ts'

/** The query of a page that is asked for by hand: `new` makes its address new, `wait` is the cursor of what the page shows. */
export const BY_HAND_QUERY = { new: Type.Optional(Id), wait: HELD_QUERY.cursor }
