import { afterAll, assert, test } from "vitest"
import { alice, arrange } from "../marketplace/testing/aMarketplace.ts"
import { emulatorFixture } from "./emulatorFixture.ts"

const it = test.extend({
  emulator: emulatorFixture({
    seedFile: {
      products: [{ code: "saas1", dimensions: ["users"], kind: "saas" }],
      customers: [{ product_code: "saas1", account_id: alice }]
    }
  })
})

const urls: Array<string> = []

afterAll(async () => {
  assert.strictEqual(new Set(urls).size, 2, "each test has an emulator of its own")
  for (const url of urls) {
    const outcome = await fetch(`${url}/healthz`).then(
      () => "serves",
      () => "closed"
    )
    assert.strictEqual(outcome, "closed")
  }
})

it("a test gets an emulator that holds what it was seeded with", async ({ emulator }) => {
  urls.push(emulator.url)

  const health = await fetch(`${emulator.url}/healthz`)

  assert.strictEqual(health.status, 200)
  assert.isString(
    arrange(emulator.emulator, "issue_token", { product_code: "saas1", account_id: alice })["token"]
  )
})

it("the next test gets a fresh one", async ({ emulator }) => {
  urls.push(emulator.url)

  assert.deepStrictEqual(emulator.emulator.accepted(), [])
  assert.deepStrictEqual(arrange(emulator.emulator, "overview", {})["buyers_total"], 1)
})
