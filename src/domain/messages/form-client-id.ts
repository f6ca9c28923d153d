import { hash } from 'node:crypto'

/**
 * The clientId of a message sent by a form (D12): from the form's id and the text. Sent twice it is the same message; another text
 * in the same form, after the back button, is another one.
 */
export function formClientId (formId: string, body: string): string {
  return `${formId}.${hash('sha256', body.replace(/\r\n?/g, '\n').trimEnd(), 'base64url').slice(0, 22)}`
}
