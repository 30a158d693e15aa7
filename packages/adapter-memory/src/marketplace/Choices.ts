import { choiceDefinitions } from "./choiceDefinitions.ts"
import type { ChoiceDefinition } from "./ChoiceDefinition.ts"

type Definition = (typeof choiceDefinitions)[number]

type ValueOf<Allowed> = Allowed extends ReadonlyArray<infer Value> ? Value : number

/** One value for every choice, by name. */
export type Choices = { readonly [D in Definition as D["name"]]: ValueOf<D["allowed"]> }

/** The value of every choice as the emulator starts, unless it is told otherwise. */
export const defaultChoices: Choices = byName((definition) => definition.default)

/**
 * Returns the choices with one of them set, or what is wrong with the wish.
 *
 * - **Errors**: a text that names the known choices, or the allowed values.
 */
export const withChoice = (choices: Choices, name: string, value: unknown): Choices | string => {
  const wanted = choiceDefinitions.find((definition) => definition.name === name)
  if (wanted === undefined) return `no choice is called ${JSON.stringify(name)}; there are ${knownNames()}`
  if (!isAllowed(wanted, value)) return `${name} takes ${allowedText(wanted)}, not ${JSON.stringify(value)}`
  return { ...choices, [name]: value }
}

/**
 * Returns the default choices with several of them set.
 *
 * - **Errors**: throws a RangeError that names the wrong one; it is a mistake in the program that starts the emulator.
 */
export const makeChoices = (wishes: Partial<Choices> = {}): Choices => {
  let choices = defaultChoices
  for (const [name, value] of Object.entries(wishes)) {
    const next = withChoice(choices, name, value)
    if (typeof next === "string") throw new RangeError(next)
    choices = next
  }
  return choices
}

function byName(valueOf: (definition: ChoiceDefinition) => unknown): Choices {
  const values = choiceDefinitions.map((definition) => [definition.name, valueOf(definition)] as const)
  // The names and defaults are those of the definitions that the type is made from.
  return Object.fromEntries(values) as Choices
}

const knownNames = () => choiceDefinitions.map((definition) => definition.name).join(", ")

const isAllowed = ({ allowed }: ChoiceDefinition, value: unknown): boolean => {
  if ("min" in allowed) {
    return (
      typeof value === "number" && Number.isInteger(value) && value >= allowed.min && value <= allowed.max
    )
  }
  return allowed.some((one) => one === value)
}

const allowedText = ({ allowed }: ChoiceDefinition): string =>
  "min" in allowed
    ? `a whole number from ${allowed.min} to ${allowed.max}`
    : `one of ${allowed.map((value) => JSON.stringify(value)).join(", ")}`
