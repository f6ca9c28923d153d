import type { MessageKind } from '#domain/messages/message-kinds.ts'
import type { Message } from '#domain/messages/messages.ts'
import { attachedFiles } from '#views/files/attached.ts'
import { html, type Html, type Renderable } from '#views/parts/html.ts'
import type { OwnPage } from '#views/parts/page.ts'
import { isEmojiOnly, messageText } from './text/message-text.ts'
import { saidInLine } from './text/said.ts'
import { mentionsInLine } from './mentions/mention-names.ts'
import { systemLine } from './system-lines.ts'

interface KindView {
  /**
   * On its conversation's page and quoted on its own, as a bounce too (its `no` is 0); `marks` stand at its end, `tooltip` is the
   * attribute for one, `quote` the message that it answers. A recalled message is drawn without it.
   */
  readonly bubble: (page: OwnPage, message: Message, marks: Renderable, tooltip: Html | null, quote?: Html | null) => Html
  /** On one line in the list of conversations. */
  readonly preview: (page: OwnPage, message: Message) => Renderable
}

const KIND_VIEWS: Readonly<Record<MessageKind, KindView>> = {
  text: {
    bubble: (page, message, marks, tooltip, quote = null) => html`<div class="bubble${quote === null && isEmojiOnly(message.body) && ' emoji-only'}"${tooltip}>${quote}<div class="text" dir="auto">${messageText(message.body, mentionsInLine(page, message))}</div>${marks}</div>`,
    preview: saidInLine
  },
  files: {
    bubble: (page, message, marks, tooltip, quote = null) => html`<div class="bubble"${tooltip}>${quote}${attachedFiles(page, message)}${
      message.body !== '' && html`<div class="text" dir="auto">${messageText(message.body, mentionsInLine(page, message))}</div>`}${marks}</div>`,
    preview: saidInLine
  },
  system: {
    bubble: (page, message, marks) => html`<p class="line">${systemLine(page, message)}${marks}</p>`,
    preview: systemLine
  }
}

/** The view of a message's kind; one that a newer version wrote is drawn as an empty line. */
export function kindView ({ kind }: Pick<Message, 'kind'>): KindView {
  return (KIND_VIEWS as Readonly<Record<string, KindView>>)[kind] ?? KIND_VIEWS.system
}
