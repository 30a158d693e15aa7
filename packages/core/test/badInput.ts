import type { CatalogueInput } from "../src/model/CatalogueInput.ts"
import { createMeter } from "../src/promise/createMeter.ts"
import type { MeterHandle, SubscriptionInput } from "../src/promise/MeterHandle.ts"
import type { RecordReport, UsageEventInput } from "../src/program/recordUsage.ts"
import { at, exampleProduct, exampleRegion } from "../src/testing/builders.ts"
import { type TinyStore, tinyStore } from "./tinyStore.ts"
import { Duration, Effect, Layer, Option } from "effect"
import { UsageTransport } from "../src/port/UsageTransport.ts"

/** One row of the catalogue of bad inputs: what comes in, by which public way, and what the answer is. */
export interface BadInput {
  readonly row: number
  readonly input: string
  readonly attempt: (bench: Bench) => unknown
  readonly wanted: Refusal | Answer
}

/** A typed error that names what is wrong and says what to do; nothing of the attempt is stored. */
export interface Refusal {
  readonly _tag: string
  readonly code?: string
  readonly field?: string
  readonly limit?: string
  /** Words of the message that say what is wrong or what to do. */
  readonly says: string
}

export interface Answer {
  readonly answer: unknown
}

/** A meter over a store of its own, at noon of the tenth of March 2026, and ways to hand it what is bad. */
export interface Bench {
  readonly meter: MeterHandle<undefined>
  readonly store: TinyStore
  /** How far AWS's clock is ahead. */
  readonly skew: { ahead: Duration.Duration }
  readonly record: (...changes: ReadonlyArray<Partial<UsageEventInput>>) => Promise<RecordReport>
  readonly link: (changes: Partial<SubscriptionInput>) => Promise<void>
}

export const bench = (): Bench => {
  const store = tinyStore()
  const skew = { ahead: Duration.zero }
  const transport = Layer.succeed(UsageTransport, {
    ...silent,
    clockSkew: Effect.sync(() => Option.some(skew.ahead))
  })
  const meter = createMeter({ catalogue, store, transport, now: () => noon.epochMilliseconds })
  return {
    meter,
    skew,
    store,
    record: (...changes) => meter.record(undefined, changes.map(eventOf)),
    link: (changes) => meter.link({ ...goodLink, ...changes })
  }
}

/** Makes a meter of a catalogue, which is refused at once when it cannot be used. */
export const meterOf = (input: CatalogueInput): MeterHandle<undefined> =>
  createMeter({ catalogue: input, store: tinyStore(), transport: Layer.succeed(UsageTransport, silent) })

const silent: UsageTransport["Service"] = {
  awaitQuota: () => Effect.void,
  submit: () => Effect.succeed({ foreign: 0, outcomes: [] }),
  clockSkew: Effect.succeedNone
}

/** What a caller without types may hand in. */
export const foreign = (value: unknown): never => value as never

export const noon = at("2026-03-10T12:00:00Z")

export const eventOf = (changes: Partial<UsageEventInput>, i: number): UsageEventInput => ({
  eventId: `event-${i}`,
  account: "acme",
  meter: "requests",
  quantity: "1",
  occurredAt: "2026-03-10T11:30:00Z",
  ...changes
})

export const goodLink: SubscriptionInput = {
  account: "acme",
  productCode: exampleProduct,
  region: exampleRegion,
  agreement: { _tag: "Product", buyer: "012345678901" },
  activeFrom: "2026-03-01T00:00:00Z"
}

export const catalogue: CatalogueInput = {
  products: [
    { code: exampleProduct, meters: [{ name: "requests" }, { name: "seats", fraction: "refuse" }] },
    { code: "product-2", meters: [{ name: "storage", dimension: "requests" }] }
  ]
}

/** An event that is refused. */
export const refused = (
  row: number,
  input: string,
  changes: Partial<UsageEventInput>,
  wanted: Omit<Refusal, "_tag">
): BadInput => ({
  row,
  input,
  attempt: ({ record }) => record(changes),
  wanted: { _tag: "EventRefused", ...wanted, ...(wanted.field && { field: `[0].${wanted.field}` }) }
})

/** A quantity that is taken, exactly. */
export const taken = (row: number, input: string, quantity: unknown, exact: string): BadInput =>
  answered(
    row,
    input,
    async ({ record, store }) => {
      await record({ quantity: foreign(quantity) })
      return store.events.map((event) => event.quantity)
    },
    [BigInt(exact.replace(".", "").padEnd(exact.replace(/\..*/, "").length + 12, "0"))]
  )

/** Something that is answered, after all. */
export const answered = (
  row: number,
  input: string,
  attempt: (bench: Bench) => unknown,
  answer: unknown
): BadInput => ({ row, input, attempt, wanted: { answer } })

/** A link that is refused. */
export const notLinked = (
  row: number,
  input: string,
  changes: Partial<SubscriptionInput>,
  says: string
): BadInput => ({
  row,
  input,
  attempt: ({ link }) => link(changes),
  wanted: { _tag: "SubscriptionInvalid", says }
})

/** A link that contradicts one that is there. */
export const clash = (
  row: number,
  input: string,
  [first, second]: readonly [Partial<SubscriptionInput>, Partial<SubscriptionInput>],
  says: string
): BadInput => ({
  row,
  input,
  attempt: async ({ link }) => {
    await link(first)
    await link(second)
  },
  wanted: { _tag: "SubscriptionConflict", says }
})

/** A catalogue that is refused before anything runs. */
export const notMade = (row: number, input: string, given: CatalogueInput, says: string): BadInput => ({
  row,
  input,
  attempt: () => meterOf(given),
  wanted: { _tag: "CatalogueInvalid", says }
})
