import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, assert, beforeEach, it } from "vitest"
import type { MarketplaceEmulator } from "../../marketplace/MarketplaceEmulator.ts"
import {
  alice,
  aLicenseRecord,
  aMarketplace,
  aRecord,
  arrange,
  call,
  licenseOf,
  meter,
  noon,
  seconds
} from "../../marketplace/testing/aMarketplace.ts"
import type { SeedFile } from "./applySeedFile.ts"
import { openEmulator } from "./openEmulator.ts"
import type { OpeningOptions } from "./openEmulator.ts"

let folder: string
let state: string
const opened: Array<{ readonly close: () => Promise<void> }> = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tallyhour-state-"))
  state = join(folder, "state.jsonl")
})

afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close().catch(() => {})))
  await rm(folder, { recursive: true })
})

const open = async (options: OpeningOptions = {}) => {
  const kept = await openEmulator({ state, ...options })
  opened.push(kept)
  return kept
}

const problemOf = (opening: Promise<unknown>): Promise<string> =>
  opening.then(
    () => "no problem",
    (cause: unknown) => String(cause)
  )

const reopen = async (options: OpeningOptions = {}) => {
  await opened.pop()?.close()
  return open(options)
}

const everything = (emulator: MarketplaceEmulator) => ({
  accepted: emulator.accepted(),
  choices: emulator.choices(),
  cloudtrail: arrange(emulator, "cloudtrail", {}),
  events: arrange(emulator, "events", {}),
  invoice: arrange(emulator, "invoice", {}),
  now: emulator.now()
})

const live = (emulator: MarketplaceEmulator) => {
  arrange(emulator, "set_time", { now: seconds(noon) - 7_200, frozen: true })
  arrange(emulator, "seed_product", { code: "saas1", dimensions: ["users"], kind: "saas" })
  const customer = { product_code: "saas1", account_id: alice }
  arrange(emulator, "seed_customer", {
    ...customer,
    customer_identifier: "alice-id",
    license_arn: licenseOf(1)
  })
  arrange(emulator, "set_prices", { prices: [{ product_code: "saas1", dimension: "users", price: "0.5" }] })
  const { token } = arrange(emulator, "issue_token", { ...customer, legacy: true })
  arrange(emulator, "set_choice", { name: "id_on_rejected", value: "first-record" })
  emulator.setTime({ now: seconds(noon), frozen: true })
  meter(emulator, [aRecord(), aRecord({ Quantity: 4 })])
  meter(emulator, [aLicenseRecord()], { productCode: null })
  meter(emulator, [aRecord({ Dimension: "none" })])
  arrange(emulator, "set_subscription", { ...customer, state: "unsubscribe-pending" })
  return token
}

it("opened again, it is where it was: ledger, agreements, tokens, clock, choices, prices, audit and events", async () => {
  const first = await open()
  const token = live(first.emulator)
  const before = everything(first.emulator)

  const { emulator } = await reopen()

  assert.deepStrictEqual(everything(emulator), before)
  const resolved = call(emulator, "ResolveCustomer", { RegistrationToken: token })
  assert.strictEqual(resolved.body["CustomerIdentifier"], "alice-id")
  const [repeat] = meter(emulator, [aRecord({ Quantity: 9 })]).body["Results"] as ReadonlyArray<object>
  assert.deepInclude(repeat, {
    MeteringRecordId: before.accepted[0]?.meteringRecordId,
    Status: "DuplicateRecord"
  })
})

it("a last line that was cut short is left out, and what follows it is kept", async () => {
  const first = await open()
  live(first.emulator)
  await first.close()
  opened.length = 0
  const text = await readFile(state, "utf8")
  await writeFile(state, `${text}{"_tag":"Called","call":{"answer"`)

  const { emulator } = await open()
  arrange(emulator, "seed_customer", { product_code: "saas1", account_id: "210987654321" })
  meter(emulator, [aRecord({ CustomerAWSAccountId: "210987654321" })])
  const again = await reopen()

  assert.strictEqual(again.emulator.accepted().length, 3)
})

