import { html, type Html } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'

/**
 * Returns a page that is read as a file of its own, without a server: its style is in it, and it tells the browser itself that nothing is
 * to be loaded, whatever a message in it holds. `body`: everything from its `main` on; it may be a beginning that others go on with.
 */
export function loneFile ({ language }: OwnPage, title: string, style: string, body: Html): string {
  const head = html`<!DOCTYPE html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
`
  return `${String(head)}<style>${style}</style>\n</head>\n<body>\n${String(body)}`
}
