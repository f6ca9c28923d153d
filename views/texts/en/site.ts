// The frame around every page.
export const shell = {
  'time.today': 'Today',
  'time.yesterday': 'Yesterday',
  'time.yesterday-at': 'yesterday, {time}',

  'skip.stage': 'Skip to content',
  'mode.plain': 'Plain version',
  'mode.frame': 'No-script version',
  'mode.live': 'Live version',
  'nav.label': 'Main',
  'nav.conversations': 'Chats',
  'nav.contacts': 'Contacts',
  'nav.settings': 'Settings',
  'nav.me': 'Signed in as {name}',
  'nav.back': 'Back',
  'stage.label': 'Content',
  'side.label': 'Details',
  'side.close': 'Close details',
  'list.comma': ', ',
  'form.save': 'Save',

  'switch.title': 'Go to',
  'switch.label': 'Chat, person or page',
  'switch.commands': 'Pages and actions',
  'switch.everyone': 'Everyone here',
  'switch.choose': 'Choose',
  'switch.open': 'Open',
  'switch.close': 'Close',

  'connection.reconnecting': 'Reconnecting… Messages you send now go out when you’re back online.',
  'connection.proxy': 'Your network is answering instead of the server: a proxy or a Wi‑Fi sign-in page. Open a new tab and sign in there.',
  'failed.text': 'Something went wrong on this page, so it no longer updates by itself. Links and forms still work.',
  'failed.again': 'Reload',
  'connection.page-waits': 'No connection. This page can’t open until you’re back online.',
  'connection.form-waits': 'No connection. Nothing was sent, and what you entered is still here.',

  'connection.retry': 'Retry now'
} as const
