import { mkdtemp, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, it } from "vitest"
import { missingBrowser, startBrowser } from "../../../test/Browser.ts"
import type { Browser } from "../../../test/Browser.ts"
import {
  alice,
  aLicenseRecord,
  aMarketplaceWithBob,
  aRecord,
  arrange,
  bob,
  licenseOf,
  meter,
  noon,
  seconds
} from "../../marketplace/testing/aMarketplace.ts"
import { choiceDefinitions } from "../../marketplace/choiceDefinitions.ts"
import { startEmulator } from "../startEmulator.ts"
import type { EmulatorServer } from "../startEmulator.ts"

const missing = missingBrowser()
if (missing !== undefined) process.stdout.write(`skipped: ${missing}\n`)

let server: EmulatorServer
let browser: Browser

beforeAll(async () => {
  const emulator = aMarketplaceWithBob()
  arrange(emulator, "set_time", { now: seconds(noon), frozen: true })
  server = await startEmulator({ emulator })
  if (missing === undefined) browser = await startBrowser()
})

afterAll(async () => {
  await browser?.close()
  await server.close()
})

const hostile = `<img src=x onerror="document.title='taken'">"'&amp;`

const seed = () => {
  const { emulator } = server
  const hours = (count: number) => seconds(noon) - count * 3_600
  const Tags = [{ Key: "team", Value: "search" }]
  arrange(emulator, "seed_product", { code: "saas3", dimensions: [hostile, "GB"], kind: "saas" })
  arrange(emulator, "seed_customer", { product_code: "saas3", account_id: bob, customer_identifier: hostile })
  arrange(emulator, "set_prices", {
    prices: [
      { product_code: "saas1", dimension: "users", price: "0.125" },
      { product_code: "saas1", dimension: "GB", price: "0.09" }
    ]
  })
  meter(emulator, [
    aRecord({ Quantity: 12 }),
    aRecord({ Dimension: "GB", Quantity: 340, Timestamp: hours(2) })
  ])
  meter(emulator, [aLicenseRecord({ Quantity: 12 })], { productCode: null })
  meter(emulator, [
    aRecord({
      Quantity: 5,
      Timestamp: hours(3),
      UsageAllocations: [{ AllocatedUsageQuantity: 2, Tags }, { AllocatedUsageQuantity: 3 }]
    })
  ])
  meter(emulator, [{ CustomerAWSAccountId: bob, Dimension: hostile, Quantity: 7, Timestamp: hours(1) }], {
    productCode: "saas3"
  })
  meter(emulator, [{ ...aRecord(), Dimension: "none" }])
  arrange(emulator, "set_subscription", {
    product_code: "saas2",
    account_id: bob,
    state: "unsubscribe-pending"
  })
  arrange(emulator, "fault_profile", { name: "throttled", calls: 40, operation: "BatchMeterUsage" })
}

const until = async (expression: string) => {
  const met = `new Promise((resolve, reject) => {
    const started = performance.now()
    const look = () => (${expression}) ? resolve(true) : performance.now() - started > 8000 ? reject("not met") : setTimeout(look, 20)
    look()
  })`
  assert.isTrue(await browser.evaluate(met))
}

it.skipIf(missing !== undefined)(
  "the ledger of a seeded run stands in the page, and nothing in it is taken for markup",
  async () => {
    seed()
    await browser.resize({ height: 844, width: 390 })
    await browser.open(`${server.url}/_emulator`)
    await until(`document.body.dataset.ready === "yes"`)

    const rows =
      await browser.evaluate(`[...document.querySelectorAll("#ledger [data-record]")].map((row) => [
      row.dataset.record, row.cells[0].innerText, row.cells[1].innerText, row.cells[3].innerText])`)
    const hours = await browser.evaluate(
      `[...document.querySelectorAll("#ledger .hour")].map((one) => one.innerText)`
    )

    const expected = server.emulator
      .accepted()
      .toSorted((one, other) => other.hour - one.hour)
      .map((one) => [one.meteringRecordId, one.accountId, one.dimension, String(one.quantity)])
    assert.strictEqual(expected.length, 5)
    assert.deepStrictEqual(rows, expected)
    assert.deepStrictEqual(hours, ["2026-04-15 11:00 UTC", "2026-04-15 10:00 UTC", "2026-04-15 09:00 UTC"])
    const seen = await browser.evaluate(`({
      images: document.images.length,
      isTaken: document.title === "taken",
      total: document.querySelector("#invoice .total .number").innerText,
      warning: document.querySelector("#invoice .warning").innerText,
      isWide: document.documentElement.scrollWidth > innerWidth
    })`)
    assert.deepInclude(seen, { images: 0, isTaken: false, isWide: false, total: "34.225" })
    assert.match(
      (seen as { warning: string }).warning,
      /^Charged twice: .*product and license.*worth 1\.5\.$/s
    )

    const folder = await mkdtemp(join(tmpdir(), "tallyhour-page-"))
    await writeFile(join(folder, "phone.png"), await browser.screenshot())
    await browser.resize({ height: 900, width: 1280 })
    await writeFile(join(folder, "desk.png"), await browser.screenshot())
    process.stdout.write(`screenshots: ${folder}\n`)
    assert.deepStrictEqual(browser.complaints(), [])
  },
  60_000
)

