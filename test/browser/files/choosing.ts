import type { Page } from 'playwright-core'

export interface Chosen { readonly name: string, readonly mimeType: string, readonly buffer: Buffer }

/** Opens the dialog by the button beside the composer, and chooses these files in it. */
export async function choose (page: Page, ...files: Chosen[]): Promise<void> {
  const before = await page.locator('.files-strip > li').count()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('.attach').click()])
  await chooser.setFiles(files)
  await page.locator(`.files-strip > li:nth-child(${before + files.length}), .files-refused`).first().waitFor()
}

/** Pastes a file into the composer, as a screenshot is. */
export async function paste (page: Page, name: string, type: string, bytes: Buffer): Promise<void> {
  await page.evaluate(`(function () {
    var data = new DataTransfer()
    data.items.add(new File([new Uint8Array(${JSON.stringify([...bytes])})], '${name}', { type: '${type}' }))
    document.getElementById('composer-body').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  })()`)
}
