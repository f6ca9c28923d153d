import { PASSWORD } from '#test/world.ts'
import type { Box, NetSurf } from './drivers/netsurf.ts'

/**
 * Signs in from the sign-in page. NetSurf runs scripts, but not those of the live page, and hides what is meant for browsers without
 * scripts, so the version is chosen there.
 */
export async function signInByEye (browser: NetSurf, username: string): Promise<void> {
  await browser.titled('Sign in · Holdline')
  await browser.click(await browser.link('No-script version', ({ top, width }) => top > 740 && width > 100))
  await browser.changed()
  await browser.click(await browser.box('the field for the name', ({ width, height }) => width > 300 && height > 30))
  await browser.type(`${username}\t${PASSWORD}\n`)
  await browser.titled('Chats · Holdline')
}

export async function openFirstByEye (browser: NetSurf): Promise<void> {
  // That of “Notes to self” above them stands a pixel further right, in a button.
  const isPicture = ({ left, top, width }: Box) => left === 20 && top > 200 && width > 40 && width < 60
  await browser.click(await browser.box('the picture of the first contact', isPicture))
}

export async function composer (browser: NetSurf): Promise<Box> {
  return await browser.box('the composer', ({ left, width, height }) => left > 200 && left + width < 975 && width > 300 && height > 80)
}

export async function send (browser: NetSurf): Promise<void> {
  const { left, top } = await composer(browser)
  await browser.click(await browser.box('the button that sends', box => box.left === left && box.top > top && box.width < 200))
}
