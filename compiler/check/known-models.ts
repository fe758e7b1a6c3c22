/** Every model is one that can be called: of the catalogue or described, by itself or through a profile that there is. */
import { closest } from '../closest.ts'
import { GEOGRAPHIES, isGeography, namedModel } from '../geographies.ts'
import { CATALOGUE, catalogueEntry, meantModel } from '../models/catalogue.ts'
import { noModel, noProfile, onlyThroughProfile, profileAsModel, textAsModel, unknownGeography } from '../problems/models.ts'
import type { Problem } from '../problems.ts'
import type { ChainTree, Model } from '../tree.ts'
import { placedBuilders } from '../walk.ts'
import { ofBuilder } from './place.ts'
import type { Place } from './place.ts'

const CODES = CATALOGUE.map(({ code }) => code)

/** Whether a value is a model, whatever there is to say of it. */
export const isModel = (value: unknown): value is Model =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Model>).foundation === 'string' && 'price' in value

function problemsOf(given: unknown, place: Place): readonly Problem[] {
  if (typeof given === 'string') return [textAsModel(place, given, meantModel(given), CODES)]
  if (!isModel(given)) return [noModel(place, given, CODES)]
  const { foundation, profile, profiles } = given
  const named = namedModel(foundation)
  if (named.profile !== undefined) return [profileAsModel(place, named, catalogueEntry(named)?.code)]
  if (profile === undefined) {
    const listed = CATALOGUE.find(({ model }) => model.foundation === foundation)
    return listed?.model.profile === undefined ? [] : [onlyThroughProfile(place, foundation, listed.code)]
  }
  if (!isGeography(profile)) return [unknownGeography(place, profile, closest(profile, GEOGRAPHIES), GEOGRAPHIES)]
  return profiles && !profiles.includes(profile) ? [noProfile(place, foundation, profile, profiles)] : []
}

export function unknownModels(tree: ChainTree): Problem[] {
  const { answer } = tree
  const place = { at: tree.at, path: [tree.name, 'answer'] }
  return [
    ...(answer ? [answer.model, ...(answer.allow.models ?? [])] : []).flatMap((model) => problemsOf(model, place)),
    ...placedBuilders(tree).flatMap((visit) => {
      const { builder } = visit.placed
      if (builder.kind !== 'bedrockTask') return []
      return [builder.model, ...builder.fallback].flatMap((model) => problemsOf(model, ofBuilder(visit)))
    }),
  ]
}
