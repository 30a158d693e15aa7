import fc from "fast-check"
import { assert, it } from "vitest"
import { beginning, history } from "../../../test/history/history.ts"
import type { Step } from "../../../test/history/Step.ts"
import { makeMarketplace } from "../Marketplace.ts"
import type { Marketplace, MarketplaceOptions } from "../Marketplace.ts"
import { emulatorOf } from "../MarketplaceEmulator.ts"
import { paperSigner } from "../testing/aContainer.ts"
import { aRecord, arrange, meter, noon, seconds } from "../testing/aMarketplace.ts"
import { readEntry } from "./journalText.ts"
import { replayEntry } from "./replayEntry.ts"
import { snapshotLines } from "./snapshotLines.ts"

const make = (options: MarketplaceOptions = {}) =>
  makeMarketplace({ clock: () => seconds(noon) * 1_000, signer: paperSigner, ...options })

const restored = (lines: Iterable<string>, options: MarketplaceOptions = {}): Marketplace => {
  const marketplace = make(options)
  for (const line of lines) {
    const entry = readEntry(line, marketplace.seed)
    assert(entry !== undefined, line)
    assert.isUndefined(replayEntry(marketplace, entry))
  }
  return marketplace
}

const live = (marketplace: Marketplace, steps: ReadonlyArray<Step>): ReadonlyArray<unknown> => {
  const emulator = emulatorOf(marketplace)
  return steps.map((step) => {
    if ("name" in step) return emulator.control(step.name, step.body)
    return "token" in step ? undefined : emulator.call(step)
  })
}

// What is waiting for calls, and how much of a rate is left, is forgotten.
const rested = (marketplace: Marketplace): Marketplace => {
  marketplace.faults.reset()
  for (const operation of marketplace.quotas.rates().keys()) marketplace.quotas.set(operation, null)
  return marketplace
}

it("an emulator made from a snapshot is where the other one was, and goes on alike", () => {
  fc.assert(
    fc.property(history, history, (before, after) => {
      const marketplace = make()
      for (const [name, body] of beginning) arrange(emulatorOf(marketplace), name, body)
      live(marketplace, before)
      rested(marketplace)
      const lines = [...snapshotLines(marketplace)]

      const again = restored(lines)

      assert.deepStrictEqual([...snapshotLines(again)], lines)
      assert.deepStrictEqual(again.state, marketplace.state)
      assert.deepStrictEqual(live(again, after), live(marketplace, after))
    }),
    { numRuns: 100 }
  )
})

it("a snapshot tells the moment it was taken, whatever happens while it is written", () => {
  const marketplace = make()
  for (const [name, body] of beginning) arrange(emulatorOf(marketplace), name, body)
  const expected = [...snapshotLines(marketplace)]

  const lines = snapshotLines(marketplace)
  arrange(emulatorOf(marketplace), "seed_product", { code: "late", dimensions: ["users"], kind: "saas" })
  arrange(emulatorOf(marketplace), "reset", {})

  assert.deepStrictEqual([...lines], expected)
})

it("prices, rates and choices that were changed are kept, and the others are those of the start", () => {
  const marketplace = make({ quotas: "published" })
  const emulator = emulatorOf(marketplace)
  const prices = [{ dimension: "users", price: "0.025", product_code: "saas1" }]
  arrange(emulator, "set_prices", { prices })
  arrange(emulator, "set_quota", { operation: "BatchMeterUsage", per_second: null })
  arrange(emulator, "set_choice", { name: "results_order", value: "shuffled" })

  const again = restored(snapshotLines(marketplace), {
    choices: { identical_resend: "DuplicateRecord" },
    quotas: "published"
  })

  assert.deepStrictEqual(again.prices, marketplace.prices)
  assert.deepStrictEqual(again.quotas.rates(), marketplace.quotas.rates())
  assert.strictEqual(again.choices.results_order, "shuffled")
  assert.strictEqual(again.choices.identical_resend, "DuplicateRecord")
})

it("calls that are no longer kept stay counted", () => {
  const marketplace = make()
  marketplace.callLog.reset(7)

  assert.strictEqual(restored(snapshotLines(marketplace)).callLog.forgotten(), 7)
})

it("a record keeps the id it was told under, though ids be made otherwise by now", () => {
  const marketplace = make()
  for (const [name, body] of beginning) arrange(emulatorOf(marketplace), name, body)
  meter(emulatorOf(marketplace), [aRecord()])
  const [record] = emulatorOf(marketplace).accepted()
  assert(record !== undefined)
  const told = "01234567-89ab-4cde-a012-3456789abcde"
  const lines = [...snapshotLines(marketplace)].map((line) => line.replaceAll(record.meteringRecordId, told))

  const again = restored(lines)

  assert.deepStrictEqual(emulatorOf(again).accepted(), [{ ...record, meteringRecordId: told }])
  assert.deepStrictEqual([...snapshotLines(again)], lines)
})
