import { hash } from 'node:crypto'

/**
 * Returns the clientId of a message sent by a form (D12), made from the form's id, the text and the message that it answers. The same form
 * sent twice is one message; the same form with another text, after the back button, is a second one.
 */
export function formClientId (formId: string, body: string, replyTo?: number): string {
  const text = body.replace(/\r\n?/g, '\n').trimEnd()
  return `${formId}.${hash('sha256', replyTo === undefined ? text : `${text}\n> ${replyTo}`, 'base64url').slice(0, 22)}`
}
