// The frame around every page.
export const shell = {
  'time.today': 'Today',
  'time.yesterday': 'Yesterday',
  'time.yesterday-at': 'yesterday, {time}',

  'skip.stage': 'Skip to the content',
  'mode.plain': 'Plain version',
  'mode.frame': 'Messages by themselves, without script',
  'mode.live': 'Live version',
  'nav.label': 'Main',
  'nav.conversations': 'Chats',
  'nav.contacts': 'Contacts',
  'nav.settings': 'Settings',
  'nav.me': 'Signed in as {name}',
  'nav.back': 'Back',
  'stage.label': 'Content',
  'side.label': 'Details',
  'side.close': 'Close the details',
  'form.save': 'Save',

  'connection.reconnecting': 'Reconnecting… What you write is kept and sent when the line is back.',
  'connection.proxy': 'Your network is answering instead of the server: a proxy or a Wi‑Fi sign-in page. Open a new tab and sign in there.',
  'failed.text': 'Something on this page failed, so new messages no longer come by themselves. Links and forms work.',
  'failed.again': 'Load it again',

  'connection.retry': 'Try now'
} as const
