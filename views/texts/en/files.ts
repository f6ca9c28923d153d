// Pictures, sound, video and other files in messages.
export const files = {
  'files.pictures': '{count, plural, one {Photo} other {# photos}}',
  'files.videos': '{count, plural, one {Video} other {# videos}}',
  'files.voice': 'Voice message {length}',
  'files.voices': '{count, plural, one {Voice message} other {# voice messages}}',
  'files.several': '{count, plural, one {File} other {# files}}',
  'files.with-text': '{files} · {text}',
  'files.bytes': '{count, plural, one {# byte} other {# bytes}}',
  'files.kilobytes': '{count, number} kB',
  'files.megabytes': '{count, number} MB',
  'files.deleted': 'File deleted'
} as const
