/** What a check found: all is well, something is missing and this mends it, or nobody can say from here. */

export type Finding =
  | { readonly state: 'ok'; readonly what: string }
  | { readonly state: 'missing'; readonly what: string; readonly remedy: string }
  | { readonly state: 'unknown'; readonly what: string; readonly why: string }

export const ok = (what: string): Finding => ({ state: 'ok', what })
export const missing = (what: string, remedy: string): Finding => ({ state: 'missing', what, remedy })
export const unknown = (what: string, why: string): Finding => ({ state: 'unknown', what, why })

/** The lines that a finding is told by. */
export function told(finding: Finding): readonly string[] {
  const line = `${finding.state.padEnd(9)}${finding.what}`
  switch (finding.state) {
    case 'ok':
      return [line]
    case 'missing':
      return [line, `${' '.repeat(11)}${finding.remedy}`]
    case 'unknown':
      return [line, `${' '.repeat(11)}${finding.why}`]
    default:
      return finding satisfies never
  }
}
