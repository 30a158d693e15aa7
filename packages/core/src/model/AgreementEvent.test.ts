import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { at } from "../testing/builders.ts"
import { AgreementEvent } from "./AgreementEvent.ts"

const fields = { eventId: "e-1", at: at("2026-03-10T12:10:00Z") }
const whom = {
  agreementId: "agmt-1",
  buyer: "111111111111",
  customerIdentifier: "X01",
  licenseId: "l-1",
  productCode: "product-1"
}

const isEvent = Schema.is(AgreementEvent)

describe("AgreementEvent", () => {
  it.each([
    ["Created", {}, { intent: "NEW" }],
    ["Amended", {}, {}],
    ["Ended", {}, { status: "CANCELLED" }],
    ["LicenseUpdated", {}, {}],
    ["LicenseDeprovisioned", {}, {}],
    ["Subscribed", { isFreeTrial: false }, {}],
    ["SubscribeFailed", {}, {}],
    ["UnsubscribePending", {}, {}],
    ["Unsubscribed", {}, {}],
    ["EntitlementUpdated", {}, {}],
    ["Unknown", { kind: "unheard of" }, {}]
  ])("%s tells what happened when, and may tell whom it concerns", (_tag, must, may) => {
    const least = { _tag, ...fields, ...must }
    const most = { ...least, ...whom, ...may }

    assert.deepStrictEqual([least, most].map(isEvent), [true, true])
    for (const name of [...Object.keys(fields), ...Object.keys(must)])
      assert.isFalse(isEvent({ ...most, [name]: undefined }), `without ${name}`)
    for (const name of Object.keys(most)) assert.isFalse(isEvent({ ...most, [name]: 7 }), `${name} of 7`)
  })

  it.each([
    ["no name", "", false],
    ["a name of 255 characters", "x".repeat(255), true],
    ["one more", "x".repeat(256), false],
    ["one with a NUL, which no store keeps", "a\u0000", false]
  ])("%s: whether it can be kept is the same for every name", (_, name, isKept) => {
    const names = ["eventId", ...Object.keys(whom)].map((field) =>
      isEvent({ _tag: "Amended", ...fields, [field]: name })
    )

    assert.deepStrictEqual(names, Array(names.length).fill(isKept))
  })
})
