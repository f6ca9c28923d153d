import type { Answer, Person } from './person.ts'

const BOUNDARY = 'holdline-test-boundary'

/** A part of a form with files: a field, or a file under a name as a browser writes it. */
export type Part = readonly [field: string, value: string | { readonly name: string, readonly bytes: Buffer | string }]

export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`

/** The body of a form with files, as browsers write it. */
export function formOf (parts: readonly Part[]): Buffer {
  const written = parts.flatMap(([field, value]) => {
    const isField = typeof value === 'string'
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${field}"`
    const more = isField ? '' : `; filename="${value.name}"\r\nContent-Type: text/html`
    return [Buffer.from(`${head}${more}\r\n\r\n`), Buffer.from(isField ? value : value.bytes), Buffer.from('\r\n')]
  })
  return Buffer.concat([...written, Buffer.from(`--${BOUNDARY}--\r\n`)])
}

/** Returns the form token of a page that this person loads. */
export async function tokenOf (person: Person, page = '/settings/device'): Promise<string> {
  return /name="form_token" value="([^"]+)"/.exec((await person.get(page)).text)?.[1] ?? ''
}

/** Sends a form with files from a page of this person's browser. */
export async function sendForm (person: Person, parts: readonly Part[], url = '/api/files'): Promise<Answer> {
  const body = formOf([['form_token', await tokenOf(person)], ...parts])
  return await person.send('POST', url, { headers: { 'content-type': FORM_TYPE }, payload: body })
}

/** The same, and returns the file that was made of it. */
export async function upload (person: Person, bytes: Buffer | string, name = 'note.txt'): Promise<{ readonly id: string, readonly name: string }> {
  const { status, text, body } = await sendForm(person, [['file', { name, bytes }]])
  if (status !== 201) throw new Error(`an upload came to ${status}: ${text}`)
  return (body as { file: { id: string, name: string } }).file
}
