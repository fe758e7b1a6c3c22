/**
 * An expression as somebody would rather read it: the texts in it as they are, the code between them in `{{…}}`. It is for reading
 * alone; two expressions that read alike may differ.
 */

/** A text in JSONata, as the compiler writes it. */
const TEXT = /"(?:[^"\\]|\\.)*"/g
/** What joins texts, and says nothing to a reader. */
const JOINTS = /^(?:[\s,&()[\]]|\$join\(\[)*|[\s,&()[\]]*$/g

/** What an expression calls the things that an author knows by other names. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\$join\(\[\$map\((?<content>[^,]+), function\(\$part\) \{[^}]*\}\)\], "\\n"\)/g, '$<content>'],
  [/\$states\.context\.Execution\.Input\.PromptInput\[role = "user"\]\[-1\]\.content/g, 'question'],
  [/\$states\.context\.Execution\.Input\.PromptInput/g, 'messages'],
  [/\$states\.context\.Execution\.Input\.state_machine_custom_params/g, 'params'],
]

const hole = (code: string) => {
  const plain = code.replaceAll(JOINTS, '').replaceAll(/\s+/g, ' ')
  return plain === '' ? '' : `{{${plain.replace(/^\$(?=[\w.]+$)/, '')}}}`
}

/** What is not an expression stays as it is. */
export function readable(text: string): string {
  const [, expression] = /^\{%([\s\S]*)%\}$/.exec(text) ?? []
  if (expression === undefined) return text
  const code = NAMES.reduce((all, [from, to]) => all.replaceAll(from, to), expression)
  let read = ''
  let at = 0
  for (const found of code.matchAll(TEXT)) {
    read += hole(code.slice(at, found.index)) + (JSON.parse(found[0]) as string)
    at = found.index + found[0].length
  }
  return read + hole(code.slice(at))
}
