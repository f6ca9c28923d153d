import neostandard from 'neostandard'

const OLD_SCRIPTS = ['public/**/*.js']
const browserGlobals = neostandard({ env: ['browser'] }).find(config => config.name === 'neostandard/globals')

export default [
  // htmx, and whatever else is not ours, stands in folders named vendor.
  { ignores: ['build/', 'dist/', 'data/', '.tap/', '**/vendor/'] },
  ...neostandard({ ts: true, noJsx: true }),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'holdline/everywhere',
    rules: {
      'max-lines': ['error', 300],
      // What people write is searched for control characters on purpose.
      'no-control-regex': 'off',
      '@stylistic/max-len': ['error', {
        code: 140,
        ignoreStrings: true,
        ignoreTemplateLiterals: true,
        ignoreRegExpLiterals: true,
        ignoreUrls: true
      }],
      '@stylistic/comma-dangle': ['error', 'never']
    }
  },
  {
    name: 'holdline/typescript',
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }]
    }
  },
  {
    // What a browser of 2011 parses. Its syntax is held by test/old-script.test.ts; these are the rules that ask for newer.
    name: 'holdline/old-scripts',
    files: OLD_SCRIPTS,
    languageOptions: { ...browserGlobals.languageOptions, ecmaVersion: 5, sourceType: 'script' },
    rules: {
      'no-var': 'off',
      'object-shorthand': 'off',
      'prefer-const': 'off',
      'dot-notation': ['error', { allowKeywords: false }],
      '@stylistic/quote-props': ['error', 'as-needed', { keywords: true }]
    }
  }
]