it("a line in the middle that is no entry is told with its number", async () => {
  await open()
  await opened.pop()?.close()
  await appendFile(state, '{"_tag":"Seeded"}\n{"_tag":\n{"_tag":"Seeded"}\n')

  const problem = await problemOf(open())

  assert.match(problem, /line 3: is not an entry/)
})

it.each(["{}\n", "hello\n", '{"format":"tallyhour emulator state","seed":"x","version":2}\n'])(
  "a file of something else is left alone: %j",
  async (text) => {
    await writeFile(state, text)

    const problem = await problemOf(open())

    assert.match(problem, /is not a state file/)
    assert.strictEqual(await readFile(state, "utf8"), text)
  }
)

it("two emulators never write one file, and a lock that a killed one left behind is taken over", async () => {
  await open()
  const second = await problemOf(openEmulator({ state }))
  await opened.pop()?.close()
  await writeFile(`${state}.lock`, `${process.ppid}\n`)
  const beside = await problemOf(openEmulator({ state }))
  await writeFile(`${state}.lock`, "999999999\n")

  const { emulator } = await open()

  assert.match(second, new RegExp(`is in use by process ${process.pid};`))
  assert.match(beside, new RegExp(`is in use by process ${process.ppid};`))
  assert.deepStrictEqual(emulator.accepted(), [])
})

it("a reset is kept as well", async () => {
  const first = await open()
  live(first.emulator)
  arrange(first.emulator, "reset", {})

  const { emulator } = await reopen()

  assert.deepStrictEqual(emulator.accepted(), [])
  assert.strictEqual(emulator.choices().id_on_rejected, "omit")
})

it("a clock that runs goes on running while nobody is there", async () => {
  let machine = 1_000_000
  const clock = () => machine
  const { emulator: first } = await open({ clock })
  arrange(first, "set_time", { now: seconds(noon) })
  machine += 5_000

  const { emulator } = await reopen({ clock })

  assert.strictEqual(emulator.now(), seconds(noon) * 1_000 + 5_000)
})

it("a seed file is arranged once, and the seed of the ids stays", async () => {
  const seedFile = {
    clock: { now: noon, frozen: true },
    products: [{ code: "saas1", dimensions: ["users"], kind: "saas" }],
    customers: [{ product_code: "saas1", account_id: alice }]
  }
  const { emulator: first } = await open({ seed: "mine", seedFile })
  arrange(first, "set_time", { now: seconds(noon) + 60, frozen: true })

  const { emulator } = await reopen({ seedFile })

  assert.strictEqual(emulator.now(), seconds(noon) * 1_000 + 60_000)
  const other = await problemOf(reopen({ seed: "other" }))
  assert.match(other, /was begun with the seed "mine"/)
})

it("nothing is told as done once the disk has failed", async () => {
  const kept = await open()
  await opened.pop()?.close()
  live(kept.emulator)

  const outcome = await kept.durable?.()?.then(
    () => "kept",
    () => "lost"
  )

  assert.strictEqual(outcome, "lost")
  assert.strictEqual(await kept.durable?.()?.catch(() => "still lost"), "still lost")
})

it.each([
  [[], "it must be an object"],
  [{ product: [] }, "product is unknown"],
  [{ products: {} }, "products must be a list"],
  [{ products: [{ code: "p" }] }, "products[0] is refused"],
  [{ clock: { frozen: true } }, "clock.now is missing"],
  [{ clock: { now: "yesterday" } }, "clock.now is not"],
  [{ choices: { month_end: "sometimes" } }, "choices.month_end is refused"],
  [{ prices: [{ product_code: "p", dimension: "d", price: 1 }] }, "prices is refused"]
])("a wrong seed file is told its place: %j", async (seedFile, expected) => {
  const problem = await problemOf(openEmulator({ seedFile: seedFile as SeedFile }))

  assert.include(problem, expected)
})

it("a seed file that is not JSON, and a state beside an emulator, are refused", async () => {
  const path = join(folder, "seed.json")
  await writeFile(path, "{")

  const problems = [
    await problemOf(openEmulator({ seedFile: path })),
    await problemOf(openEmulator({ emulator: aMarketplace(), state }))
  ]

  assert.match(problems[0] ?? "", /seed\.json is not JSON/)
  assert.match(problems[1] ?? "", /an emulator of its own/)
})
