/** Every problem a prompt template can have: what is wrong and what to do, each worded once. */
import { closest } from '../closest.ts'

export interface Problem {
  readonly message: string
  readonly remedy: string
  /** The name that is certainly meant instead of a wrong one. */
  readonly meant?: { readonly wrong: string; readonly right: string }
}

const quoted = (names: readonly string[]): string => names.join(', ')
const suggestion = (name: string, names: readonly string[], otherwise: string): string => {
  const near = closest(name, names)
  return near === undefined ? otherwise : `Did you mean ${near}? ${otherwise}`
}

/** A name that is close to the wrong one, and the only one that is. */
function meant(wrong: string, names: readonly string[]): Pick<Problem, 'meant'> {
  const right = closest(wrong, names)
  const isOnly =
    right !== undefined &&
    closest(
      wrong,
      names.filter((name) => name !== right),
    ) === undefined
  return isOnly ? { meant: { wrong, right } } : {}
}

// Templates that cannot be read

export const malformed = (said: string): Problem => ({
  message: `Handlebars cannot read this: ${said}.`,
  remedy: 'Only a path that starts with this or .. may hold them; a field of that name stands in brackets: [this].',
})
export const wrongClose = (opened: string, closed: string): Problem => ({
  message: `{{#${opened}}} is closed by {{/${closed}}}.`,
  remedy: `Close it with {{/${opened}}}, inner blocks first.`,
})
export const unexpected = (token: string | undefined): Problem => {
  if (token === 'EOF')
    return { message: 'The template ends inside a block.', remedy: 'Close every {{#block}} with its {{/block}}.' }
  if (token === 'OPEN_ENDBLOCK')
    return { message: 'This closes a block that is not open.', remedy: 'Remove it, or open the block.' }
  if (token === 'INVERSE') return { message: 'A block has two {{else}}.', remedy: 'Remove one.' }
  if (token === 'NUMBER')
    return { message: 'A number cannot stand here.', remedy: 'An item of a list is read with brackets: items.[0].' }
  return {
    message: 'Handlebars cannot read this tag.',
    remedy: 'Mend it; to print two braces as text, write \\{{ for the opening ones.',
  }
}

export const nulCharacter = (): Problem => ({
  message: 'Handlebars cannot read a NUL character.',
  remedy: 'Remove it, or give the text that has it as a value.',
})

// Names

export const unknownValue = (name: string, given: readonly string[]): Problem => ({
  message: `The prompt is given nothing called ${name}.`,
  remedy: suggestion(name, given, given.length === 0 ? 'It is given none.' : `It is given: ${quoted(given)}.`),
  ...meant(name, given),
})
export const unknownField = (owner: string, name: string, fields: readonly string[], outer: boolean): Problem => ({
  message: `${owner} has no field ${name}.`,
  remedy: outer
    ? `A block reads its own context only: for the value around it write ../${name}. Its fields: ${quoted(fields)}.`
    : suggestion(name, fields, fields.length === 0 ? 'It has none.' : `Its fields: ${quoted(fields)}.`),
  ...(outer ? {} : meant(name, fields)),
})
export const noFields = (owner: string, kind: string, name: string, outer: boolean): Problem => ({
  message: `${owner} is ${kind}, so it has no field ${name}.`,
  remedy: outer
    ? `A block reads its own context only: for the value around it write ../${name}.`
    : 'Print it whole, or read another value.',
})
export const fieldOfList = (owner: string, name: string): Problem => ({
  message: `${owner} is a list, so it has no field ${name}.`,
  remedy: `Go through it with {{#each}}, take one item with ${owner}.[0], or count them with ${owner}.length.`,
})
export const fieldOfUnknown = (owner: string, name: string): Problem => ({
  message: `The schema does not say what ${owner} holds, so ${name} in it cannot be checked.`,
  remedy: `Give ${owner} a schema, or print it whole with {{json}}.`,
})
export const noOuterContext = (path: string, partial: boolean): Problem => ({
  message: `${path} climbs out of the ${partial ? 'partial' : 'template'}.`,
  remedy: partial
    ? 'A partial sees its own context only: pass the value, {{> name value=value}}, or read it with @root.'
    : 'Remove one ../: {{#if}} and {{#unless}} have no context of their own.',
})
export const unsureClimb = (path: string): Problem => ({
  message: `Where ${path} leads depends on the values: Handlebars skips a context that equals the one around it.`,
  remedy: 'Name what you go through, {{#each items as |item|}}, and read it by that name; or read an outer value with @root.',
})
export const outsideLoop = (path: string): Problem => ({
  message: `${path} is read outside the {{#each}} it belongs to.`,
  remedy: 'Use it inside the block.',
})
export const unknownData = (path: string): Problem => ({
  message: `${path} is not known here.`,
  remedy: 'There are @index, @first and @last inside {{#each}}, and @root.',
})
export const wholeRoot = (path: string): Problem => ({
  message: `${path} stands for all the values of the template, not for one.`,
  remedy: 'Name the value.',
})
export const nullableContext = (path: string): Problem => ({
  message: `${path} may be null here, which Handlebars prints as [object Object].`,
  remedy: 'Name the item, {{#each items as |item|}}, and use {{item}}.',
})

// Values in a tag

