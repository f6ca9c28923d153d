import type { ErrorCode } from '#domain/errors.ts'
import type { FormRefusal } from '#views/parts/forms.ts'
import type { Page } from '#views/parts/page.ts'

interface Refusal { readonly code: ErrorCode | 'FAULT', readonly text: string }

const encoder = new TextEncoder()

/** Returns the reason for refusing a text, as it stands above its box: with numbers when it is too long, otherwise as it was given. */
export function refusedText ({ say, limits }: Page, { code, text }: Refusal, typed: string): FormRefusal {
  const kept = typed.replaceAll('\r\n', '\n').trimEnd()
  const n = encoder.encode(kept).length
  if (code !== 'TOO_LARGE' || n <= limits.bodyBytes) return { field: null, text }
  const chars = Math.ceil((n - limits.bodyBytes) * [...kept].length / n)
  return { field: null, text: say('error.too-long', { n, max: limits.bodyBytes, chars }) }
}
