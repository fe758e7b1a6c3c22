/** Texts that machines stumble over. */

/** Characters of a text that is long for a field, and short beside what a workflow may hold. */
export const LONG_TEXT = 20_000

/** Marks of every language that a text passes through on its way: JSON, JSONata, Handlebars, deployment, models' own. */
export const STRANGE_TEXTS: readonly string[] = [
  '{% $states.input %}',
  '${Name} {{question}} "\'\\`$1$$',
  '\u{1F600} é 漢字 \u0000\u2028',
  '\n\t\n',
  '<|eot_id|>[/INST]</s>',
  '[1]',
  'null',
]
