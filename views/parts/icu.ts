/**
 * Reads the argument names and kinds out of an ICU message at compile time, so that a text cannot be used without its arguments:
 * `Arguments<'{n, plural, one {# message} other {# messages}} from {name}'>` is `{ n: number, name: string | number }`.
 *
 * It walks from brace to brace with a stack: in text a `{` begins an argument; in the options of a plural or select it begins text again.
 */
export type Arguments<Message extends string> = Simplify<Collect<InText<Message, [], never>>>

type Argument<Name extends string, Value> = { name: Name, value: Value }
type Collect<A extends Argument<string, unknown>> = { [K in A['name']]: Extract<A, { name: K }>['value'] }
type Simplify<T> = { [K in keyof T]: T[K] }

type InText<T extends string, Stack extends readonly 0[], Found extends Argument<string, unknown>> =
  T extends `${infer Before}{${infer After}`
    ? Before extends `${string}}${infer Rest}`
      ? Closed<`${Rest}{${After}`, Stack, Found>
      : InArgument<After, Stack, Found>
    : T extends `${string}}${infer Rest}` ? Closed<Rest, Stack, Found> : Found

// A `}` in text ends one choice of a plural or select.
type Closed<T extends string, Stack extends readonly 0[], Found extends Argument<string, unknown>> =
  Stack extends readonly [0, ...infer Outer extends readonly 0[]] ? InOptions<T, Outer, Found> : Found

type InArgument<T extends string, Stack extends readonly 0[], Found extends Argument<string, unknown>> =
  T extends `${infer Inside}}${infer Rest}`
    ? Inside extends `${infer Name}, ${infer Kind},${string}`
      ? T extends `${string}, ${string},${infer Options}`
        ? InOptions<Options, Stack, Found | Argument<Name, Kind extends 'select' ? string : number>>
        : never
      : Inside extends `${infer Name}, ${string}`
        ? InText<Rest, Stack, Found | Argument<Name, number>>
        : InText<Rest, Stack, Found | Argument<Inside, string | number>>
    : never

type InOptions<T extends string, Stack extends readonly 0[], Found extends Argument<string, unknown>> =
  T extends `${infer Before}{${infer After}`
    ? Before extends `${string}}${infer Rest}`
      ? InText<`${Rest}{${After}`, Stack, Found>
      : InText<After, [0, ...Stack], Found>
    : T extends `${string}}${infer Rest}` ? InText<Rest, Stack, Found> : never
