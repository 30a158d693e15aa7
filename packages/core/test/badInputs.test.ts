import { assert, describe, it } from "@effect/vitest"
import { badConfiguration } from "./badConfiguration.ts"
import { badFacts, badShapes } from "./badEvents.ts"
import { type BadInput, bench } from "./badInput.ts"

// The catalogue of bad inputs, by the numbers of its rows. Rows 44 (credentials and endpoints) and 48 (the database's
// schema) stand in the tables of adapter-aws and adapter-postgres, which core does not know.
describe("bad inputs", () => {
  const rows = [...badFacts, ...badConfiguration, ...badShapes].toSorted((a, b) => a.row - b.row)

  it.each(rows.map((row) => [row.row, row.input, row] as const))("row %i: %s", async (_, __, row) => {
    const on = bench()

    const outcome = await outcomeOf(() => row.attempt(on))

    assert.deepStrictEqual(judged(outcome, row.wanted), row.wanted)
    // What was refused left nothing behind, but the link that it contradicts.
    assert.deepStrictEqual("error" in outcome ? on.store.events : [], [])
    assert.isAtMost(on.store.subscriptions.length, 1)
    await on.meter.close()
  })

  it("every row but those of the adapters is there", () => {
    const missing = Array.from({ length: 49 }, (_, i) => i + 1).filter(
      (number) => !rows.some(({ row }) => row === number)
    )

    assert.deepStrictEqual(missing, [44, 48])
  })
})

type Outcome = { readonly answer: unknown } | { readonly error: unknown }

const outcomeOf = async (attempt: () => unknown): Promise<Outcome> => {
  try {
    return { answer: await attempt() }
  } catch (error) {
    return { error }
  }
}

/** What the error says of that which is asked for; its whole message where that lacks the words, or forges lines of a log. */
const judged = (outcome: Outcome, wanted: BadInput["wanted"]): unknown => {
  if ("answer" in outcome || "answer" in wanted || !(outcome.error instanceof Error)) return outcome
  const { error } = outcome
  const { says, ...members } = wanted
  const found = Object.keys(members).map((key): [string, unknown] => [key, Reflect.get(error, key)])
  const value = String(Reflect.get(error, "value") ?? "")
  const isTold = error.message.includes(says) && value.length <= 100 && !/[^\P{Cc}\n]/u.test(error.message)
  return { ...Object.fromEntries(found), says: isTold ? says : error.message }
}
