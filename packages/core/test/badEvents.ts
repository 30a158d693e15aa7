import { Quantity } from "../src/model/Quantity.ts"
import { MeteringHour } from "../src/model/MeteringHour.ts"
import { billableUnits } from "../src/policy/billableUnits.ts"
import { sealUsage } from "../src/policy/sealUsage.ts"
import { eventsPerCallMax } from "../src/program/recordUsage.ts"
import { at, quantity } from "../src/testing/builders.ts"
import {
  answered,
  type BadInput,
  type Bench,
  eventOf,
  foreign,
  refused,
  type Refusal,
  taken
} from "./badInput.ts"
import { contextOf, due, open, subscriptionTo } from "./dueUsage.ts"

const badQuantity = {
  code: "InvalidQuantity",
  field: "quantity",
  says: "Pass a decimal that is not negative"
}
const badId = { code: "InvalidEventId", field: "eventId", says: "Give each fact an id of 1 to 255 bytes" }
const badTime = { code: "InvalidTimestamp", field: "occurredAt", says: "Pass RFC 3339 with a zone" }
const badTags = { code: "InvalidTags", says: "Pass at most five tags" }
const badEvent = { code: "InvalidEvent", says: "Pass a plain object" }
const conflict: Refusal = { _tag: "EventConflict", says: "or repeat it unchanged" }
const nameLimit = "1 to 255 bytes"
const tagLimit = "letters, digits, spaces and + - = . _ : / @"

/** Rows 1 to 24: quantities, ids, times, and what they belong to. */
export const badFacts: ReadonlyArray<BadInput> = [
  refused(1, "a negative quantity", { quantity: -1 }, { ...badQuantity, limit: "0 or more" }),
  ...[Number.NaN, Infinity, -Infinity].map((value) =>
    refused(2, `the quantity ${value}`, { quantity: value }, badQuantity)
  ),
  taken(2, "minus zero is zero", -0, "0"),
  refused(
    3,
    "a fraction for a meter that refuses them",
    { meter: "seats", quantity: 1.5 },
    { code: "FractionalQuantity", field: "quantity", limit: "whole numbers", says: "Pass whole numbers" }
  ),
  taken(4, "a fraction for a meter that carries them is taken exactly", "1.5", "1.5"),
  taken(5, "a float is taken by its shortest text", 0.1, "0.1"),
  ...["1e400", "1e-400", "0x10", "١٢", "1,000", " 1 ", "", "+1"].map((text) =>
    refused(6, `the quantity ${JSON.stringify(text)}`, { quantity: text }, badQuantity)
  ),
  taken(7, "AWS's maximum is taken", 2_147_483_647, "2147483647"),
  taken(7, "one more than AWS's maximum is taken", 2_147_483_648, "2147483648"),
  answered(7, "one more than AWS's maximum is billed in two hours, and never cut", splitMaximum, [
    2_147_483_647,
    1n
  ]),
  refused(8, "a number beyond 2^53", { quantity: 2 ** 53 + 2 }, badQuantity),
  taken(8, "as much is taken as text", "9007199254740993", "9007199254740993"),
  taken(8, "as much is taken as a bigint", 9_007_199_254_740_993n, "9007199254740993"),
  ...Object.entries({ true: true, null: null, list: [], object: {}, nothing: undefined }).map(
    ([what, value]) => refused(9, `the quantity ${what}`, { quantity: foreign(value) }, badQuantity)
  ),
  taken(9, "a bigint is taken", 1n, "1"),
  refused(10, "a quantity of ten thousand digits", { quantity: "1".repeat(10_000) }, badQuantity),
  ...["", "x".repeat(256), "é".repeat(128)].map((eventId) =>
    refused(
      11,
      `an event id of ${Buffer.byteLength(eventId)} bytes`,
      { eventId },
      { ...badId, limit: nameLimit }
    )
  ),
  ...["a\u0000b", "a\ud800"].map((eventId) =>
    refused(11, `the event id ${JSON.stringify(eventId)}`, { eventId }, badId)
  ),
  refused(12, "no event id, and none is made up", { eventId: foreign(undefined) }, badId),
  answered(13, "ids that differ in case or Unicode form are events of their own", fourIds, 4),
  answered(14, "the same id with the same content is recorded already", (on) => twice(on, {}), ["event-0"]),
  ...Object.entries({
    quantity: "2",
    account: "bolt",
    meter: "seats",
    occurredAt: "2026-03-10T11:30:00.001Z",
    tags: { team: "b" }
  }).map(([field, value]): BadInput => ({
    row: 15,
    input: `the same id with another ${field}`,
    attempt: (on) => twice(on, { [field]: value }),
    wanted: conflict
  })),
  refused(16, "an invalid date", { occurredAt: new Date(Number.NaN) }, badTime),
  ...[1_772_361_015_123, new Date(1_772_361_015)].map((occurredAt) =>
    refused(
      17,
      `a time of the wrong scale, ${typeof occurredAt}`,
      { occurredAt },
      { ...badTime, says: "mixed up" }
    )
  ),
  refused(
    18,
    "an hour ahead",
    { occurredAt: "2026-03-10T13:00:00Z" },
    { code: "FutureUsage", field: "occurredAt", limit: "5 minutes ahead", says: "check the clock" }
  ),
  answered(
    18,
    "four minutes ahead are taken",
    ({ record }) => record({ occurredAt: "2026-03-10T12:04:00Z" }),
    {
      recorded: 1,
      alreadyRecorded: [],
      late: []
    }
  ),
  ...["2026-12-31T23:59:60Z", "2026-02-30T00:00:00Z", "2026-11-21", "2026-11-21T10:00"].map((occurredAt) =>
    refused(19, `the time ${occurredAt}`, { occurredAt }, badTime)
  ),
  answered(20, "a time with an offset is taken in its UTC hour", hourOfOffset, ["2026-03-09T23"]),
  // AWS takes neither any longer. They are recorded and the caller is told so; what becomes of them is the late policy's.
  ...["2026-03-09T11:00:00Z", "2026-01-29T12:00:00Z"].map((occurredAt) =>
    answered(
      21,
      `usage of ${occurredAt} is taken and named as late`,
      ({ record }) => record({ occurredAt }),
      {
        recorded: 1,
        alreadyRecorded: [],
        late: ["event-0"]
      }
    )
  ),
  // Nothing is wrong with the event, and a link that comes late may cover it: it is kept, and held for a person.
  answered(22, "usage from before the subscription is held", () => heldIn("2026-03-10T09"), [
    "BeforeSubscription"
  ]),
  answered(23, "usage from after the cancellation is held", () => heldIn("2026-03-10T12"), [
    "AfterCancellation"
  ]),
  // Events come before links as often as after them: usage of an account that is not linked stays open.
  answered(
    24,
    "usage of a customer whom nobody linked is kept",
    async ({ record, store }) => {
      await record({ account: "nobody" })
      return store.events.length
    },
    1
  )
]

