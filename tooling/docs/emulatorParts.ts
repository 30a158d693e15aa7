import { choiceDefinitions, ruleParts, serviceRules } from "@tallyhour/adapter-memory"
import type { Certainty, ChoiceDefinition, ServiceRule } from "@tallyhour/adapter-memory"
import { tableOf } from "./tableOf.ts"

/** The tables of the page on the emulator, by the name of their place in it. */
export const emulatorParts = (): Readonly<Record<string, string>> => ({
  certainty: tableOf(
    ["How sure", "It means", "Rules"],
    Object.entries(meanings).map(([certainty, meaning]) => [
      certainty,
      meaning,
      String(serviceRules.filter((rule) => rule.certainty === certainty).length)
    ])
  ),
  rules: ruleParts
    .map((part) => `### ${part}\n\n${rulesTable(serviceRules.filter((rule) => rule.part === part))}`)
    .join("\n\n"),
  choices: tableOf(
    ["Choice", "What it decides", "Default", "Others", "Source"],
    choiceDefinitions.map((definition: ChoiceDefinition) => [
      `\`${definition.name}\``,
      definition.what,
      `\`${definition.default}\``,
      othersOf(definition),
      definition.source
    ])
  )
})

const meanings: { readonly [C in Certainty]: string } = {
  documented: "AWS's API model, API reference or Seller Guide says so",
  observed: "somebody has seen AWS do it, and shows it",
  inferred: "it follows from several of these",
  chosen: "nobody has said; the emulator does what seems likely, and can be told otherwise",
  ours: "it is about the emulator itself"
}

const rulesTable = (rules: ReadonlyArray<ServiceRule>): string =>
  tableOf(
    ["Rule", "What holds", "How sure", "Source", "Open in it"],
    rules.map(({ certainty, choices, number, source, statement }) => [
      String(number),
      statement,
      certainty,
      source,
      choices.length === 0 ? "nothing known" : choices.map((name) => `\`${name}\``).join(", ")
    ])
  )

const othersOf = ({ allowed, default: preset }: ChoiceDefinition): string =>
  "min" in allowed
    ? `from ${allowed.min} to ${allowed.max}`
    : allowed
        .filter((value) => value !== preset)
        .map((value) => `\`${value}\``)
        .join(", ")
