import { fileTextsScript } from '#views/files/script-texts.ts'

/** The attributes of `#file-texts` in English, as the script adds them. */
export function textsOf (): string {
  const [, texts = '{}'] = /\}\)\((\{[^]*\})\)/.exec(fileTextsScript('en')) ?? []
  return Object.entries(JSON.parse(texts) as Record<string, string>).map(([name, text]) => `data-${name}="${text}"`).join(' ')
}