/** What can be chosen as a fault, once an operation is. */
const offered = () =>
  browser.evaluate(`Object.fromEntries([...document.getElementById("operation").options].map(({ value }) => {
    const operation = document.getElementById("operation")
    operation.value = value
    operation.dispatchEvent(new Event("change"))
    return [value, [...document.getElementById("kind").options].map((one) => one.value)]
  }))`)

const everyFault = ["throttle", "internal", "internal_after"]
const lostOrSlow = ["drop_before", "drop_after", "html", "latency"]
const faultsByOperation = {
  BatchMeterUsage: [...everyFault, "disabled", "unprocessed", ...lostOrSlow],
  GetEntitlements: [...everyFault, ...lostOrSlow],
  MeterUsage: [...everyFault, ...lostOrSlow, "region"],
  RegisterUsage: [...everyFault, "disabled", ...lostOrSlow, "platform", "region"],
  ResolveCustomer: [...everyFault, "disabled", ...lostOrSlow]
}

it.skipIf(missing !== undefined)(
  "every choice stands in it, and is set by it, on a phone as well",
  async () => {
    await browser.resize({ height: 844, width: 390 })
    await browser.open(`${server.url}/_emulator`)
    await until(`document.querySelectorAll("[data-choice]").length === ${choiceDefinitions.length}`)

    await browser.evaluate(`document.querySelector("section details:has(#choices)").open = true`)
    const isWide = await browser.evaluate(`document.documentElement.scrollWidth > innerWidth`)
    const set = (name: string, value: string) =>
      browser.evaluate(`(() => {
        const field = document.querySelector('[data-choice="${name}"]').querySelector("select, input")
        field.value = "${value}"
        field.dispatchEvent(new Event("change"))
      })()`)
    await set("identical_resend", "DuplicateRecord")
    await set("unknown_path_status", "400")
    await set("future_tolerance_seconds", "60")
    await until(`document.getElementById("choices-count").innerText.endsWith(", 3 changed")`)

    const { future_tolerance_seconds, identical_resend, unknown_path_status } = server.emulator.choices()
    assert.deepStrictEqual(
      [identical_resend, unknown_path_status, future_tolerance_seconds, isWide],
      ["DuplicateRecord", 400, 60, false]
    )
    const folder = await mkdtemp(join(tmpdir(), "tallyhour-page-"))
    await writeFile(join(folder, "choices.png"), await browser.screenshot())
    process.stdout.write(`screenshots: ${folder}\n`)
    assert.deepStrictEqual(browser.complaints(), [])
  },
  60_000
)

it.skipIf(missing !== undefined)(
  "its buttons move the clock and arrange faults",
  async () => {
    await browser.open(`${server.url}/_emulator`)
    await until(`document.body.dataset.ready === "yes"`)
    const click = (id: string) => browser.evaluate(`document.getElementById("${id}").click()`)
    const clockShows = (text: string) =>
      until(`document.getElementById("clock").innerText.includes("${text}")`)

    await click("hour")
    await clockShows("2026-04-15 13:00:00")
    await click("month")
    await clockShows("2026-05-01 00:00:00")
    await click("freeze")
    await clockShows("running")
    await click("clear")
    await until(`document.getElementById("faults").innerText.includes("No fault")`)
    await click("inject")
    await until(`document.getElementById("faults").innerText.includes("1 × throttle")`)
    assert.deepStrictEqual(await offered(), faultsByOperation)

    const answer = meter(server.emulator, [aLicenseRecord({ LicenseArn: licenseOf(1) })], {
      productCode: null
    })
    assert.strictEqual(answer.errorType, "ThrottlingException")
    assert.isAtLeast(server.emulator.now(), seconds("2026-05-01T00:00:00Z") * 1_000)
    await until(`document.querySelector("#calls summary")?.innerText.includes("ThrottlingException")`)
    await browser.evaluate(`document.querySelector("#calls summary").click()`)
    await until(`document.querySelector("#calls details[open] pre")?.innerText.includes("${alice}")`)
  },
  60_000
)
