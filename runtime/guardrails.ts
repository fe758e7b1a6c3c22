/** Guardrails are made with the deployment: a manifest names the variable that holds the id, and the environment gives it. */
import type { Manifest } from '../compiler/contract.ts'
import { SettingsError } from './settings-error.ts'

const DEPLOY_TIME = /^\$\{([^}]+)\}$/

/** The manifest with the id in place of the variable's name; as it was where the variable is not set. */
export function withGuardrail(manifest: Manifest, environment: NodeJS.ProcessEnv): Manifest {
  const { answer } = manifest
  const name = DEPLOY_TIME.exec(answer?.guardrail?.id ?? '')?.[1]
  const id = name === undefined ? undefined : environment[name]?.trim()
  if (!answer?.guardrail || !id) return manifest
  return { ...manifest, answer: { ...answer, guardrail: { ...answer.guardrail, id } } }
}

/** A chain that names a guardrail is not served without it. */
export function checkGuardrail({ name, answer }: Manifest): void {
  const variable = DEPLOY_TIME.exec(answer?.guardrail?.id ?? '')?.[1]
  if (variable !== undefined)
    throw new SettingsError(variable, `is not set; the chain "${name}" needs the id of its guardrail there.`)
}
