import type { Talker } from './talker.ts'

const MINE = '.message.mine'
const READ = `${MINE}:last-child .receipt[data-receipt=read]`
const THEIRS = '.message:not(.mine):not(.system)'

/** Opens the menu of a message and presses an entry of it. */
async function act (ana: Talker, message: string, entry: string): Promise<void> {
  await ana.press(`${message} .more`)
  await ana.has('#acts:not([hidden]) .message-acts')
  await ana.press(`#acts ${entry}`)
}

/** The menu of a message opens and closes; star, pin, edit and reply do as they say. */
export async function useMenus (ana: Talker): Promise<void> {
  await ana.press(`${MINE} .more`)
  await ana.has('#acts:not([hidden]) .edit-open')
  await ana.press(`${MINE} .more`)
  await ana.has('#acts[hidden]')

  await act(ana, MINE, 'form[action$="/star"] button')
  await ana.has(`${MINE} .star`)
  await act(ana, MINE, 'form[action$="/pin"] button')
  await ana.has('.pin-bar:not([hidden]) .quote-text')

  await act(ana, MINE, '.edit-open')
  await ana.fill('#edit-body', ' again')
  await ana.click('#acts form.edit button[type=submit]')
  await ana.seesTexts('Hello Ben again', '你好，Ana')

  await act(ana, THEIRS, '[data-act=reply]')
  await ana.has('#replying .quote-text')
  await ana.write('And to you\n')
  await ana.has(`${MINE}:last-child .quote`)
  await ana.has(READ)
}

/** The picker puts an emoji into the text and makes another a reaction. */
export async function useEmoji (ana: Talker): Promise<void> {
  await ana.click('#emoji-open')
  await ana.fill('#emoji-query', 'birthday cake')
  await ana.sees('the search finds the cake', `${FIRST} && ${FIRST}.textContent === "🎂"`)
  await ana.click('#emoji .emoji-grid button')
  await ana.sees('it is in the text', 'document.querySelector("#composer textarea").value === "🎂"')
  await ana.tab.type('\n')
  await ana.seesTexts('Hello Ben again', '你好，Ana', 'And to you', '🎂')
  await ana.has(READ) // until then the log may still scroll, which closes a menu

  await act(ana, THEIRS, '.react-any')
  await ana.fill('#emoji-query', 'bee')
  await ana.sees('the search finds the bee', `${FIRST} && ${FIRST}.textContent === "🐝"`)
  await ana.tab.type('\n')
  await ana.sees('it is a reaction', 'document.querySelector("#scroller .reaction").textContent.indexOf("🐝") >= 0')
}

/** Messages are chosen in the log, by the menu and by a press, and taken along. */
export async function selectSeveral (ana: Talker): Promise<void> {
  await act(ana, MINE, '[data-act=select]')
  await ana.has('#selection:not([hidden]) .selection-count')
  await ana.click(`${THEIRS} .bubble`)
  await ana.sees('two are chosen', 'document.querySelector(".selection-count").textContent.indexOf("2") >= 0')
  await ana.click('[data-act=select-forward]')
  await ana.sees('both are to be forwarded', 'document.querySelectorAll("form.forward .quoted").length === 2')
}

/** A file is dropped into the conversation, described by its name and size, uploaded, and sent. */
export async function sendFile (ana: Talker): Promise<void> {
  await ana.has('[data-act=attach]')
  await ana.tab.ask(`(function () {
    var data = new DataTransfer()
    data.items.add(new File([new Uint8Array(300000)], 'harbour.bin'))
    document.getElementById('composer-body').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  })()`)
  await ana.sees('it is chosen', 'document.querySelector(".files-strip").textContent.indexOf("300 kB") >= 0')
  await ana.click('#composer .send')
  await ana.has(`${MINE}:last-child[data-no] .files`)
  await ana.sees('nothing is on its way', '!document.querySelector(".files-sending")')
}

/** A conversation is muted from the list. */
export async function useRowMenu (ana: Talker): Promise<void> {
  await ana.goTo('conversations/')
  await ana.isLive()
  await ana.press('#conversations .row-more')
  await ana.has('#row-menu:not([hidden]) button')
  await ana.press('#row-menu [data-content*=notify]')
  await ana.has('#conversations .row.muted')
}

/** `@` and two letters name a member of a group. */
export async function completeName (ana: Talker): Promise<void> {
  await ana.write('@be')
  await ana.has('#completion [role=option]')
  await ana.tab.type('\n')
  await ana.sees('the name is completed', 'document.querySelector("#composer textarea").value === "@ben "')
  await ana.tab.type('\n')
  await ana.has(`${MINE} .mention`)
}

/** Errands on pages of their own: each ends with its result on the screen. */
export async function doErrands (ana: Talker): Promise<void> {
  await ana.openFirst()
  const id = await ana.tab.ask<string>('document.getElementById("composer").getAttribute("data-conversation")')

  await ana.goTo('search/')
  await ana.fill('#message-query', 'Hello')
  await ana.tab.type('\n')
  await ana.has('.found-words mark')

  await ana.goTo('groups/')
  await ana.has('.panel input[name=q]')

  await ana.goTo('settings/device')
  await ana.click('form[action$="settings/device"] button')
  await ana.has('.qr svg')

  await ana.goTo(`emoji/${id}?group=smileys`)
  await ana.has('.emoji-page .emoji-grid button')

  await ana.goTo(`forward/${id}?no=2`)
  await ana.click('.picks input')
  await ana.click('form.forward button[type=submit]')
  await ana.sees('it was forwarded', 'location.pathname.indexOf("/forward/") < 0 && document.querySelector(".note, #composer")')
}

const FIRST = 'document.querySelector("#emoji .emoji-grid button")'
