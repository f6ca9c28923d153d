import { hash } from 'node:crypto'

/**
 * Returns the clientId of a message sent by a form (D12), made from the form's id and the text. The same form sent twice is one message;
 * the same form with another text, after the back button, is a second one.
 */
export function formClientId (formId: string, body: string): string {
  return `${formId}.${hash('sha256', body.replace(/\r\n?/g, '\n').trimEnd(), 'base64url').slice(0, 22)}`
}
