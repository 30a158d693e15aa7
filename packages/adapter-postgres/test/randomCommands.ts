import type { FractionPolicy, LatePolicy } from "@tallyhour/core"
import fc from "fast-check"

/** One command of a random history. Numbers choose among what is there when the command runs. */
export type Command =
  | { readonly _tag: "Append"; readonly events: ReadonlyArray<EventChoice> }
  | {
      readonly _tag: "Seal"
      readonly fraction: FractionPolicy
      readonly late: LatePolicy
      readonly openHoursMax: number
      readonly times: number
      readonly unit: string
      readonly zeroRecords: boolean
    }
  | { readonly _tag: "Review"; readonly decision: "release" | "withdraw" }
  | { readonly _tag: "Lease"; readonly recordsMax: number }
  | { readonly _tag: "Settle"; readonly lease: number; readonly words: ReadonlyArray<Word> }
  | { readonly _tag: "Expire" }
  | {
      readonly _tag: "Link"
      readonly account: number
      readonly agreement: number
      readonly hoursAgo: number
      readonly included: number
      readonly product: number
    }
  | { readonly _tag: "End"; readonly account: number; readonly hoursAgo: number; readonly product: number }
  /** In a transaction of a caller's own, which is begun by its first events and stays open over other commands. */
  | { readonly _tag: "Record"; readonly caller: number; readonly events: ReadonlyArray<EventChoice> }
  | { readonly _tag: "Finish"; readonly caller: number; readonly outcome: "commit" | "roll back" }
  | { readonly _tag: "Wait"; readonly minutes: number }
  | { readonly _tag: "Archive" }

/**
 * What happens to a statement, of a call of a port, of a command.
 *
 * - `cut before`, `cut after`: its connection is cut when it has not arrived, or when it is done and its answer has not.
 * - `lost a race`: the server refuses it, and would take it again.
 */
export interface Fault {
  readonly call: number
  readonly kind: "cut after" | "cut before" | "lost a race"
  readonly statement: number
}

/** An event: few ids, so that they meet again, with the same content or another one. */
export interface EventChoice {
  readonly account: number
  readonly eventId: number
  readonly hoursAgo: number
  readonly meter: number
  readonly minutes: number
  readonly property: number
  readonly quantity: string
  readonly tags: number
}

/** What is said of a record of a lease; silence leaves it leased. */
export type Word =
  | "dead"
  | "in doubt"
  | "retry"
  | "retry, may be accepted"
  | "settled"
  | "settled earlier"
  | "silence"

const small = (max: number) => fc.integer({ min: 0, max })

const event = fc.record({
  account: small(2),
  eventId: small(400),
  hoursAgo: fc.oneof({ arbitrary: small(4), weight: 4 }, { arbitrary: small(60), weight: 1 }),
  meter: small(6),
  minutes: small(59),
  property: small(3),
  tags: small(3),
  quantity: fc.oneof(
    { arbitrary: fc.constantFrom("0", "0.000000000001", "0.4", "0.5", "1", "1.6", "7", "12.75"), weight: 9 },
    // More than AWS takes in one record: it is carried over several hours.
    { arbitrary: fc.constantFrom("2147483647", "2147483648", "4294967296.5", "9999999999"), weight: 1 }
  )
})

const events = fc.uniqueArray(event, { selector: ({ eventId }) => eventId, minLength: 1, maxLength: 6 })

const word = fc.constantFrom<Word>(
  "dead",
  "in doubt",
  "retry",
  "retry, may be accepted",
  "settled",
  "settled earlier",
  "silence"
)

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    arbitrary: fc.record({ _tag: fc.constant("Append" as const), events }),
    weight: 6
  },
  {
    arbitrary: fc.record({ _tag: fc.constant("Record" as const), caller: small(1), events }),
    weight: 4
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Finish" as const),
      caller: small(1),
      outcome: fc.constantFrom<"commit" | "roll back">("commit", "commit", "roll back")
    }),
    weight: 2
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Seal" as const),
      fraction: fc.constantFrom<FractionPolicy>("carry", "carry", "carry", "down", "nearest", "refuse", "up"),
      late: fc.constantFrom<LatePolicy>("same-month", "same-month", "next-open-hour", "write-off"),
      openHoursMax: fc.constantFrom(1, 3, 1000),
      times: fc.constantFrom(1, 2, 1000),
      unit: fc.constantFrom("1", "1", "0.25", "3"),
      zeroRecords: fc.boolean()
    }),
    weight: 5
  },
  {
    arbitrary: fc.record({ _tag: fc.constant("Lease" as const), recordsMax: fc.constantFrom(1, 3, 1000) }),
    weight: 4
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Settle" as const),
      lease: small(3),
      words: fc.array(word, { minLength: 1, maxLength: 6 })
    }),
    weight: 4
  },
  { arbitrary: fc.record({ _tag: fc.constant("Expire" as const) }), weight: 1 },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Review" as const),
      decision: fc.constantFrom<"release" | "withdraw">("release", "withdraw")
    }),
    weight: 1
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Link" as const),
      account: small(2),
      agreement: small(5),
      hoursAgo: fc.constantFrom(0, 1, 3, 100, 1000),
      included: fc.constantFrom(0, 0, 5, 100),
      product: small(1)
    }),
    weight: 3
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("End" as const),
      account: small(2),
      hoursAgo: fc.constantFrom(-2, 0, 0, 1, 3),
      product: small(1)
    }),
    weight: 1
  },
  {
    arbitrary: fc.record({
      _tag: fc.constant("Wait" as const),
      minutes: fc.constantFrom(0, 1, 1, 20, 60, 60, 300, 1500, 3000)
    }),
    weight: 5
  },
  { arbitrary: fc.record({ _tag: fc.constant("Archive" as const) }), weight: 1 }
)

const fault: fc.Arbitrary<Fault> = fc.record({
  call: fc.constantFrom(0, 0, 0, 1, 2),
  kind: fc.constantFrom<Fault["kind"]>("cut after", "cut before", "lost a race"),
  statement: fc.oneof({ arbitrary: small(1), weight: 2 }, { arbitrary: small(14), weight: 1 })
})

/** Commands one after another, from an instant on, and what goes wrong at each of them. */
export interface History {
  readonly begin: string
  readonly commands: ReadonlyArray<Command>
  /** The fault of each command, over and over again. */
  readonly faults: ReadonlyArray<Fault | undefined>
}

/** Draws histories in the middle and at the end of a month. */
export const history: fc.Arbitrary<History> = fc.record({
  begin: fc.constantFrom("2026-03-10T12:20:00Z", "2026-03-31T21:20:00Z", "2026-04-01T04:50:00Z"),
  commands: fc.array(command, { minLength: 5, maxLength: 60, size: "max" }),
  faults: fc.array(fc.option(fault, { freq: 2, nil: undefined }), { minLength: 1, maxLength: 20 })
})