/** Rows 31 to 43: meters, tags, hostile shapes, and batches. */
export const badShapes: ReadonlyArray<BadInput> = [
  ...["Requests", "unknown", "__proto__", "constructor"].map((meter) =>
    refused(
      31,
      `the meter ${meter}`,
      { meter },
      { code: "UnknownMeter", field: "meter", says: "Add the meter" }
    )
  ),
  ...Object.entries({ empty: "", "of 256 letters": "m".repeat(256) }).map(([what, meter]) =>
    refused(
      31,
      `a meter that is ${what}`,
      { meter },
      { code: "InvalidMeter", field: "meter", limit: nameLimit, says: "Pass the name" }
    )
  ),
  tagged("six keys", { a: "1", b: "1", c: "1", d: "1", e: "1", f: "1" }, "tags", "5 tags"),
  tagged(
    "a key of 101",
    { ["k".repeat(101)]: "1" },
    `tags.${"k".repeat(100)}`,
    "a key of 1 to 100 characters"
  ),
  tagged("a value of 257", { a: "v".repeat(257) }, "tags.a", "a value of 1 to 256 characters"),
  tagged("an empty value", { a: "" }, "tags.a", "a value of 1 to 256 characters"),
  tagged("an é", { a: "é" }, "tags.a", tagLimit),
  tagged("an emoji", { a: "🦊" }, "tags.a", tagLimit),
  tagged("a line break", { a: "b\r\nc" }, "tags.a", tagLimit),
  answered(
    32,
    "a key that stands twice is JavaScript's to settle: the last one counts",
    async ({ record, store }) => {
      await record({ tags: foreign(JSON.parse('{"a":"1","a":"2"}')) })
      return store.events.map(({ tags }) => tags)
    },
    [[["a", "2"]]]
  ),
  answered(35, "much, deep, cyclic and unreadable metadata is never looked at", hugeMetadata, 4),
  ...Object.entries({ "a getter that throws": throwing(), "a revoked proxy": revoked() }).map(
    ([what, event]) => ({
      row: 35,
      input: `an event that is ${what}`,
      attempt: ({ meter }: Bench) => meter.record(undefined, foreign([event])),
      wanted: { _tag: "EventRefused", field: "[0]", ...badEvent } satisfies Refusal
    })
  ),
  {
    row: 36,
    input: "a prototype in the place of an event",
    attempt: ({ meter }) => meter.record(undefined, foreign(JSON.parse('{"__proto__":{"account":"b"}}'))),
    wanted: { _tag: "EventRefused", ...badId }
  },
  answered(
    37,
    "members that no event has are left behind",
    async ({ record, store }) => {
      await record(foreign({ note: "x", tenant: "y" }))
      return Object.keys(store.events[0] ?? {}).some((key) => key === "note" || key === "tenant")
    },
    false
  ),
  ...[0, 1, eventsPerCallMax].map((events) =>
    answered(
      38,
      `a batch of ${events} events is taken`,
      async ({ meter }) => {
        const report = await meter.record(undefined, numbered(events))
        return report.recorded
      },
      events
    )
  ),
  {
    row: 38,
    input: "a batch of one event too many",
    attempt: ({ meter }) => meter.record(undefined, numbered(eventsPerCallMax + 1)),
    wanted: {
      _tag: "EventRefused",
      code: "BatchTooLarge",
      field: "events",
      limit: "10000 events",
      says: "Divide"
    }
  },
  {
    row: 39,
    input: "one bad event of a thousand, and none is stored",
    attempt: ({ meter }) => meter.record(undefined, [...numbered(999), eventOf({ quantity: -1 }, 999)]),
    wanted: { _tag: "EventRefused", ...badQuantity, field: "[999].quantity" }
  },
  answered(
    40,
    "one id twice in a batch with the same content is one event",
    async ({ record }) => {
      const { alreadyRecorded, recorded } = await record({ eventId: "a" }, { eventId: "a", quantity: 1 })
      return [recorded, alreadyRecorded]
    },
    [1, ["a"]]
  ),
  {
    row: 40,
    input: "one id twice in a batch with other content",
    attempt: ({ record }) => record({ eventId: "a" }, { eventId: "a", quantity: 2 }),
    wanted: { _tag: "EventConflict", says: "Give each fact an id of its own" }
  },
  // A seller's accounts are its tenants; there is no other name by which one could reach another's.
  ...["", "a".repeat(1_000)].map((account) =>
    refused(
      41,
      `an account of ${account.length} letters`,
      { account },
      {
        code: "InvalidAccount",
        field: "account",
        limit: nameLimit,
        says: "Pass your own id of the customer"
      }
    )
  ),
  ...["' OR 1=1 --", "\u202eevil", '\n{"level":"info"}'].map((text) =>
    answered(
      text.startsWith("\n") ? 43 : text.startsWith("'") ? 41 : 42,
      `the text ${JSON.stringify(text)} is data`,
      async ({ record, store }) => {
        await record({ account: text, eventId: text })
        return store.events.map(({ account, eventId }) => [account, eventId])
      },
      [[text, text]]
    )
  ),
  ...(["eventId", "account", "meter"] as const).flatMap((field) =>
    ["\u0000", "\udc00"].map((text) =>
      refused(
        42,
        `${JSON.stringify(text)} in ${field}`,
        { [field]: `a${text}` },
        { field, says: "which no store keeps" }
      )
    )
  ),
  refused(
    43,
    "a forged line of a log in an id that is refused",
    { eventId: '\n{"level":"info"}\u0000' },
    {
      ...badId,
      says: String.raw`"\n{\"level\":\"info\"}\u0000"`
    }
  )
]

