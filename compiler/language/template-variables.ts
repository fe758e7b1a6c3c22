/**
 * The names that a Handlebars template reads from outside, as a type. Names inside `{{#each}}` and `{{#with}}` are fields of
 * what the block is about and do not count; the compiler checks those.
 */

type Space = ' ' | '\n' | '\t' | '\r'
type TrimStart<T extends string> = T extends `${Space | '~' | '{'}${infer R}` ? TrimStart<R> : T
type TrimEnd<T extends string> = T extends `${infer R}${Space | '~' | '}'}` ? TrimEnd<R> : T
type Trim<T extends string> = TrimEnd<TrimStart<T>>

/** Open blocks, innermost first: `in` changes what names mean, `same` does not. */
type Stack = readonly ('in' | 'same')[]
type IsOutside<S extends Stack> = 'in' extends S[number] ? false : true
type Pop<S extends Stack> = S extends readonly [unknown, ...infer R extends Stack] ? R : []
/** After `{{else}}` the block's own meaning ends. */
type Else<S extends Stack> = S extends readonly [unknown, ...infer R extends Stack] ? ['same', ...R] : S
/** `../` steps over one block that changed the meaning. */
type Up<S extends Stack> = S extends readonly ['in', ...infer R extends Stack]
  ? R
  : S extends readonly [unknown, ...infer R extends Stack]
    ? Up<R>
    : never

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
type FirstSegment<P extends string> = P extends `${infer N}.${string}` ? N : P
/** The outer name in one path or parameter, never where it is a literal, a data variable, a helper or an inner name. */
type Name<P extends string, S extends Stack> = P extends '' | 'this' | 'true' | 'false' | 'null' | 'undefined' | '.'
  ? never
  : P extends `${infer N})${string}`
    ? Name<N, S>
    : P extends `@root.${infer R}`
      ? FirstSegment<R>
      : P extends `@${string}` | `${Digit}${string}` | `-${string}` | `(${string}` | `|${string}`
        ? never
        : P extends `this.${infer R}` | `./${infer R}`
          ? Name<R, S>
          : P extends `../${infer R}`
            ? Up<S> extends never
              ? never
              : Name<R, Up<S>>
            : P extends `${string}=${infer V}`
              ? Name<V, S>
              : IsOutside<S> extends true
                ? FirstSegment<P>
                : never

/** Texts in quotes left out: there may be anything in them. */
type WithoutTexts<T extends string> = T extends `${infer A}"${infer R}`
  ? A extends `${string}'${string}`
    ? WithoutSingle<T>
    : R extends `${string}"${infer B}`
      ? WithoutTexts<`${A}${B}`>
      : T
  : WithoutSingle<T>
type WithoutSingle<T extends string> = T extends `${infer A}'${string}'${infer B}` ? WithoutTexts<`${A}${B}`> : T

/** The names among space-separated parameters. */
type Names<T extends string, S extends Stack> = NamesIn<WithoutTexts<T>, S>
type NamesIn<T extends string, S extends Stack, Found = never> =
  Trim<T> extends `${infer P}${Space}${infer R}` ? NamesIn<R, S, Found | Name<P, S>> : Found | Name<Trim<T>, S>
type WithoutBlockParams<T extends string> = T extends `${infer R} as |${string}` ? R : T

type Next<Rest extends string, S extends Stack, Found extends string> = Scan<Rest, S, Found>

type Tag<T extends string, Rest extends string, S extends Stack, Found extends string> = T extends `!${string}` | `>${string}`
  ? Next<Rest, S, Found>
  : T extends `#each ${infer P}` | `#with ${infer P}`
    ? Next<Rest, ['in', ...S], Found | Names<WithoutBlockParams<P>, S>>
    : T extends `#if ${infer P}` | `#unless ${infer P}`
      ? Next<Rest, ['same', ...S], Found | Names<P, S>>
      : T extends `/${string}`
        ? Next<Rest, Pop<S>, Found>
        : T extends 'else' | '^'
          ? Next<Rest, Else<S>, Found>
          : T extends `else if ${infer P}` | `else unless ${infer P}`
            ? Next<Rest, Else<S>, Found | Names<P, Else<S>>>
            : T extends `${string}${Space}${infer P}`
              ? Next<Rest, S, Found | Names<P, S>>
              : Next<Rest, S, Found | Name<T, S>>

type Scan<T extends string, S extends Stack, Found extends string> = T extends `${string}{{${infer R}`
  ? R extends `!--${string}--}}${infer After}` | `~!--${string}--}}${infer After}`
    ? Scan<After, S, Found>
    : R extends `${infer Inside}}}${infer After}`
      ? Tag<Trim<Inside>, After, S, Found>
      : Found
  : Found

/**
 * @example
 * TemplateVariables<'{{#each messages}}{{role}}{{/each}} {{question}}'> // 'messages' | 'question'
 */
// What a partial reads is known to its file alone.
export type TemplateVariables<T extends string> = string extends T
  ? string
  : T extends `${string}{{>${string}`
    ? string
    : Scan<T, [], never>