export const listPrinted = (path: string): Problem => ({
  message: `${path} is a list, which has no text of its own.`,
  remedy: `Use {{#each ${path}}}, {{join ${path}}} or {{json ${path}}}.`,
})
export const objectPrinted = (path: string): Problem => ({
  message: `${path} is an object, which has no text of its own.`,
  remedy: `Print one of its fields, or use {{json ${path}}}.`,
})
export const unknownPrinted = (path: string): Problem => ({
  message: `The schema does not say what ${path} is, so it cannot be printed.`,
  remedy: `Use {{json ${path}}}, or give it a schema.`,
})
export const mixedPrinted = (path: string, kinds: string): Problem => ({
  message: `${path} may be ${kinds}, which has no text of its own.`,
  remedy: `Use {{json ${path}}}, or give it one type.`,
})
export const unknownTested = (path: string): Problem => ({
  message: `The schema does not say what ${path} is, so it cannot be tested.`,
  remedy: 'Give it a schema.',
})
export const mixedTested = (path: string, kinds: string): Problem => ({
  message: `${path} may be ${kinds}, which cannot be tested as one.`,
  remedy: 'Test a field of it, or give it one type.',
})
export const notAList = (path: string, kind: string): Problem => ({
  message: `{{#each}} goes through a list; ${path} is ${kind}.`,
  remedy: 'Give it a list, or read the value without {{#each}}.',
})
export const notAnObject = (path: string, kind: string): Problem => ({
  message: `{{#with}} opens an object; ${path} is ${kind}.`,
  remedy: 'Use {{#if}} to test it and its own name to print it.',
})
export const literalPrinted = (): Problem => ({
  message: 'A literal in a tag of its own is read as a name.',
  remedy: 'Write the text outside the braces; to print two braces as text, write \\{{ for the opening ones.',
})
export const literalNotAllowed = (written: string): Problem => ({
  message: `${written} cannot stand here.`,
  remedy: 'Name a value.',
})

// Tags

export const unknownHelper = (name: string, helpers: readonly string[]): Problem => ({
  message: `There is no helper ${name}.`,
  remedy: suggestion(name, helpers, `There are: ${quoted(helpers)}. To print a value, write its name alone.`),
  ...meant(name, helpers),
})
export const helperAsValue = (name: string): Problem => ({
  message: `${name} is the name of a helper.`,
  remedy: `Give it its value, or write {{this.${name}}} to read a value of that name.`,
})
export const blockAsValue = (name: string): Problem => ({
  message: `${name} is a block.`,
  remedy: `Write {{#${name} …}} … {{/${name}}}, or {{this.${name}}} to read a value of that name.`,
})
export const refusedHelper = (name: string): Problem => ({
  message: `${name} cannot be compiled.`,
  remedy: name === 'lookup' ? 'Read the field by its name, or go through the list with {{#each}}.' : 'Remove it.',
})
export const unknownBlock = (name: string): Problem => ({
  message: `There is no block ${name}.`,
  remedy: `There are {{#if}}, {{#unless}}, {{#each}} and {{#with}}. For a value write {{#if ${name}}} or {{#each ${name}}}.`,
})
export const blockParameters = (name: string): Problem => ({
  message: `{{#${name}}} takes exactly one value.`,
  remedy: `Write {{#${name} value}}.`,
})
export const noOptions = (name: string, option: string): Problem => ({
  message: `${name} takes no option ${option}.`,
  remedy: 'Remove it.',
})
export const tooManyNames = (name: string, most: number): Problem => ({
  message: most === 0 ? `{{#${name}}} has nothing to name.` : `{{#${name} … as |…|}} has too many names.`,
  remedy: most === 0 ? 'Remove as |…|.' : most === 1 ? 'Write as |value|.' : 'Write as |item index|.',
})
export const helperParameters = (usage: string): Problem => ({
  message: `The helper is called as ${usage}.`,
  remedy: 'Mend the call.',
})
export const joinOfNoList = (path: string, kind: string): Problem => ({
  message: `join prints a list of texts, numbers or booleans; ${path} is ${kind}.`,
  remedy: 'Use {{#each}}, or {{json}}.',
})
export const neverEqual = (path: string, literal: string, values: readonly string[], kind: string): Problem => ({
  message: `${path} is never ${literal}.`,
  remedy: suggestion(literal, values, values.length === 0 ? `It is ${kind}.` : `It is one of ${quoted(values)}.`),
})
export const unsupportedTag = (type: 'PartialBlockStatement' | 'Decorator' | 'DecoratorBlock'): Problem => ({
  message: type === 'PartialBlockStatement' ? 'A partial cannot be given a block.' : 'Decorators cannot be compiled.',
  remedy: type === 'PartialBlockStatement' ? 'Write {{> name}}, and pass values: {{> name value=value}}.' : 'Remove it.',
})

// Partials

export const unknownPartial = (name: string): Problem => ({
  message: `There is no partial ${name}.`,
  remedy: 'Write the file, or mend the name.',
})
export const partialName = (): Problem => ({
  message: 'The name of a partial must be written out.',
  remedy: 'Choose between partials with {{#if}}.',
})
export const recursivePartial = (chain: readonly string[]): Problem => ({
  message: `The partial ${chain.at(-1)} contains itself: ${chain.join(' > ')}.`,
  remedy: 'Write the inner levels out.',
})
export const partialParameters = (name: string): Problem => ({
  message: `{{> ${name}}} takes at most one context.`,
  remedy: `Pass the others by name: {{> ${name} value=value}}.`,
})
export const inPartial = (name: string, line: number, column: number, problem: Problem): Problem => ({
  message: `In the partial ${name}, ${line}:${column}: ${problem.message}`,
  remedy: problem.remedy,
})
