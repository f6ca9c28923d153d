import type { EventBody } from '#domain/delivery/events.ts'

/** The message an event is about, by its place. */
export function noOf (body: EventBody): number | null {
  return 'message' in body ? body.message.no : null
}

/** What a row keeps besides the reference: nothing for messages, whose text lives once (D15); for others, what was true at that moment. */
export function detailOf (body: EventBody): string | null {
  return 'message' in body ? null : JSON.stringify(body)
}

/** The event body that `detailOf` wrote. */
export function bodyOf (detail: string): EventBody {
  return JSON.parse(detail) as EventBody
}
