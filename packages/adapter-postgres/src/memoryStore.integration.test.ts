import fc from "fast-check"
import { assert, describe, it } from "vitest"
import { compareStores } from "../test/compareStores.ts"
import { type Command, type History, history } from "../test/randomCommands.ts"
import { freshSchema, testDatabase } from "../test/testDatabase.ts"
import { besideMemory, impatient } from "../test/twoStores.ts"

const database = testDatabase()

const link = (options: { readonly agreement: number; readonly product: number }) => ({
  _tag: "Link" as const,
  account: 0,
  hoursAgo: 0,
  included: 0,
  ...options
})

const appendAnHourAgo = (event: { readonly eventId: number; readonly quantity: string }): Command => ({
  _tag: "Append",
  events: [{ account: 0, hoursAgo: 1, meter: 0, minutes: 0, property: 0, tags: 0, ...event }]
})

const sealInUnitsOf = (unit: string): Command => ({
  _tag: "Seal",
  fraction: "carry",
  late: "next-open-hour",
  openHoursMax: 1000,
  times: 1000,
  unit,
  zeroRecords: false
})

/** Histories on which the two stores once differed. */
const onceFound: ReadonlyArray<History> = [
  // A subscription that ended as soon as it began, and begins again.
  {
    begin: "2026-03-10T12:20:00Z",
    faults: [],
    commands: [
      link({ agreement: 0, product: 0 }),
      { _tag: "End", account: 0, hoursAgo: 0, product: 0 },
      link({ agreement: 1, product: 0 })
    ]
  },
  // Two that begin at once, and the first one ends.
  {
    begin: "2026-03-10T12:20:00Z",
    faults: [],
    commands: [
      link({ agreement: 0, product: 0 }),
      link({ agreement: 2, product: 1 }),
      { _tag: "End", account: 0, hoursAgo: -2, product: 0 }
    ]
  },
  // A unit that becomes smaller leaves whole ones in the carry of an hour that has its record, in the month before.
  {
    begin: "2026-04-01T00:20:00Z",
    faults: [],
    commands: [
      { ...link({ agreement: 0, product: 0 }), hoursAgo: 100 },
      appendAnHourAgo({ eventId: 0, quantity: "7" }),
      sealInUnitsOf("3"),
      { _tag: "Wait", minutes: 60 },
      appendAnHourAgo({ eventId: 1, quantity: "0.5" }),
      sealInUnitsOf("0.25")
    ]
  }
]

describe.skipIf(database.isMissing)("the store in Postgres", () => {
  it(
    "answers every history as the store in memory does, whatever happens to its connections",
    { timeout: 60_000 },
    async () => {
      const open = besideMemory(database.pool({ options: impatient }), database.pool({ max: 1 }))
      const commands = new Set<string>()
      const faults = new Set<string>()

      await fc.assert(
        fc.asyncProperty(history, async (told) => {
          await compareStores(told, await open(freshSchema()), ({ command, fault }) => {
            commands.add(command)
            if (fault !== undefined) faults.add(fault)
          })
        }),
        { endOnFailure: true, examples: onceFound.map((one) => [one]), numRuns: 20, seed: 20_260_310 }
      )

      assert.strictEqual(commands.size, 12)
      assert.sameMembers([...faults], ["cut after", "cut before", "lost a race"])
    }
  )
})