/** Leaves the store empty where the second is refused, as the first alone was in it. */
async function twice({ record, store }: Bench, changes: object): Promise<ReadonlyArray<string>> {
  await record({ tags: { team: "a" } })
  const [first] = store.events
  const second = record({ tags: { team: "a" }, ...changes })
  const { alreadyRecorded } = await second.catch((error: unknown) => {
    if (store.events.length === 1 && store.events[0] === first) store.forget()
    throw error
  })
  return alreadyRecorded
}

async function fourIds({ record, store }: Bench): Promise<number> {
  await record({ eventId: "A" }, { eventId: "a" }, { eventId: "\u00e9" }, { eventId: "e\u0301" })
  return store.events.length
}

async function hourOfOffset({ record, store }: Bench): Promise<ReadonlyArray<string>> {
  await record({ occurredAt: "2026-03-10T05:00:00+05:30" })
  return store.events.map(({ occurredAt }) => MeteringHour.format(MeteringHour.of(occurredAt)))
}

function splitMaximum() {
  const split = billableUnits(quantity("2147483648"), { fraction: "carry", unit: Quantity.ofUnits(1) })
  return [split.units, Quantity.wholeUnits(split.excess)]
}

function heldIn(hour: string): ReadonlyArray<string> {
  const terms = { from: at("2026-03-10T10:00:00Z"), until: at("2026-03-10T12:00:00Z") }
  const subscriptions = [subscriptionTo("product-1", terms)]
  const now = at("2026-03-10T12:30:00Z")
  const { setAside } = sealUsage(due({ openHours: [open(hour, "7")], subscriptions }), contextOf({ now }))
  return setAside.map(({ reason }) => reason.split(":")[0] ?? "")
}

function tagged(what: string, tags: Record<string, string>, field: string, limit: string): BadInput {
  return refused(32, `tags with ${what}`, { tags }, { ...badTags, field, limit })
}

async function hugeMetadata({ record, store }: Bench): Promise<number> {
  const cyclic: Record<string, unknown> = {}
  cyclic["self"] = cyclic
  let deep: unknown = 1
  for (let depth = 0; depth < 10_000; depth++) deep = [deep]
  const metadata = [{ note: "x".repeat(10_000_000) }, { deep, n: 1n }, cyclic, { note: revoked() }]
  await record(...metadata.map((more, i) => foreign({ ...more, eventId: `event-${i}` })))
  return store.events.length
}

function throwing(): object {
  return Object.defineProperty(eventOf({}, 0), "account", {
    get: () => {
      throw new Error("planted")
    }
  })
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

function numbered(events: number) {
  return Array.from({ length: events }, (_, i) => eventOf({}, i))
}
