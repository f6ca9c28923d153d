import { html, type Html, type Renderable } from '#views/parts/html.ts'

/** The part of an OpenAPI document that the reference shows: addresses, requests and answers. */
export interface Described {
  readonly info: { readonly title: string, readonly description?: string | undefined }
  readonly paths?: Readonly<Record<string, unknown>> | undefined
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string, readonly in: string, readonly required?: boolean, readonly schema?: object }[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>>
}

/** The reference of the API, made from the routes' own schemas. It is for programmers, hence in English and without style. */
export function apiReference ({ info, paths = {} }: Described): Html {
  return html`<!DOCTYPE html>
<html lang="en" data-holdline="1">
<head><meta charset="utf-8"><title>API · ${info.title}</title><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body>
<main>
<h1>${info.title}: the API</h1>
<p>${info.description ?? ''}</p>
<p>For programs: <a href="openapi.json">openapi.json</a></p>
${Object.entries(paths).map(([path, methods]) => Object.entries(methods as Record<string, Operation>).map(([method, operation]) =>
  call(method.toUpperCase(), path, operation)))}
</main>
</body>
</html>
`
}

function call (method: string, path: string, { summary = '', parameters = [], requestBody, responses = {} }: Operation): Html {
  return html`<section>
<h2 id="${method}-${path}"><code>${method} ${path}</code></h2>
<p>${summary}</p>
${parameters.length > 0 && html`<h3>Parameters</h3><ul>${parameters.map(one =>
  html`<li><code>${one.name}</code> (${one.in}${one.required === true && ', required'}) ${schema(one.schema)}</li>`)}</ul>`}
${requestBody !== undefined && html`<h3>Body</h3>${Object.values(requestBody.content ?? {}).map(content => schema(content.schema))}`}
${Object.entries(responses).map(([status, response]) =>
  html`<h3>Answer ${status}</h3>${Object.values(response.content ?? {}).map(content => schema(content.schema))}`)}
</section>
`
}

function schema (described: object | undefined): Renderable {
  return described !== undefined && html`<pre><code>${JSON.stringify(described, null, 2)}</code></pre>`
}
